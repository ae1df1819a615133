// The values that a world has for policy variables and keys: which texts a variable in a policy can
// usefully stand for.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/cloud/world.h"
#include "mocks/policy/pattern.h"

namespace rolechain {

class ValuePool {
 public:
  // The world must outlive it.
  explicit ValuePool(const World& world) : world_(world) {}

  // What `variable` must be for the pattern to match an ARN of the world, or one of the values that
  // the world has for `key` (of a condition). Nothing where the pattern has other variables
  // besides, or over kMost values.
  [[nodiscard]] std::optional<std::vector<std::string>> captures(const Pattern& pattern,
                                                                 std::string_view variable) const;
  [[nodiscard]] std::optional<std::vector<std::string>> captures(const Pattern& pattern,
                                                                 std::string_view variable,
                                                                 std::string_view key) const;
  // The texts that the pattern becomes with each value that the world has for `variable`.
  [[nodiscard]] std::optional<std::vector<std::string>> fillings(const Pattern& pattern,
                                                                 std::string_view variable) const;

  // A value that some test of `key_lower` spells out.
  void add(std::string_view key_lower, std::string value);

  static constexpr std::size_t kMost = 200;

 private:
  [[nodiscard]] std::vector<std::string> values_of(std::string_view key_lower) const;

  const World& world_;
  std::map<std::string, std::set<std::string>, std::less<>> spelled_;  // by condition key
};

}  // namespace rolechain
