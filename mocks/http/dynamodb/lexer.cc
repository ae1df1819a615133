#include "mocks/http/dynamodb/lexer.h"

#include <algorithm>
#include <array>

#include "mocks/base/text.h"

namespace rolechain::ddb {
namespace {

// Longer ones first.
constexpr std::array<std::string_view, 15> kSymbols{"<>", "<=", ">=", "=", "<", ">", "(", ")",
                                                    "[",  "]",  ".",  ",", "+", "-", ""};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (fold_case(c) >= 'a' && fold_case(c) <= 'z') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
// What may follow # and :, and stand inside of words.
bool is_inner(char c) { return is_letter(c) || is_digit(c); }

std::size_t end_of(std::string_view text, std::size_t at, bool (*is_part)(char)) {
  while (at < text.size() && is_part(text[at])) ++at;
  return at;
}

}  // namespace

bool Token::is_word(std::string_view keyword) const {
  return kind == Kind::word && equals_ignore_case(text, keyword);
}

Tokens tokenize(std::string_view text) {
  Tokens out;
  std::size_t at = 0;
  const auto add = [&](Token::Kind kind, std::size_t end) {
    out.tokens.push_back({kind, text.substr(at, end - at), at});
    at = end;
  };
  while (at < text.size()) {
    const char c = text[at];
    if (is_blank(c)) {
      ++at;
    } else if (is_letter(c)) {
      add(Token::Kind::word, end_of(text, at, is_inner));
    } else if (is_digit(c)) {
      add(Token::Kind::number, end_of(text, at, is_digit));
    } else if ((c == '#' || c == ':') && at + 1 < text.size() && is_inner(text[at + 1])) {
      add(c == '#' ? Token::Kind::placeholder : Token::Kind::value, end_of(text, at + 1, is_inner));
    } else {
      const auto* const symbol = std::ranges::find_if(
          kSymbols, [&](std::string_view s) { return text.substr(at).starts_with(s); });
      if (symbol->empty()) {
        out.bad = at;
        return out;
      }
      add(Token::Kind::symbol, at + symbol->size());
    }
  }
  add(Token::Kind::end, at);
  return out;
}

}  // namespace rolechain::ddb
