#include "mocks/base/eight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

// Every byte there is, at every place of a word and of what is left behind the last one.
TEST(EightTest, LowersEveryByteAsTheSingleCharacter) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t size = 1; size < 20; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'Z');
        text[at] = static_cast<char>(byte);
        std::string expected = text;
        std::ranges::transform(expected, expected.begin(), fold_case);
        std::string lower(size, '?');
        write_lower(text, lower.data());
        ASSERT_EQ(lower, expected) << "byte " << byte << " at " << at << " of " << size;
      }
    }
  }
}

TEST(EightTest, PlainTextEndsBeforeEveryByteThatJsonEscapesOrThatIsNoAscii) {
  for (int byte = 0; byte < 256; ++byte) {
    const bool plain = byte >= ' ' && byte < 0x80 && byte != '"' && byte != '\\';
    for (std::size_t size = 1; size < 20; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, '!');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(plain_size(text), plain ? size : at) << "byte " << byte << " of " << size;
      }
    }
  }
  EXPECT_EQ(plain_size(""), 0U);
}

// `;` and its like differ from `:` in their lowest bits: no carry may make them one.
TEST(EightTest, FindsACharacterWhereverItStands) {
  for (std::size_t size = 0; size < 20; ++size) {
    for (std::size_t at = 0; at <= size; ++at) {
      for (const char other : {';', '9', '\xBA', '\0'}) {
        std::string text(size, other);
        if (at < size) text[at] = ':';
        if (at + 3 < size) text[at + 3] = ':';
        ASSERT_EQ(find_near(':', text), text.find(':')) << size << " " << at;
      }
    }
  }
}

TEST(EightTest, NamesAreEqualWithoutCaseAndInNothingElse) {
  for (std::size_t size = 1; size < 20; ++size) {
    const std::string text(size, 'k');
    EXPECT_TRUE(equals_ignore_case(text, std::string(size, 'K')));
    EXPECT_FALSE(equals_ignore_case(text, std::string(size + 1, 'k')));
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string other = text;
        other[at] = static_cast<char>(byte);
        ASSERT_EQ(equals_ignore_case(text, other), byte == 'k' || byte == 'K') << byte;
      }
    }
  }
}

}  // namespace
}  // namespace rolechain
