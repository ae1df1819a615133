// Walks over text, eight characters at a time (on machines whose lowest byte comes first): for what
// is done to every character of every policy, or of every request.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rolechain {

// fold_case of eight bytes at once. The sums cannot carry from one byte into the next: their
// summands have no high bit, and get it where the byte is at least `A`, or greater than `Z`.
constexpr std::uint64_t fold_case_of_eight(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = kOnes * 0x80U;
  constexpr unsigned kHighToCaseBit = 2;
  const std::uint64_t low = word & ~kHigh;
  const std::uint64_t from_a = low + kOnes * (0x80U - 'A');
  const std::uint64_t behind_z = low + kOnes * (0x80U - 'Z' - 1);
  return word | ((from_a & ~behind_z & ~word & kHigh) >> kHighToCaseBit);
}

inline constexpr std::size_t kEight = 8;

// The text's eight bytes from `at` on, zeroes behind its end; the first one is the lowest.
inline std::uint64_t eight_bytes(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  if (at + kEight <= text.size()) {
    std::memcpy(&word, text.data() + at, kEight);
  } else {
    for (std::size_t i = text.size(); i > at; --i) {
      word = word << 8U | static_cast<unsigned char>(text[i - 1]);
    }
  }
  return word;
}

// The high bit of each of the text's eight bytes from `at` on that is `wanted` (not NUL).
inline std::uint64_t bytes_that_are(char wanted, std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kLow = kOnes * 0x7FU;
  const std::uint64_t differs =
      eight_bytes(text, at) ^ (kOnes * static_cast<unsigned char>(wanted));
  return ~(((differs & kLow) + kLow) | differs | kLow);
}

// As text.find(wanted), for what stands near the beginning: memchr takes longer to start.
inline std::size_t find_near(char wanted, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at += kEight) {
    const std::uint64_t found = bytes_that_are(wanted, text, at);
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / kEight;
  }
  return std::string_view::npos;
}

// Writes to_lower(text) to `out`, which has room for text.size() characters.
void write_lower(std::string_view text, char* out);

// How much of the text's beginning JSON quotes as it is: ASCII without quotes, backslashes and
// control characters.
std::size_t plain_size(std::string_view text);

}  // namespace rolechain
