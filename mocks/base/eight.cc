#include "mocks/base/eight.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "mocks/base/text.h"

namespace rolechain {
void write_lower(std::string_view text, char* out) {
  if (text.size() < kEight) {
    std::ranges::transform(text, out, fold_case);
    return;
  }
  const auto lower_at = [&](std::size_t at) {
    const std::uint64_t word = fold_case_of_eight(eight_bytes(text, at));
    std::memcpy(out + at, &word, kEight);
  };
  for (std::size_t at = 0; at + kEight < text.size(); at += kEight) lower_at(at);
  lower_at(text.size() - kEight);  // may overlap those before
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
