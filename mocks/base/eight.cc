#include "mocks/base/eight.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

// fold_case of eight bytes at once. The sums cannot carry from one byte into the next: their
// summands have no high bit, and get it where the byte is at least `A`, or greater than `Z`.
std::uint64_t fold_case_of_eight(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = kOnes * 0x80U;
  constexpr unsigned kHighToCaseBit = 2;
  const std::uint64_t low = word & ~kHigh;
  const std::uint64_t from_a = low + kOnes * (0x80U - 'A');
  const std::uint64_t behind_z = low + kOnes * (0x80U - 'Z' - 1);
  return word | ((from_a & ~behind_z & ~word & kHigh) >> kHighToCaseBit);
}

}  // namespace

void write_lower(std::string_view text, char* out) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  for (; text.size() >= kWord; text.remove_prefix(kWord), out += kWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), kWord);
    word = fold_case_of_eight(word);
    std::memcpy(out, &word, kWord);
  }
  std::ranges::transform(text, out, fold_case);
}

// Eight bytes at once, as long as none of them is a quote or backslash, below a blank or above
// 0x7F.
std::size_t plain_size(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = kOnes * 0x80U;
  constexpr std::size_t kWord = sizeof kOnes;
  std::size_t at = 0;
  for (; at + kWord <= text.size(); at += kWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, kWord);
    // Each byte that is 0 after the xor, or below a blank before it, borrows from its high bit.
    const std::uint64_t quote = (word ^ (kOnes * '"')) - kOnes;
    const std::uint64_t backslash = (word ^ (kOnes * '\\')) - kOnes;
    const std::uint64_t control = word - kOnes * ' ';
    if (((word | quote | backslash | control) & kHigh) != 0) break;
  }
  const auto is_plain = [](char c) { return c >= ' ' && c != '"' && c != '\\'; };
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

}  // namespace rolechain
