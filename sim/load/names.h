// The names that a scenario gives to things, and what `@name` stands for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/node.h"
#include "sim/load/problems.h"

namespace rolechain {

enum class Sort : std::uint8_t {
  role,
  user,
  group,
  managed_policy,
  instance_profile,
  resource,
  oidc_provider,
  saml_provider,
  account,
};
std::string_view sort_name(Sort sort);  // "role", "managed policy"

// An account as a principal is its root's ARN; everywhere else it is its id. All others are ARNs.
enum class Place : std::uint8_t { value, principal };

class Names {
 public:
  struct Entity {
    Sort sort = Sort::role;
    std::string key;
    std::string arn;  // an account's id
    SourceSpan where;
  };

  explicit Names(Problems& problems) : problems_(problems) {}

  // Two things of one sort with one ARN, and a key declared twice, are errors.
  void declare(Entity entity);
  [[nodiscard]] const Entity* find(Sort sort, std::string_view key) const;

  // What a whole string `@name` or `@name/suffix` stands for; other strings are themselves.
  // Nothing (reported) where the name is unknown or means two things.
  std::optional<std::string> text(const std::string& text, SourceSpan where,
                                  Place place = Place::value) const;
  // Whether `@name` is known yet; true for other strings.
  [[nodiscard]] bool known(std::string_view text) const;
  // A copy in which every string is replaced so; under Principal and NotPrincipal as principals.
  Node resolved(const Node& node, Place place = Place::value) const;

  // An ARN given as `@name`, as the bare name of a thing of this sort, or as an ARN.
  std::optional<std::string> arn(Sort sort, const Node& node) const;
  // An account's id given as `@name`, name or 12 digits.
  std::optional<std::string> account(const Node& node) const;

  // Strings of these files are never references: templates know no scenario.
  void take_literally(const SourceFile* file) { literal_.insert(file); }
  [[nodiscard]] std::vector<std::string_view> keys(std::optional<Sort> sort = {}) const;

 private:
  [[nodiscard]] std::vector<const Entity*> candidates(std::string_view name) const;

  Problems& problems_;
  std::vector<Entity> entities_;
  std::multimap<std::string, std::size_t, std::less<>> by_key_;
  std::map<std::string, std::size_t, std::less<>> by_arn_;
  std::set<const SourceFile*> literal_;
};

}  // namespace rolechain
