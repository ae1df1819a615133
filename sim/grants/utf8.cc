#include "sim/grants/utf8.h"

#include <cstddef>

namespace rolechain {
namespace {

constexpr char32_t kBrokenBase = 0x110000;  // past Unicode

std::size_t length_of(unsigned char first) {
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first < 0xE0U) return 2;
  if (first >= 0xE0U && first < 0xF0U) return 3;
  return first >= 0xF0U && first < 0xF5U ? 4 : 0;
}

char32_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

char continuation(char32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); }

}  // namespace

char32_t take_utf8(std::string_view& text) {
  const char32_t first = byte_at(text, 0);
  const std::size_t length = length_of(static_cast<unsigned char>(first));
  char32_t ch = length == 1 ? first : first & (0xFFU >> (length + 1));
  bool whole = length != 0 && length <= text.size();
  for (std::size_t i = 1; whole && i < length; ++i) {
    const char32_t next = byte_at(text, i);
    whole = (next & 0xC0U) == 0x80U;
    ch = (ch << 6U) | (next & 0x3FU);
  }
  text.remove_prefix(whole ? length : 1);
  return whole ? ch : kBrokenBase + first;
}

void append_utf8(std::string& text, char32_t ch) {
  if (ch >= kBrokenBase) {
    text += static_cast<char>(ch - kBrokenBase);
  } else if (ch < 0x80U) {
    text += static_cast<char>(ch);
  } else if (ch < 0x800U) {
    text += static_cast<char>(0xC0U | (ch >> 6U));
    text += continuation(ch);
  } else if (ch < 0x10000U) {
    text += static_cast<char>(0xE0U | (ch >> 12U));
    text += continuation(ch >> 6U);
    text += continuation(ch);
  } else {
    text += static_cast<char>(0xF0U | (ch >> 18U));
    text += continuation(ch >> 12U);
    text += continuation(ch >> 6U);
    text += continuation(ch);
  }
}

}  // namespace rolechain
