// Characters of UTF-8 text, for the automaton: IAM's `?` is one character, not one byte.
#pragma once

#include <string>
#include <string_view>

namespace rolechain {

// Takes the first character off `text`. A broken byte is a character of its own, outside Unicode,
// so that any text survives the way there and back. REQUIRES: not empty.
char32_t take_utf8(std::string_view& text);
void append_utf8(std::string& text, char32_t ch);

}  // namespace rolechain
