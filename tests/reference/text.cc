#include "tests/reference/text.h"

namespace rolechain::reference {
namespace {

bool match_from(const Pattern& pattern, std::size_t p, std::u32string_view text, std::size_t t) {
  if (p == pattern.size()) return t == text.size();
  switch (pattern[p].kind) {
    case Symbol::Kind::any_run:
      return match_from(pattern, p + 1, text, t) ||
             (t < text.size() && match_from(pattern, p, text, t + 1));
    case Symbol::Kind::any_one:
      return t < text.size() && match_from(pattern, p + 1, text, t + 1);
    case Symbol::Kind::literal:
      return t < text.size() && text[t] == pattern[p].character &&
             match_from(pattern, p + 1, text, t + 1);
  }
  return false;
}

}  // namespace

std::u32string characters(std::string_view utf8) {
  std::u32string out;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U && !out.empty()) {
      out.back() = (out.back() << 6U) | (byte & 0x3FU);
    } else if (byte >= 0xF0U) {
      out.push_back(byte & 0x07U);
    } else if (byte >= 0xE0U) {
      out.push_back(byte & 0x0FU);
    } else if (byte >= 0xC0U) {
      out.push_back(byte & 0x1FU);
    } else {
      out.push_back(byte);
    }
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool same_ignoring_case(std::string_view left, std::string_view right) {
  return lower(left) == lower(right);
}

Pattern literal_pattern(std::string_view text) {
  Pattern out;
  for (const char32_t c : characters(text)) out.push_back({Symbol::Kind::literal, c});
  return out;
}

Pattern wildcard_pattern(std::string_view text) {
  Pattern out = literal_pattern(text);
  for (Symbol& symbol : out) {
    if (symbol.character == U'*') symbol.kind = Symbol::Kind::any_run;
    if (symbol.character == U'?') symbol.kind = Symbol::Kind::any_one;
  }
  return out;
}

bool matches(const Pattern& pattern, std::string_view text) {
  return match_from(pattern, 0, characters(text), 0);
}

bool glob(std::string_view pattern, std::string_view text) {
  return matches(wildcard_pattern(pattern), text);
}

bool glob_ignoring_case(std::string_view pattern, std::string_view text) {
  return glob(lower(pattern), lower(text));
}

std::vector<std::string> split(std::string_view text, char separator, std::size_t pieces) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == separator && out.size() < pieces) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

}  // namespace rolechain::reference
