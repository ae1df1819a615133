// Fields reads one map of a scenario file: it refuses unknown and missing keys and values of the
// wrong kind, each with its place, and gives the rest as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/node.h"
#include "sim/load/keys.h"
#include "sim/load/problems.h"

namespace rolechain {

class Fields {
 public:
  // Reports what is wrong with the map as a whole. A node that is no map reads as an empty one.
  Fields(Problems& problems, const Node& node, const KeyTable& table);

  [[nodiscard]] const Node& node() const { return node_; }
  [[nodiscard]] const Node* find(std::string_view key) const;  // REQUIRES: a key of the table
  // The key's place: of its name where it is written, else of the map.
  [[nodiscard]] SourceSpan key_span(std::string_view key) const;

  // Nothing where the key is absent or, reported, of the wrong kind.
  std::optional<std::string> text(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t min,
                                      std::int64_t max) const;
  std::optional<std::int64_t> duration_s(std::string_view key) const;
  // One of `words`, as its index.
  std::optional<std::size_t> word(std::string_view key,
                                  std::span<const std::string_view> words) const;
  // The map (list) under the key; null where absent or, reported, of another kind.
  const Node* map(std::string_view key) const;
  const Node* list(std::string_view key) const;

  void wrong(std::string_view key, const Node& value, std::string_view wanted) const;

 private:
  Problems& problems_;
  const Node& node_;
  const KeyTable& table_;
};

// The scalar's text; reports a map, list or null. `what` names it: "`account` of a role".
std::optional<std::string> scalar_text(Problems& problems, const Node& node, std::string_view what);
// The scalars of a list, or the one scalar.
std::vector<const Node*> one_or_more(const Node& node);
std::string with_article(std::string_view noun);  // "a role", "an account"

}  // namespace rolechain
