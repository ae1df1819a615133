// The tokens of DynamoDB's expressions.
// Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and
// functions", "Referring to item attributes when using expressions".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rolechain::ddb {

struct Token {
  enum class Kind : std::uint8_t {
    word,         // an attribute, a function, an operator: id, size, AND
    placeholder,  // #name
    value,        // :value
    number,       // of a list's index
    symbol,       // ( ) [ ] . , + - = <> < <= > >=
    end,
  };
  Kind kind = Kind::end;
  std::string_view text;
  std::size_t begin = 0;

  [[nodiscard]] bool is(std::string_view symbol_text) const {
    return kind == Kind::symbol && text == symbol_text;
  }
  // Keywords have no case.
  [[nodiscard]] bool is_word(std::string_view keyword) const;
};

// Views into `text`; the last token is `end`. Nothing where a character belongs to no token:
// `bad` is its place.
struct Tokens {
  std::vector<Token> tokens;
  std::optional<std::size_t> bad;
};
Tokens tokenize(std::string_view text);

}  // namespace rolechain::ddb
