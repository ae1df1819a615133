// Makes text from users' files safe for a terminal: control characters, which could move the
// cursor, recolour or hide what follows, are shown as `\u001b` instead.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rolechain {

// Escapes C0 (newline and tab stay), DEL, C1, and the characters that turn the direction of text;
// bytes that are no UTF-8 become U+FFFD. Inside a JSON string the result means the same.
// Source: ECMA-48, "Control functions for coded character sets"; Unicode Standard Annex #9,
// "Unicode Bidirectional Algorithm" (explicit formatting characters).
// Lines::one: newline and tab are shown as well, so that a name cannot pretend to be a line.
enum class Lines : std::uint8_t { many, one };
std::string printable(std::string_view text, Lines lines = Lines::many);

}  // namespace rolechain
