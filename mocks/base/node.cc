#include "mocks/base/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "mocks/base/eight.h"
#include "mocks/base/json.h"

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

void append_escaped(std::string& out, char c) {
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
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = plain_size(text);
    while (plain < text.size() && static_cast<unsigned char>(text[plain]) >= 0x80U) {
      ++plain;  // a character of several bytes stands as it is
      plain += plain_size(text.substr(plain));
    }
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    append_escaped(out, text.front());
    text.remove_prefix(1);
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

// How many characters (not bytes: UTF-8 continuation counts nothing) append_quoted makes of a byte.
constexpr std::array<std::uint8_t, 256> kQuotedChars = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(1);
  for (std::size_t byte = 0; byte < 0x20U; ++byte) out[byte] = 6;
  for (const char c : {'"', '\\', '\n', '\r', '\t'}) out[static_cast<unsigned char>(c)] = 2;
  for (std::size_t byte = 0x80U; byte < 0xC0U; ++byte) out[byte] = 0;
  return out;
}();

struct TextOut {
  std::string& text;
  void plain(std::string_view piece) { text += piece; }
  void quoted(std::string_view piece) { append_quoted(text, piece); }
  void line_break(int indent) {
    text += '\n';
    text.append(static_cast<std::size_t>(indent) * 2, ' ');
  }
};

struct SizeOut {
  std::size_t chars = 0;
  void plain(std::string_view piece) { chars += piece.size(); }  // ASCII, all of it
  void quoted(std::string_view piece) {
    chars += 2;
    const std::size_t plain = plain_size(piece);
    chars += plain;
    piece.remove_prefix(plain);
    for (const char c : piece) chars += kQuotedChars[static_cast<unsigned char>(c)];
  }
  void line_break(int indent) { chars += 1 + static_cast<std::size_t>(indent) * 2; }
};

// indent < 0: compact.
template <class Out>
void write_json(Out& out, const Node& node, int indent) {
  const int inner = indent < 0 ? -1 : indent + 1;
  const auto next_line = [&](int level) {
    if (level >= 0) out.line_break(level);
  };
  bool first = true;
  switch (node.kind) {
    case Node::Kind::null:
      out.plain("null");
      break;
    case Node::Kind::boolean:
      out.plain(node.text);
      break;
    case Node::Kind::number:
      if (is_json_number(node.text)) {
        out.plain(node.text);
      } else {
        out.quoted(node.text);
      }
      break;
    case Node::Kind::string:
      out.quoted(node.text);
      break;
    case Node::Kind::list:
      out.plain("[");
      for (const Node& item : node.items) {
        if (!std::exchange(first, false)) out.plain(",");
        next_line(inner);
        write_json(out, item, inner);
      }
      if (!first) next_line(indent);
      out.plain("]");
      break;
    case Node::Kind::map:
      out.plain("{");
      for (const Member& member : node.members) {
        if (!std::exchange(first, false)) out.plain(",");
        next_line(inner);
        out.quoted(member.key);
        out.plain(indent < 0 ? ":" : ": ");
        write_json(out, member.value, inner);
      }
      if (!first) next_line(indent);
      out.plain("}");
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
  std::string text;
  TextOut out{text};
  write_json(out, node, -1);
  return text;
}

std::string to_pretty_json(const Node& node) {
  std::string text;
  TextOut out{text};
  write_json(out, node, 0);
  return text;
}

std::size_t json_size_chars(const Node& node) {
  SizeOut out;
  write_json(out, node, -1);
  return out.chars;
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
