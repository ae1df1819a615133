// The proof's classes of condition values against brute force: random conditions of every operator
// family on one key, and every value of a small alphabet asked of authorize(): absent, one value,
// for keys that hold lists every list of up to three. What some value is allowed the proof must
// find, and what it finds some value must be allowed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "mocks/base/text.h"
#include "tests/support/dice.h"
#include "tests/unit/grants/families.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using tests::Dice;

std::string random_statements(Dice& dice, const Family& family, Holds holds) {
  Strings out;
  const std::size_t count = 1 + dice.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string sid = fmt::format("S{}", i);
    const std::string condition = random_condition(dice, family, holds);
    // The first allows: else nothing would be asked.
    const bool denies = i > 0 && dice.below(2) == 0;
    out.push_back(denies ? deny(sid, family.action, "*", condition)
                         : allow(sid, family.action, "*", condition));
  }
  return join(out, ",");
}

class BruteForceOfValues : public ::testing::TestWithParam<Family> {};

// Random policies, each asked every value.
void compare(const Family& family, Holds holds, unsigned seed, std::size_t rounds) {
  const std::vector<std::vector<ContextEntry>> universe = contexts(family, holds);
  const std::string arn = family.action == "s3:ListBucket" ? "arn:aws:s3:::b" : "arn:aws:s3:::b/a";
  Dice dice(seed);
  std::size_t allowed = 0;
  std::size_t undecided = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::string statements = random_statements(dice, family, holds);
    const GrantsWorld w(statements);
    const std::string action(family.action);
    const bool brute = std::ranges::any_of(universe, [&](const auto& context) {
      return authorize(w.world, w.session, {action, arn, context, {}}, kNow_s).allowed();
    });
    const std::optional<bool> proved = w.can(action, arn);
    undecided += proved ? 0U : 1U;
    allowed += brute ? 1U : 0U;
    if (!proved) continue;
    ASSERT_EQ(*proved, brute) << statements;
  }
  EXPECT_EQ(undecided, 0U);
  EXPECT_GT(allowed, 0U);
  EXPECT_LT(allowed, rounds);
}

TEST_P(BruteForceOfValues, OneValueOrNone) { compare(GetParam(), Holds::one_value, 11, 400); }

TEST_P(BruteForceOfValues, ListsOfUpToThree) {
  if (!GetParam().list_key.empty()) compare(GetParam(), Holds::list, 12, 300);
}

INSTANTIATE_TEST_SUITE_P(Grants, BruteForceOfValues, ::testing::ValuesIn(families()),
                         [](const auto& test) {
                           std::string name(test.param.name);
                           std::ranges::replace(name, ' ', '_');
                           return name;
                         });

}  // namespace
}  // namespace rolechain::testing
