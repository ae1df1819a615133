// A policy by itself grants to the roles of every account: which accounts stand for all.
#include "sim/grants/lone_policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Lines = std::vector<std::string>;

class Policies {
 public:
  PolicyRef of(const std::string& statements) {
    return world_.policy("policy", PolicyType::identity, policy_of(statements));
  }
  PolicyRef on(const std::string& resource) { return of(allow("A", "sqs:SendMessage", resource)); }
  PolicyRef on_all_but(const std::string& resource) {
    return of(fmt::format(
        R"({{"Sid":"A","Effect":"Allow","Action":"sqs:SendMessage","NotResource":"{}"}})",
        resource));
  }

 private:
  SmallWorld world_;
};

const std::string kOnes = "arn:aws:sqs:*:111111111111:*";

TEST(LonePolicy, OneAccountIsOfThoseThatNobodyNames) {
  Policies policies;
  const auto named = [&](const Lines& ids) {
    std::vector<PolicyRef> all;
    for (const std::string& id : ids) all.push_back(policies.on("arn:aws:sqs:*:" + id + ":*"));
    return all;
  };
  for (const Lines& ids : {Lines{"111111111111"}, Lines{"222222222222"},
                           Lines{"111111111111", "222222222222", "000000000000"}}) {
    const auto accounts = accounts_of(named(ids));
    ASSERT_TRUE(accounts);
    EXPECT_EQ(accounts->size(), ids.size() + 1);
    for (const std::string& id : ids) EXPECT_EQ(std::ranges::count(*accounts, id), 1) << id;
  }
}

TEST(LonePolicy, PatternsOfAccountsAreToldApart) {
  Policies policies;
  // Neither, one, the other, both.
  const auto two =
      accounts_of({policies.on("arn:aws:sqs:*:1*:*"), policies.on("arn:aws:sqs:*:???????????9:*")});
  ASSERT_TRUE(two);
  EXPECT_EQ(two->size(), 4U);
  const auto all = accounts_of({policies.on("arn:aws:sqs:*:*:*"), policies.on("*")});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 1U);
}

TEST(LonePolicy, WhatIsGrantedInOtherAccountsOnlyIsADifference) {
  Policies policies;
  const PolicyRef nothing = policies.of(deny("D", "*", "*"));
  const PolicyRef everywhere = policies.on("arn:aws:sqs:*:*:*");
  for (const char* id : {"111111111111", "222222222222", "1*", "*1", "????????????", "3*3"}) {
    const std::string named = fmt::format("arn:aws:sqs:*:{}:*", id);
    const bool every = std::string_view(id).starts_with('?');
    EXPECT_EQ(compare_policies(policies.on_all_but(named), nothing).verdict(),
              every ? ProofVerdict::proved : ProofVerdict::refuted)
        << id;
    EXPECT_EQ(compare_policies(policies.on(named), everywhere).verdict(),
              every ? ProofVerdict::proved : ProofVerdict::refuted)
        << id;
  }
  const PolicyRef both = policies.of(allow("A", "sqs:SendMessage", "arn:aws:sqs:*:*:*") + "," +
                                     deny("D", "sqs:SendMessage", kOnes));
  EXPECT_EQ(compare_policies(both, nothing).verdict(), ProofVerdict::refuted);
}

// R-COND-12: a tag may have an empty value, and that fills in as empty text; a name is never empty.
TEST(LonePolicy, ATagInAPatternMayBeEmpty) {
  Policies policies;
  const PolicyRef nothing = policies.of(deny("D", "*", "*"));
  const auto only_empty = [&](const std::string& key) {
    return policies.of(allow("A", "sqs:SendMessage", "arn:aws:sqs:*:*:jobs-${" + key + "}") + "," +
                       deny("D", "sqs:SendMessage", "arn:aws:sqs:*:*:jobs-?*"));
  };
  for (const char* key : {"aws:RequestTag/team", "aws:PrincipalTag/team"}) {
    const GrantVerdict verdict = compare_policies(nothing, only_empty(key));
    EXPECT_EQ(verdict.verdict(), ProofVerdict::refuted) << key;
  }
  EXPECT_EQ(compare_policies(nothing, only_empty("aws:username")).verdict(), ProofVerdict::proved);
}

TEST(LonePolicy, TooManyPatternsOfAccountsAreUndecided) {
  Policies policies;
  std::string statements;
  for (int digit = 0; digit < 10; ++digit) {
    for (int other = 0; other < 10; ++other) {
      if (!statements.empty()) statements += ",";
      statements += allow(fmt::format("S{}{}", digit, other), "sqs:SendMessage",
                          fmt::format("arn:aws:sqs:*:*{}*{}*:*", digit, other));
    }
  }
  const PolicyRef policy = policies.of(statements);
  EXPECT_FALSE(accounts_of({policy}));
  const GrantVerdict verdict = compare_policies(policy, policy);
  EXPECT_EQ(verdict.verdict(), ProofVerdict::unknown);
  EXPECT_EQ(lines(verdict).back(), "undecided grants-accounts");
}

// More statements than any machine word or common limit holds: the one that differs is found.
TEST(LonePolicy, ManyStatements) {
  constexpr int kCount = 700;
  Policies policies;
  const auto many = [&](int changed) {
    std::string statements;
    for (int i = 0; i < kCount; ++i) {
      const std::string resource =
          fmt::format("arn:aws:sqs:*:111111111111:{}-{}", i == changed ? "other" : "queue", i);
      statements += (i == 0 ? "" : ",") + allow(fmt::format("S{}", i), "sqs:SendMessage", resource);
    }
    return policies.of(statements);
  };
  const GrantVerdict same = compare_policies(many(kCount), many(kCount));
  EXPECT_EQ(same.verdict(), ProofVerdict::proved);
  const GrantVerdict changed = compare_policies(many(kCount), many(650));
  ASSERT_EQ(changed.differences.size(), 2U);
  EXPECT_EQ(changed.differences.front().resource, "arn:aws:sqs:*:111111111111:other-650");
  EXPECT_EQ(changed.differences.back().resource, "arn:aws:sqs:*:111111111111:queue-650");
  EXPECT_TRUE(changed.undecided.empty());
}

}  // namespace
}  // namespace rolechain::testing
