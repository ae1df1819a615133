#include "sim/fix/source_edit.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace rolechain {
namespace {

std::string_view text_of(const Node& node) { return node.span.file->text; }

std::string_view end_of_line(std::string_view text) {
  return text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t line = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return line == std::string_view::npos ? 0 : line + 1;
}

// Behind the line break; the end of the text where there is none.
std::size_t next_line(std::string_view text, std::size_t at) {
  const std::size_t line = text.find('\n', at);
  return line == std::string_view::npos ? text.size() : line + 1;
}

std::string_view between(std::string_view text, std::size_t begin, std::size_t end) {
  return begin <= end && end <= text.size() ? text.substr(begin, end - begin) : "";
}

// Whether the text may stand in a YAML flow list without quotes.
bool is_plain_safe(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
             "WXYZ0123456789:/-_.") == std::string_view::npos &&
         text.front() != '-' && text.front() != ':' && text.back() != ':' &&
         text.find_first_not_of("0123456789.:-_") != std::string_view::npos;
}

bool is_quoted(const Node& node) {
  const std::string_view text = node.span.text();
  return !text.empty() && (text.front() == '"' || text.front() == '\'');
}

std::string flow_text(const Node& value, bool json);

std::string flow_key(const std::string& key, bool json) {
  return json || !is_plain_safe(key) ? to_json(Node::make_string(key)) : key;
}

std::string flow_text(const Node& value, bool json) {
  if (value.is_map()) {
    std::string out;
    for (const Member& member : value.members) {
      out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", flow_key(member.key, json),
                         flow_text(member.value, json));
    }
    return out.empty() ? "{}" : fmt::format("{{ {} }}", out);
  }
  if (value.is_list()) {
    std::string out;
    for (const Node& item : value.items) {
      out += fmt::format("{}{}", out.empty() ? "" : ", ", flow_text(item, json));
    }
    return fmt::format("[{}]", out);
  }
  const bool word = value.is_string() && value.text.find(':') == std::string::npos;
  if (!json && word && is_plain_safe(value.text)) return value.text;
  return to_json(value);
}

// With the separators as they are: those before items that stay, the first one before new items.
std::string flow_list(const Node& list, const std::vector<bool>& removed,
                      const std::vector<std::string>& added) {
  const std::string_view text = text_of(list);
  std::string_view head = between(text, list.span.begin + 1, list.items.front().span.begin);
  const std::string_view tail = between(text, list.items.back().span.end, list.span.end);
  std::string separator = ", ";
  if (list.items.size() > 1) {
    separator = between(text, list.items[0].span.end, list.items[1].span.begin);
  } else if (head.find('\n') != std::string_view::npos) {
    separator = "," + std::string(head);
  }
  std::string out = "[" + std::string(head);
  bool first = true;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    if (removed[i]) continue;
    if (!first) out += between(text, list.items[i - 1].span.end, list.items[i].span.begin);
    out += list.items[i].span.text();
    first = false;
  }
  for (const std::string& one : added) {
    if (!first) out += separator;
    out += one;
    first = false;
  }
  return out + std::string(tail);
}

// "  - " before the item, and nothing else on its line.
bool is_block_item(std::string_view text, const Node& item) {
  const std::size_t begin = line_begin(text, item.span.begin);
  const std::string_view lead = between(text, begin, item.span.begin);
  const std::size_t dash = lead.find_first_not_of(' ');
  return dash != std::string_view::npos && lead[dash] == '-' && dash + 1 < lead.size() &&
         lead.find_first_not_of(' ', dash + 1) == std::string_view::npos;
}

bool edit_block_list(const Node& list, const std::vector<bool>& removed,
                     const std::vector<std::string>& added, SourceEdits& edits) {
  const std::string_view text = text_of(list);
  for (const Node& item : list.items) {
    if (!item.span.known() || !is_block_item(text, item)) return false;
  }
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const SourceSpan& span = list.items[i].span;
    if (removed[i]) edits.push_back({line_begin(text, span.begin), next_line(text, span.end), ""});
  }
  if (added.empty()) return true;
  const std::size_t first = list.items.front().span.begin;
  const std::string_view lead = between(text, line_begin(text, first), first);
  const std::string_view eol = end_of_line(text);
  const std::size_t at = next_line(text, list.items.back().span.end);
  const bool unfinished = at > 0 && at == text.size() && text[at - 1] != '\n';
  std::string out = unfinished ? std::string(eol) : "";
  for (const std::string& one : added) out += fmt::format("{}{}{}", lead, one, eol);
  edits.push_back({at, at, std::move(out)});
  return true;
}

bool edit_single(const Node& value, bool removed, const std::vector<std::string>& added,
                 SourceEdits& edits) {
  std::vector<std::string> all;
  if (!removed) all.emplace_back(value.span.text());
  all.insert(all.end(), added.begin(), added.end());
  const bool open = layout_of(value) == Layout::block;
  if (all.empty() || (open && (value.is_map() || value.is_list()))) return false;
  std::string out = all.front();
  if (all.size() > 1) out = fmt::format("[{}]", fmt::join(all, ", "));
  edits.push_back({value.span.begin, value.span.end, std::move(out)});
  return true;
}

}  // namespace

std::optional<std::string> apply_edits(std::string_view text, SourceEdits edits) {
  std::ranges::sort(edits, [](const SourceEdit& a, const SourceEdit& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  std::string out;
  std::size_t at = 0;
  for (const SourceEdit& edit : edits) {
    if (edit.begin < at || edit.end < edit.begin || edit.end > text.size()) return std::nullopt;
    out += text.substr(at, edit.begin - at);
    out += edit.text;
    at = edit.end;
  }
  return out += text.substr(at);
}

Layout layout_of(const Node& node) {
  const std::string_view text = node.span.text();
  if (text.empty() || (text.front() != '[' && text.front() != '{')) return Layout::block;
  return text.find('\n') == std::string_view::npos ? Layout::flow : Layout::open_flow;
}

std::string render_value(const Node& value, Layout layout, bool json, std::size_t indent) {
  if (layout != Layout::open_flow) return flow_text(value, json);
  std::string out;
  for (const char c : to_pretty_json(value)) {
    out += c;
    if (c == '\n') out.append(indent, ' ');
  }
  return out;
}

std::string render_text(const std::string& text, const Node& beside) {
  const Node& example = beside.is_list() && !beside.items.empty() ? beside.items.front() : beside;
  const bool plain = example.is_scalar() && example.span.known() && !is_quoted(example);
  return plain && is_plain_safe(text) ? text : to_json(Node::make_string(text));
}

std::size_t indent_at(std::string_view text, std::size_t at) {
  const std::size_t begin = line_begin(text, at);
  const std::size_t first = text.find_first_not_of(' ', begin);
  return first == std::string_view::npos ? 0 : first - begin;
}

bool edit_list(const Node& list, const std::vector<bool>& removed,
               const std::vector<std::string>& added, SourceEdits& edits) {
  if (!list.span.known()) return false;
  if (!list.is_list()) return edit_single(list, removed.front(), added, edits);
  if (list.items.empty()) return false;
  if (layout_of(list) == Layout::block) return edit_block_list(list, removed, added, edits);
  edits.push_back({list.span.begin, list.span.end, flow_list(list, removed, added)});
  return true;
}

bool remove_member(const Node& map, const Member& member, SourceEdits& edits) {
  if (!map.span.known() || !member.key_span.known()) return false;
  const std::string_view text = text_of(map);
  if (map.members.size() == 1) {
    if (layout_of(map) == Layout::block) {
      // "policies:" and the map on the lines below: `{}` behind the key.
      const std::size_t before = text.find_last_not_of(" \r\n", map.span.begin - 1);
      if (map.span.begin == 0 || before == std::string_view::npos || text[before] != ':') {
        return false;
      }
      edits.push_back({before + 1, map.span.end, " {}"});
    } else {
      edits.push_back({map.span.begin, map.span.end, "{}"});
    }
    return true;
  }
  const auto at = static_cast<std::size_t>(&member - map.members.data());
  if (layout_of(map) == Layout::block) {
    edits.push_back(
        {line_begin(text, member.key_span.begin), next_line(text, member.value.span.end), ""});
    return between(text, line_begin(text, member.key_span.begin), member.key_span.begin)
               .find_first_not_of(' ') == std::string_view::npos;
  }
  if (at + 1 < map.members.size()) {
    edits.push_back({member.key_span.begin, map.members[at + 1].key_span.begin, ""});
  } else {
    edits.push_back({map.members[at - 1].value.span.end, member.value.span.end, ""});
  }
  return true;
}

bool add_member(const Node& map, std::string_view key, std::string_view value, bool json,
                SourceEdits& edits) {
  if (!map.span.known()) return false;
  const std::string_view text = text_of(map);
  const std::string written = json ? fmt::format("\"{}\"", key) : std::string(key);
  if (map.members.empty()) {
    if (map.span.text() != "{}") return false;
    edits.push_back({map.span.begin, map.span.end, fmt::format("{{ {}: {} }}", written, value)});
    return true;
  }
  const Member& last = map.members.back();
  const std::size_t column = last.key_span.begin - line_begin(text, last.key_span.begin);
  const std::size_t end = last.value.span.end;
  switch (layout_of(map)) {
    case Layout::flow:
      edits.push_back({end, end, fmt::format(", {}: {}", written, value)});
      return true;
    case Layout::open_flow:
      edits.push_back(
          {end, end, fmt::format(",{}{:{}}{}: {}", end_of_line(text), "", column, written, value)});
      return true;
    case Layout::block: {
      const std::size_t at = next_line(text, end);
      const bool unfinished = at == text.size() && !text.ends_with('\n');
      edits.push_back({at, at,
                       fmt::format("{}{:{}}{}: {}{}", unfinished ? end_of_line(text) : "", "",
                                   column, written, value, end_of_line(text))});
      return true;
    }
  }
  return false;
}

}  // namespace rolechain
