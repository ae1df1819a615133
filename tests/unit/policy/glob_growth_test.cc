// Patterns made to be slow: the work grows as the text and the pattern do, not as their product.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "mocks/policy/glob_cursor.h"

namespace rolechain {
namespace {

// A plain pattern that counts how often the algorithm moves on in it.
class CountingCursor {
 public:
  CountingCursor(std::string_view pattern, std::size_t& moves) : plain_(pattern), moves_(&moves) {}

  [[nodiscard]] glob::Step step() const { return plain_.step(); }
  [[nodiscard]] char ch() const { return plain_.ch(); }
  [[nodiscard]] std::string_view run() const { return plain_.run(); }
  [[nodiscard]] bool run_is_last() const { return plain_.run_is_last(); }
  void next() {
    ++*moves_;
    plain_.next();
  }

 private:
  glob::PlainCursor plain_;
  std::size_t* moves_;
};

struct Work {
  bool matches = false;
  std::size_t moves = 0;
};

template <glob::Kind Of = glob::Kind::text>
Work work(std::string_view pattern, std::string_view text) {
  Work out;
  out.matches = glob::match<Of>(CountingCursor(pattern, out.moves), text);
  return out;
}

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

constexpr std::size_t kSmall = 1000;
constexpr std::size_t kLarge = 64 * kSmall;

// Each shape by its size: what the pattern and the text are, and whether they match.
struct Shape {
  const char* name;
  std::string (*pattern)(std::size_t);
  std::string (*text)(std::size_t);
  bool matches;
};

const Shape kShapes[] = {
    {"many stars, each letter there", [](std::size_t n) { return repeat("*a*b*c", n) + "*"; },
     [](std::size_t n) { return repeat("xaxbxcx", n); }, true},
    {"many stars, the last letter missing",
     [](std::size_t n) { return repeat("*a*b*c", n) + "*z*"; },
     [](std::size_t n) { return repeat("abc", 2 * n); }, false},
    {"a long run that is never there", [](std::size_t n) { return "*" + repeat("a", n) + "b*"; },
     [](std::size_t n) { return repeat("a", 2 * n); }, false},
    {"a long run at the end", [](std::size_t n) { return "*" + repeat("a", n) + "b"; },
     [](std::size_t n) { return repeat("a", 2 * n) + "b"; }, true},
    {"runs that come half-way often", [](std::size_t n) { return repeat("*aaab", n); },
     [](std::size_t n) { return repeat("aaac", n) + repeat("aaab", n); }, true},
};

TEST(GlobGrowth, IsOneWithTheSize) {
  for (const Shape& shape : kShapes) {
    const Work small = work(shape.pattern(kSmall), shape.text(kSmall));
    const Work large = work(shape.pattern(kLarge), shape.text(kLarge));
    EXPECT_EQ(small.matches, shape.matches) << shape.name;
    EXPECT_EQ(large.matches, shape.matches) << shape.name;
    EXPECT_LE(large.moves, 65 * (small.moves + 1)) << shape.name;
  }
}

TEST(GlobGrowth, OfAnArnToo) {
  const auto pattern = [](std::size_t n) { return "arn:aws:s3:*:*:" + repeat("*a", n) + "z"; };
  const auto text = [](std::size_t n) { return "arn:aws:s3:::" + repeat("a", 2 * n); };
  const Work small = work<glob::Kind::resource>(pattern(kSmall), text(kSmall));
  const Work large = work<glob::Kind::resource>(pattern(kLarge), text(kLarge));
  EXPECT_FALSE(small.matches);
  EXPECT_FALSE(large.matches);
  EXPECT_LE(large.moves, 65 * (small.moves + 1));
}

// Where `?` follows a star no search can jump: the text's length times what follows, no more.
TEST(GlobGrowth, WithQuestionMarksIsOneWithTheText) {
  const std::string pattern = "*?a?a?a?b";
  const Work small = work(pattern, repeat("a", kSmall));
  const Work large = work(pattern, repeat("a", kLarge));
  EXPECT_FALSE(large.matches);
  EXPECT_LE(large.moves, 65 * (small.moves + 1));
}

}  // namespace
}  // namespace rolechain
