#include "sim/load/yaml_scalar.h"

#include <algorithm>
#include <array>

#include "mocks/base/json.h"

namespace rolechain {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

std::uint32_t skip_blanks(std::string_view text, std::uint32_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

std::uint32_t line_end(std::string_view text, std::uint32_t at) {
  const std::size_t end = text.find_first_of("\r\n", at);
  return static_cast<std::uint32_t>(std::min(end, text.size()));
}

// Behind the closing quote; nothing where it is missing.
std::optional<std::uint32_t> quoted_end(std::string_view text, std::uint32_t begin) {
  const char quote = text[begin];
  for (std::uint32_t i = begin + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote != '\'' || i + 1 >= text.size() || text[i + 1] != '\'') return i + 1;
      ++i;
    }
  }
  return std::nullopt;
}

}  // namespace

std::uint32_t yaml_skip_properties(std::string_view text, std::uint32_t at) {
  while (at < text.size() && (text[at] == '!' || text[at] == '&')) {
    const bool verbatim = text.substr(at).starts_with("!<");
    while (at < text.size() && !is_blank(text[at]) &&
           (verbatim || std::string_view(",]}").find(text[at]) == std::string_view::npos)) {
      ++at;
    }
    at = skip_blanks(text, at);
  }
  return at;
}

bool yaml_is_plain_at(std::string_view text, std::uint32_t at) {
  return at >= text.size() || std::string_view("\"'|>").find(text[at]) == std::string_view::npos;
}

std::uint32_t yaml_plain_end(std::string_view text, std::uint32_t begin, std::string_view value) {
  // A value over several lines is folded: a run of blanks in it stands for any run in the text.
  std::uint32_t at = begin;
  for (std::size_t i = 0; i < value.size() && at < text.size(); ++i) {
    if (is_blank(value[i])) {
      at = skip_blanks(text, at);
    } else if (text[at] == value[i]) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

std::uint32_t yaml_scalar_end(std::string_view text, std::uint32_t begin, std::string_view value) {
  if (begin >= text.size()) return begin;
  if (text[begin] == '"' || text[begin] == '\'') {
    return quoted_end(text, begin).value_or(static_cast<std::uint32_t>(text.size()));
  }
  if (text[begin] == '|' || text[begin] == '>') return line_end(text, begin);
  return yaml_plain_end(text, begin, value);
}

bool yaml_is_closed(std::string_view scalar) {
  if (scalar.empty() || (scalar[0] != '"' && scalar[0] != '\'')) return true;
  return quoted_end(scalar, 0) == scalar.size();
}

std::string_view yaml_null_at(std::string_view text, std::uint32_t at) {
  static constexpr std::array<std::string_view, 4> kSpellings = {"null", "Null", "NULL", "~"};
  const std::string_view rest = text.substr(std::min<std::size_t>(at, text.size()));
  for (const std::string_view spelling : kSpellings) {
    if (rest.starts_with(spelling)) return spelling;
  }
  return {};
}

std::uint32_t yaml_flow_end(std::string_view text, std::uint32_t from, char bracket) {
  for (std::uint32_t i = from; i < text.size(); ++i) {
    if (text[i] == bracket) return i + 1;
    if (text[i] == '#') i = line_end(text, i);
    // Anything else than blanks, commas and the colon of an empty value is not ours to skip.
    if (i < text.size() && !is_blank(text[i]) && text[i] != ',' && text[i] != ':') break;
  }
  return from;
}

Node::Kind yaml_plain_kind(std::string_view value) {
  static constexpr std::array<std::string_view, 6> kBooleans = {"true",  "True",  "TRUE",
                                                                "false", "False", "FALSE"};
  if (std::ranges::find(kBooleans, value) != kBooleans.end()) return Node::Kind::boolean;
  std::size_t i = value.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < value.size() && value[i] >= '0' && value[i] <= '9') ++i;
    return i - from;
  };
  const bool leading_zero = i < value.size() && value[i] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (leading_zero && whole > 1)) return Node::Kind::string;
  if (i < value.size() && value[i] == '.') {
    ++i;
    if (digits() == 0) return Node::Kind::string;
  }
  if (i < value.size() && (value[i] == 'e' || value[i] == 'E')) {
    ++i;
    if (i < value.size() && (value[i] == '+' || value[i] == '-')) ++i;
    if (digits() == 0) return Node::Kind::string;
  }
  return i == value.size() ? Node::Kind::number : Node::Kind::string;
}

std::optional<SourceSpan> yaml_too_deep(const SourceFile& file) {
  const std::string_view text = file.text;
  int depth = 0;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool token = i == 0 || is_blank(text[i - 1]) ||
                       std::string_view("[{,:-").find(text[i - 1]) != std::string_view::npos;
    if (c == '[' || c == '{') {
      if (token && ++depth > kMaxNesting * 2) return SourceSpan{&file, i, i + 1};
    } else if (c == ']' || c == '}') {
      depth = std::max(0, depth - 1);
    } else if (c == '#' && (i == 0 || is_blank(text[i - 1]))) {
      i = line_end(text, i);
    } else if (token && (c == '"' || c == '\'') && depth > 0) {
      const std::optional<std::uint32_t> end = quoted_end(text, i);
      if (!end) return std::nullopt;  // reported as what it is
      i = *end - 1;
    }
  }
  return std::nullopt;
}

}  // namespace rolechain
