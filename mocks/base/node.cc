#include "mocks/base/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rolechain {
namespace {

// A scalar may be a whole file: its first words are enough.
std::string shortened(std::string_view text) {
  constexpr std::size_t kShown_bytes = 40;
  std::size_t end = std::min({text.find('\n'), kShown_bytes, text.size()});
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;  // inside a character
  }
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20U) {
          out += fmt::format("\\u{:04x}", byte);
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

// A YAML scalar may look like a number without being one to JSON (012345670123, .5, +1).
bool is_json_number(std::string_view text) {
  std::size_t i = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i - from;
  };
  const bool leading_zero = i < text.size() && text[i] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (leading_zero && whole > 1)) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

void append_break(std::string& out, int indent) {
  if (indent < 0) return;
  out += '\n';
  out.append(static_cast<std::size_t>(indent) * 2, ' ');
}

// indent < 0: compact.
void append_json(std::string& out, const Node& node, int indent) {
  const int inner = indent < 0 ? -1 : indent + 1;
  bool first = true;
  switch (node.kind) {
    case Node::Kind::null:
      out += "null";
      break;
    case Node::Kind::boolean:
      out += node.text;
      break;
    case Node::Kind::number:
      if (is_json_number(node.text)) {
        out += node.text;
      } else {
        append_quoted(out, node.text);
      }
      break;
    case Node::Kind::string:
      append_quoted(out, node.text);
      break;
    case Node::Kind::list:
      out += '[';
      for (const Node& item : node.items) {
        if (!std::exchange(first, false)) out += ',';
        append_break(out, inner);
        append_json(out, item, inner);
      }
      if (!first) append_break(out, indent);
      out += ']';
      break;
    case Node::Kind::map:
      out += '{';
      for (const Member& member : node.members) {
        if (!std::exchange(first, false)) out += ',';
        append_break(out, inner);
        append_quoted(out, member.key);
        out += indent < 0 ? ":" : ": ";
        append_json(out, member.value, inner);
      }
      if (!first) append_break(out, indent);
      out += '}';
      break;
  }
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto it = std::ranges::find(members, key, &Member::key);
  return it == members.end() ? nullptr : &it->value;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

Node Node::make_string(std::string text, SourceSpan span) {
  Node node;
  node.kind = Kind::string;
  node.text = std::move(text);
  node.span = span;
  return node;
}

Node Node::make_map(SourceSpan span) {
  Node node;
  node.kind = Kind::map;
  node.span = span;
  return node;
}

Node Node::make_list(SourceSpan span) {
  Node node;
  node.kind = Kind::list;
  node.span = span;
  return node;
}

Node& Node::set(std::string key, Node value) {
  if (Node* present = find(key)) {
    *present = std::move(value);
    return *present;
  }
  const SourceSpan written = value.span;
  members.push_back({std::move(key), std::move(value), written});
  return members.back().value;
}

std::string to_json(const Node& node) {
  std::string out;
  append_json(out, node, -1);
  return out;
}

std::string to_pretty_json(const Node& node) {
  std::string out;
  append_json(out, node, 0);
  return out;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return "the boolean `" + shortened(node.text) + "`";
    case Node::Kind::number:
      return "the number `" + shortened(node.text) + "`";
    case Node::Kind::string:
      return "the string `" + shortened(node.text) + "`";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
  }
  return "a value";
}

}  // namespace rolechain
