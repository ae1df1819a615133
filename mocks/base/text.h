// Small text helpers shared by every room.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {

// ASCII only, as IAM compares.
constexpr char fold_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string to_lower(std::string_view text);
void append_lower(std::string_view text, std::string& out);
bool equals_ignore_case(std::string_view a, std::string_view b);
bool starts_with_ignore_case(std::string_view text, std::string_view prefix);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
// Where the text stops being UTF-8 without NUL bytes: the offset of the first wrong byte.
std::optional<std::size_t> find_bad_byte(std::string_view text);
std::string_view trim(std::string_view text);
// The same on every machine and for ever (FNV-1a): for made-up values that follow from a name.
std::uint64_t stable_hash(std::string_view text);

// The candidate nearest to `word` (edit distance at most a third of its length), for messages.
std::optional<std::string> closest(std::string_view word,
                                   std::span<const std::string_view> candidates);
// "did you mean `x`?" or "" where nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace rolechain
