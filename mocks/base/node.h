// A JSON-shaped value that knows where it was written. JSON, YAML and templates are all read into
// it, so that policies, scenarios and templates share one way of naming positions.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/source.h"

namespace rolechain {

struct Member;

// `text` holds the scalar as written: a number keeps its spelling (an account id its leading
// zeros), a boolean is "true" or "false". Lists use `items`, maps `members` (in file order).
struct Node {
  enum class Kind { null, boolean, number, string, list, map };

  Kind kind = Kind::null;
  std::string text;
  std::vector<Node> items;
  std::vector<Member> members;
  SourceSpan span;

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_string() const { return kind == Kind::string; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
  [[nodiscard]] bool is_scalar() const { return !is_list() && !is_map() && !is_null(); }

  // The member's value, or null where the map lacks it (or this is not a map).
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);

  static Node make_string(std::string text, SourceSpan span = {});
  static Node make_map(SourceSpan span = {});
  static Node make_list(SourceSpan span = {});
  // Adds or replaces the member.
  Node& set(std::string key, Node value);
};

struct Member {
  std::string key;
  Node value;
  SourceSpan key_span;
};

// Compact JSON text: no blanks, members in order; numbers as spelled.
std::string to_json(const Node& node);
// Two-space indented JSON text, ending without newline.
std::string to_pretty_json(const Node& node);

// "a map", "a list", "the string `x`": for messages.
std::string describe(const Node& node);

}  // namespace rolechain
