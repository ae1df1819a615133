// Walks over text, eight characters at a time: for what is done to every character of every policy.
#pragma once

#include <cstddef>
#include <string_view>

namespace rolechain {

// Writes to_lower(text) to `out`, which has room for text.size() characters.
void write_lower(std::string_view text, char* out);

// How much of the text's beginning JSON quotes as it is: ASCII without quotes, backslashes and
// control characters.
std::size_t plain_size(std::string_view text);

}  // namespace rolechain
