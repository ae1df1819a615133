#include "mocks/base/printable.h"

#include <gtest/gtest.h>

namespace rolechain::tests {
namespace {

TEST(Printable, TextStaysAsItIs) {
  const std::string_view text = "✗ rôle 日本 🙂 a\tb\nC:\\new \\u001b";
  EXPECT_EQ(printable(text), text);
}

TEST(Printable, ControlCharactersAreShown) {
  EXPECT_EQ(printable("\x1b[31mred\x1b[0m\r\a\x7f"),
            "\\u001b[31mred\\u001b[0m\\u000d\\u0007\\u007f");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\u009b31m")
      << "C1 begins a sequence, too";
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\u0000b");
}

TEST(Printable, CharactersThatTurnTextAreShown) {
  EXPECT_EQ(printable("a\xE2\x80\xAE"
                      "b\xE2\x81\xA9"),
            "a\\u202eb\\u2069");
}

TEST(Printable, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(printable("a\xFF\xC3"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(printable("\x9B"), "\xEF\xBF\xBD") << "CSI in eight bits";
  EXPECT_EQ(printable("\xC0\x9B"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "overlong";
  EXPECT_EQ(printable("\xE0\x82\x9B"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "overlong";
  EXPECT_EQ(printable("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "a surrogate";
}

TEST(Printable, OneLineShowsItsBreaks) {
  EXPECT_EQ(printable("a\nb\tc", Lines::one), "a\\u000ab\\u0009c");
}

}  // namespace
}  // namespace rolechain::tests
