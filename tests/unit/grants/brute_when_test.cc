// Intents with conditions against brute force: "allowed exactly where these tests hold". Random
// policies and random conditions of every operator family, and every value of a small alphabet: the
// policy asked of authorize(), and the condition as a policy of its own.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/policy/document.h"
#include "tests/support/dice.h"
#include "tests/unit/grants/families.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Kind = GrantDifference::Kind;
using tests::Dice;

std::string arn_for(const Family& family) {
  return family.action == "s3:ListBucket" ? "arn:aws:s3:::b" : "arn:aws:s3:::b/a";
}

// What a policy allows on one ARN, value by value.
class Asked {
 public:
  Asked(const Family& family, const std::string& statements)
      : world_(statements), action_(family.action), arn_(arn_for(family)) {}

  [[nodiscard]] bool allows(const std::vector<ContextEntry>& context) const {
    return authorize(world_.world, world_.session, {action_, arn_, context, {}}, kNow_s).allowed();
  }
  [[nodiscard]] GrantVerdict compare(const IntentWhen& when) const {
    GrantIntent wanted = intent({action_}, {arn_});
    wanted.when = when;
    return world_.compare({wanted});
  }

 private:
  GrantsWorld world_;
  std::string action_;
  std::string arn_;
};

std::string on_it(const Family& family, Dice& dice, Holds holds, Effect effect,
                  std::string_view sid) {
  const std::string condition = random_condition(dice, family, holds);
  const std::string arn = arn_for(family);
  return effect == Effect::deny ? deny(sid, family.action, arn, condition)
                                : allow(sid, family.action, arn, condition);
}

// The condition of an Allow, as an intent has it.
IntentWhen when_of(Sources& sources, const std::string& statement) {
  const Result<Node> node = parse_json(sources.add("intent", policy_of(statement)));
  ParsedDocument parsed = parse_document(*node, PolicyType::identity);
  return {IntentWhen::Form::condition, parsed.document.statements.front().conditions};
}

bool any(const GrantVerdict& verdict, Kind kind) {
  return std::ranges::any_of(verdict.differences,
                             [&](const GrantDifference& one) { return one.kind == kind; });
}

class BruteForceOfWhen : public ::testing::TestWithParam<Family> {};

void compare(const Family& family, Holds holds, unsigned seed, std::size_t rounds) {
  const std::vector<std::vector<ContextEntry>> universe = contexts(family, holds);
  Sources sources;
  Dice dice(seed);
  std::size_t undecided = 0;
  std::size_t proved = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    std::string statements = on_it(family, dice, holds, Effect::allow, "A");
    // Now and then the policy's own condition: that is proved.
    const std::string wanted =
        dice.below(3) == 0 ? statements : on_it(family, dice, holds, Effect::allow, "A");
    if (dice.below(3) == 0) statements += "," + on_it(family, dice, holds, Effect::deny, "D");
    const Asked policy(family, statements);
    const Asked condition(family, wanted);
    bool extra = false;
    bool missing = false;
    bool wanted_once = false;
    for (const std::vector<ContextEntry>& context : universe) {
      const bool has = policy.allows(context);
      const bool wants = condition.allows(context);
      extra |= has && !wants;
      missing |= !has && wants;
      wanted_once |= wants;
    }
    const GrantVerdict verdict = policy.compare(when_of(sources, wanted));
    // An intent that no context meets is told apart, and only that.
    const bool never = std::ranges::any_of(
        verdict.undecided, [](const Diagnostic& d) { return d.code == "intent-never-holds"; });
    ASSERT_EQ(never, !wanted_once) << wanted;
    if (verdict.undecided.size() > (never ? 1U : 0U)) {
      ++undecided;
      continue;
    }
    ASSERT_EQ(any(verdict, Kind::extra), extra) << statements << "\nwhen " << wanted;
    ASSERT_EQ(any(verdict, Kind::missing), missing) << statements << "\nwhen " << wanted;
    proved += verdict.verdict() == ProofVerdict::proved ? 1U : 0U;
  }
  EXPECT_EQ(undecided, 0U);
  EXPECT_GT(proved, 0U);
  EXPECT_LT(proved, rounds);
}

TEST_P(BruteForceOfWhen, OneValueOrNone) { compare(GetParam(), Holds::one_value, 31, 200); }

TEST_P(BruteForceOfWhen, ListsOfUpToThree) {
  if (!GetParam().list_key.empty()) compare(GetParam(), Holds::list, 32, 100);
}

INSTANTIATE_TEST_SUITE_P(Grants, BruteForceOfWhen, ::testing::ValuesIn(families()),
                         [](const auto& test) {
                           std::string name(test.param.name);
                           std::ranges::replace(name, ' ', '_');
                           return name;
                         });

// `when: always` asks for every value, nothing said for some value.
TEST_P(BruteForceOfWhen, AlwaysAndSome) {
  const Family& family = GetParam();
  const std::vector<std::vector<ContextEntry>> universe = contexts(family, Holds::one_value);
  Dice dice(33);
  for (int round = 0; round < 100; ++round) {
    const Effect second = dice.below(2) == 0 ? Effect::allow : Effect::deny;
    const std::string statements = on_it(family, dice, Holds::one_value, Effect::allow, "A") + "," +
                                   on_it(family, dice, Holds::one_value, second, "B");
    const Asked policy(family, statements);
    const bool all = std::ranges::all_of(universe, [&](const auto& c) { return policy.allows(c); });
    const bool some =
        std::ranges::any_of(universe, [&](const auto& c) { return policy.allows(c); });
    const GrantVerdict always = policy.compare({IntentWhen::Form::always, {}});
    ASSERT_EQ(any(always, Kind::missing), !all) << statements;
    ASSERT_FALSE(any(always, Kind::extra)) << statements;
    ASSERT_EQ(any(policy.compare({}), Kind::missing), !some) << statements;
  }
}

}  // namespace
}  // namespace rolechain::testing
