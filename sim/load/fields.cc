#include "sim/load/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>

#include "mocks/base/clock.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

std::vector<std::string_view> names_of(const KeyTable& table) {
  std::vector<std::string_view> names;
  for (const Key& key : table.keys) names.push_back(key.name);
  return names;
}

std::string list_of(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += fmt::format("`{}`", word);
  }
  return out;
}

}  // namespace

std::string with_article(std::string_view noun) {
  const bool vowel =
      !noun.empty() && std::string_view("aeioAEIO").find(noun[0]) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", noun);
}

std::optional<std::string> scalar_text(Problems& problems, const Node& node,
                                       std::string_view what) {
  if (node.is_scalar()) return node.text;
  problems.error("wrong-type", fmt::format("{} must be text, not {}", what, describe(node)),
                 node.span);
  return std::nullopt;
}

std::vector<const Node*> one_or_more(const Node& node) {
  if (!node.is_list()) return {&node};
  std::vector<const Node*> out;
  out.reserve(node.items.size());
  for (const Node& item : node.items) out.push_back(&item);
  return out;
}

Fields::Fields(Problems& problems, const Node& node, const KeyTable& table)
    : problems_(problems), node_(node), table_(table) {
  const std::string_view what = table.noun;
  if (!node.is_map()) {
    problems.error(
        "wrong-type", fmt::format("{} must be a map, not {}", what, describe(node)), node.span,
        &table == &keys::scenario ? "begin the file with `scenario: v1`"
                                  : fmt::format("its keys are {}", list_of(names_of(table))));
    return;
  }
  const std::vector<std::string_view> names = names_of(table);
  for (const Member& member : node.members) {
    if (std::ranges::find(names, member.key) != names.end()) continue;
    std::string help = did_you_mean(member.key, names);
    if (help.empty()) help = fmt::format("its keys are {}", list_of(names));
    problems.error("unknown-key", fmt::format("{} has no key `{}`", what, member.key),
                   member.key_span, std::move(help));
  }
  for (const Key& key : table.keys) {
    if (!key.required || node.find(key.name) != nullptr) continue;
    problems.error("missing-key", fmt::format("{} needs the key `{}`", what, key.name),
                   {node.span.file, node.span.begin, std::min(node.span.begin + 1, node.span.end)},
                   key.name == "trust" ? "write the trust policy, or `trust: none` for a role that "
                                         "nobody may assume"
                                       : fmt::format("add `{}:`", key.name));
  }
}

const Node* Fields::find(std::string_view key) const {
  assert(std::ranges::any_of(table_.keys, [&](const Key& known) { return known.name == key; }));
  return node_.find(key);
}

SourceSpan Fields::key_span(std::string_view key) const {
  const auto it = std::ranges::find(node_.members, key, &Member::key);
  return it == node_.members.end() || !it->key_span.known() ? node_.span : it->key_span;
}

void Fields::wrong(std::string_view key, const Node& value, std::string_view wanted) const {
  problems_.error(
      "wrong-type",
      fmt::format("`{}` of {} must be {}, not {}", key, table_.noun, wanted, describe(value)),
      value.span);
}

std::optional<std::string> Fields::text(std::string_view key) const {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_scalar()) return value->text;
  wrong(key, *value, "text");
  return std::nullopt;
}

std::optional<bool> Fields::boolean(std::string_view key) const {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Node::Kind::boolean) return to_lower(value->text) == "true";
  wrong(key, *value, "`true` or `false`");
  return std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view key, std::int64_t min,
                                            std::int64_t max) const {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = value->text.data() + value->text.size();
  const auto read = std::from_chars(value->text.data(), end, number);
  const bool whole = value->is_scalar() && read.ec == std::errc{} && read.ptr == end;
  if (whole && number >= min && number <= max) return number;
  wrong(key, *value, fmt::format("a whole number from {} to {}", min, max));
  return std::nullopt;
}

std::optional<std::int64_t> Fields::duration_s(std::string_view key) const {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_scalar()) {
    if (const auto seconds = parse_duration_s(value->text)) return seconds;
  }
  problems_.error("bad-duration",
                  fmt::format("`{}` must be a duration, not {}", key, describe(*value)),
                  value->span, "write seconds, or `15m`, `1h`, `1h30m`, `2d`");
  return std::nullopt;
}

std::optional<std::size_t> Fields::word(std::string_view key,
                                        std::span<const std::string_view> words) const {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto it = std::ranges::find(words, value->text);
  if (value->is_scalar() && it != words.end()) {
    return static_cast<std::size_t>(it - words.begin());
  }
  std::string help = did_you_mean(value->text, words);
  problems_.error(
      "bad-value",
      fmt::format("`{}` must be one of {}, not {}", key, list_of(words), describe(*value)),
      value->span, std::move(help));
  return std::nullopt;
}

const Node* Fields::map(std::string_view key) const {
  const Node* value = find(key);
  if (value == nullptr || value->is_map()) return value;
  wrong(key, *value, "a map");
  return nullptr;
}

const Node* Fields::list(std::string_view key) const {
  const Node* value = find(key);
  if (value == nullptr || value->is_list()) return value;
  wrong(key, *value, "a list");
  return nullptr;
}

}  // namespace rolechain
