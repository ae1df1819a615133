// Proofs against intents held against brute force: random policies with variables and conditions,
// random intents, and every request of a small universe asked of authorize(). A difference that the
// universe shows must be found, and every difference found must be one when it is asked again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "tests/support/dice.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Strings = std::vector<std::string>;
using Kind = GrantDifference::Kind;
using tests::Dice;

const Strings kActions = {"s3:GetObject", "s3:PutObject", "s3:GetObject*", "s3:Put*"};
const Strings kAsked = {"s3:GetObject", "s3:PutObject"};
const Strings kResources = {
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/a",
    "arn:aws:s3:::b/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::b/${aws:PrincipalTag/team}*",
    "arn:aws:s3:::*/${aws:PrincipalTag/team, 'x'}",
    "arn:aws:s3:::b/${*}",
    "arn:aws:s3:::b/?${aws:PrincipalTag/absent}",
};
const Strings kConditions = {
    "",
    "",
    R"("Condition":{"StringEquals":{"acme:word":"${aws:PrincipalTag/team}"}})",
    R"("Condition":{"StringLike":{"acme:word":"${aws:PrincipalTag/team}*"},)"
    R"("StringNotEquals":{"acme:word":"ab"}})",
    R"("Condition":{"StringNotEquals":{"acme:word":"${aws:PrincipalTag/absent}"}})",
    R"("Condition":{"StringEquals":{"aws:PrincipalTag/team":["a","*"]}})",
    R"("Condition":{"StringEqualsIfExists":{"acme:word":"${aws:PrincipalTag/team, 'x'}"}})",
    R"("Condition":{"Null":{"acme:word":"true"}})",
};
const Strings kIntended = {"arn:aws:s3:::b/*", "arn:aws:s3:::b/a", "arn:aws:s3:::b/a/*",
                           "arn:aws:s3:::*/x", "arn:aws:s3:::b/${*}"};

// Every bucket and key of a few characters.
Strings universe() {
  Strings out;
  Strings keys = {"a", "b", "x", "*", "/"};
  for (std::size_t i = 0, first = keys.size(); i < first; ++i) {
    for (std::size_t k = 0; k < first; ++k) {
      keys.push_back(keys[i] + keys[k]);
      for (std::size_t m = 0; m < first; ++m) keys.push_back(keys[i] + keys[k] + keys[m]);
    }
  }
  for (const std::string_view bucket : {"b", "c"}) {
    for (const std::string& key : keys)
      out.push_back(fmt::format("arn:aws:s3:::{}/{}", bucket, key));
  }
  return out;
}

std::vector<std::vector<ContextEntry>> contexts() {
  std::vector<std::vector<ContextEntry>> out = {{}};
  for (const std::string_view word : {"", "a", "ab", "abx", "*", "*x", "x", "b"}) {
    out.push_back({{"acme:word", {std::string(word)}, false}});
  }
  return out;
}

std::string random_statements(Dice& dice) {
  Strings out;
  const std::size_t count = 1 + dice.below(4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string sid = fmt::format("S{}", i);
    const bool denies = i > 0 && dice.below(3) == 0;
    const std::string& action = dice.one_of(kActions);
    const std::string& resource = dice.one_of(kResources);
    const std::string& condition = dice.one_of(kConditions);
    out.push_back(denies ? deny(sid, action, resource, condition)
                         : allow(sid, action, resource, condition));
  }
  return join(out, ",");
}

std::vector<GrantIntent> random_intents(Dice& dice) {
  std::vector<GrantIntent> out;
  const std::size_t count = dice.below(4);
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(intent({dice.one_of(kActions)}, {dice.one_of(kIntended)}));
  }
  return out;
}

class Question {
 public:
  Question(Dice& dice, const std::optional<std::string>& team)
      : statements_(random_statements(dice)), world_(statements_), intents_(random_intents(dice)) {
    if (team) world_.session.tags = {{"team", *team}};
  }

  [[nodiscard]] bool may(const std::string& action, const std::string& arn) const {
    static const std::vector<std::vector<ContextEntry>> all = contexts();
    return std::ranges::any_of(all, [&](const auto& context) { return may(action, arn, context); });
  }
  [[nodiscard]] bool may(const std::string& action, const std::string& arn,
                         const std::vector<ContextEntry>& context) const {
    return authorize(world_.world, world_.session, {action, arn, context, {}}, kNow_s).allowed();
  }
  [[nodiscard]] bool intended(const std::string& action, const std::string& arn) const {
    return std::ranges::any_of(intents_, [&](const GrantIntent& one) {
      return glob_match(one.actions.front(), action, CaseMode::insensitive) &&
             resource_match(one.resources.front(), arn);
    });
  }
  [[nodiscard]] GrantVerdict verdict() const { return world_.compare(intents_); }

  void check(const Strings& arns) const;
  void check_differences(const GrantVerdict& verdict) const;

 private:
  std::string statements_;
  GrantsWorld world_;
  std::vector<GrantIntent> intents_;
};

bool any(const GrantVerdict& verdict, Kind kind) {
  return std::ranges::any_of(verdict.differences,
                             [&](const GrantDifference& one) { return one.kind == kind; });
}

void Question::check_differences(const GrantVerdict& verdict) const {
  for (const GrantDifference& one : verdict.differences) {
    const std::string& action = one.witness.action;
    const std::string& arn = one.witness.resource;
    const bool extra = one.kind == Kind::extra;
    // An action that the universe does not ask about, such as s3:GetObjectAcl, is one as well.
    EXPECT_EQ(intended(action, arn), !extra) << statements_ << "\n" << action << " on " << arn;
    EXPECT_EQ(extra ? may(action, arn, one.witness.context) : may(action, arn), extra)
        << statements_ << "\n"
        << action << " on " << arn;
  }
}

void Question::check(const Strings& arns) const {
  const GrantVerdict verdict = this->verdict();
  ASSERT_TRUE(verdict.undecided.empty()) << statements_ << "\n" << render(verdict.undecided);
  check_differences(verdict);
  for (const std::string& action : kAsked) {
    for (const std::string& arn : arns) {
      const bool may = this->may(action, arn);
      const bool wanted = intended(action, arn);
      if (may && !wanted) {
        ASSERT_TRUE(any(verdict, Kind::extra)) << statements_ << "\n" << action << " on " << arn;
      }
      if (!may && wanted) {
        ASSERT_TRUE(any(verdict, Kind::missing)) << statements_ << "\n" << action << " on " << arn;
      }
    }
  }
}

TEST(BruteForceOfIntents, EveryDifferenceIsFoundAndEveryOneFoundIsOne) {
  const Strings arns = universe();
  const std::vector<std::optional<std::string>> teams = {std::nullopt, "a", "*", "", "ab"};
  Dice dice(21);
  for (int round = 0; round < 60; ++round) {
    const Question question(dice, teams[dice.below(teams.size())]);
    ASSERT_NO_FATAL_FAILURE(question.check(arns));
  }
}

// The intents that a policy's own listing gives are proved, so that a proof is seen at all.
TEST(BruteForceOfIntents, WhatIsProvedHoldsForEveryRequest) {
  const Strings arns = universe();
  Dice dice(22);
  int proved = 0;
  for (int round = 0; round < 900; ++round) {
    const Question question(dice, "a");
    const GrantVerdict verdict = question.verdict();
    if (!verdict.undecided.empty() || !verdict.differences.empty()) continue;
    ++proved;
    ASSERT_NO_FATAL_FAILURE(question.check(arns));
  }
  EXPECT_GT(proved, 5);
}

}  // namespace
}  // namespace rolechain::testing
