#include "mocks/base/cut.h"

#include <cassert>
#include <string_view>

namespace rolechain {
namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string cut_middle(std::string text, std::size_t most_bytes) {
  constexpr std::string_view kEllipsis = "…";
  assert(most_bytes >= 16);
  if (text.size() <= most_bytes) return text;
  // Two thirds before, one after: names begin alike less often than they end alike.
  const std::size_t kept = most_bytes - kEllipsis.size();
  std::size_t head = kept - kept / 3;
  std::size_t tail = text.size() - kept / 3;
  while (head > 0 && continues_character(text[head])) --head;
  while (tail < text.size() && continues_character(text[tail])) ++tail;
  text.replace(head, tail - head, kEllipsis);
  text.shrink_to_fit();
  return text;
}

}  // namespace rolechain
