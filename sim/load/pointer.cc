#include "sim/load/pointer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

std::string unescape(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] == '~' && i + 1 < part.size() && (part[i + 1] == '0' || part[i + 1] == '1')) {
      out += part[++i] == '0' ? '~' : '/';
    } else {
      out += part[i];
    }
  }
  return out;
}

std::size_t item_index(const Node& list, std::string_view part) {
  std::size_t index = 0;
  const auto read = std::from_chars(part.data(), part.data() + part.size(), index);
  if (read.ec == std::errc{} && read.ptr == part.data() + part.size()) {
    return std::min(index, list.items.size());
  }
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node* id = list.items[i].find("id");
    if (id != nullptr && id->is_scalar() && id->text == part) return i;
  }
  return list.items.size();
}

std::vector<std::string_view> names_in(const Node& node) {
  std::vector<std::string_view> names;
  names.reserve(node.members.size() + node.items.size());
  for (const Member& member : node.members) names.push_back(member.key);
  for (const Node& item : node.items) {
    if (const Node* id = item.find("id")) names.push_back(id->text);
  }
  return names;
}

Node* child(Node& node, std::string_view part) {
  if (node.is_map()) return node.find(part);
  if (!node.is_list()) return nullptr;
  const std::size_t index = item_index(node, part);
  return index < node.items.size() ? &node.items[index] : nullptr;
}

std::unexpected<Diagnostic> nothing_at(const Node& node, std::string_view part,
                                       std::string_view pointer, SourceSpan where) {
  const std::vector<std::string_view> names = names_in(node);
  std::string help = did_you_mean(part, names);
  if (help.empty() && !node.is_map() && !node.is_list()) {
    help =
        fmt::format("before `{}` stands {}: only maps and lists have parts", part, describe(node));
  }
  if (help.empty()) help = "only the last part of a path may be new";
  return fail("no-such-path", fmt::format("`{}`: nothing is at `{}`", pointer, part), where,
              std::move(help));
}

}  // namespace

Result<void> set_at(Node& tree, std::string_view pointer, const Node& value, SourceSpan where) {
  if (!pointer.starts_with('/') || pointer.size() < 2) {
    return fail("bad-path", fmt::format("`{}` is no path into the file", pointer), where,
                "write it like `/roles/base/trust` or `/steps/my_session/with/duration`");
  }
  std::vector<std::string> parts;
  for (const std::string_view part : split(pointer.substr(1), '/')) parts.push_back(unescape(part));
  Node* at = &tree;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    Node* next = child(*at, parts[i]);
    if (next == nullptr) return nothing_at(*at, parts[i], pointer, where);
    at = next;
  }
  const std::string& last = parts.back();
  if (at->is_map()) {
    if (value.is_null()) {
      if (at->find(last) == nullptr) return nothing_at(*at, last, pointer, where);
      std::erase_if(at->members, [&](const Member& member) { return member.key == last; });
    } else {
      at->set(last, value);
    }
    return {};
  }
  if (!at->is_list()) return nothing_at(*at, last, pointer, where);
  if (last == "-") {
    at->items.push_back(value);
    return {};
  }
  const std::size_t index = item_index(*at, last);
  if (index >= at->items.size()) return nothing_at(*at, last, pointer, where);
  if (value.is_null()) {
    at->items.erase(at->items.begin() + static_cast<std::ptrdiff_t>(index));
  } else {
    at->items[index] = value;
  }
  return {};
}

}  // namespace rolechain
