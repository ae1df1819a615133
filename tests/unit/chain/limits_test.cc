// What the search does not decide it says, with the role and the keys: it cuts nothing silently.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "sim/chain/chain.h"
#include "sim/chain/journal.h"
#include "sim/chain/path.h"
#include "sim/chain/who_can.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::document;
using testing::kApp;
using testing::SmallWorld;

// A user who may send any tag to `courier`, and a vault behind it that asks for some.
Scenario couriers(
    SmallWorld& small, std::string_view vault_condition,
    std::string_view courier_policy = R"("Effect":"Allow","Action":"sts:*","Resource":"*")") {
  small.user(kApp, "ann", document(R"("Effect":"Allow","Action":"sts:*","Resource":"*")"));
  small.role(kApp, "courier", document(courier_policy),
             document(R"("Effect":"Allow","Principal":{"AWS":"111111111111"},
                         "Action":["sts:AssumeRole","sts:TagSession"])"));
  small.role(kApp, "vault", {},
             document(fmt::format(
                 R"("Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111111111111:role/courier"}},
                    "Action":["sts:AssumeRole","sts:TagSession"],"Condition":{{{}}})",
                 vault_condition)));
  Scenario scenario;
  scenario.clock_s = testing::kNow_s;
  scenario.world = small.world;
  return scenario;
}

TEST(ChainLimits, TooManyKindsOfSessionsNameRoleAndTags) {
  SmallWorld small;
  const Scenario scenario = couriers(
      small, R"("StringEquals":{"aws:PrincipalTag/team":["a","b"],"aws:PrincipalTag/cost":"c"})");
  ChainLimits limits;
  EXPECT_TRUE(search_chains(scenario, Unreached::skip, nullptr, limits).undecided.empty());
  limits.states_per_role = 3;
  const ChainSearch search = search_chains(scenario, Unreached::skip, nullptr, limits);
  ASSERT_FALSE(search.undecided.empty());
  EXPECT_EQ(search.undecided.front().why.message,
            "more than 3 kinds of sessions of `courier`, by the tags cost, team");
  EXPECT_EQ(search.undecided.front().why.severity, Severity::unsupported);
}

TEST(ChainLimits, TooManyWaysOfOneHopNameTheHop) {
  SmallWorld small;
  const Scenario scenario =
      couriers(small, R"("StringEquals":{"aws:PrincipalTag/team":["a","b"]})");
  ChainLimits limits;
  limits.tries_per_hop = 2;
  const ChainSearch search = search_chains(scenario, Unreached::skip, nullptr, limits);
  ASSERT_FALSE(search.undecided.empty());
  EXPECT_EQ(search.undecided.front().why.message, "more than 2 ways for ann to assume courier");
}

TEST(ChainLimits, WithoutTestsOnFactsStatesAreRoles) {
  SmallWorld small;
  const Scenario scenario = couriers(small, R"("Bool":{"aws:SecureTransport":"true"})");
  const ChainSearch search = search_chains(scenario);
  EXPECT_FALSE(search.tells_sessions_apart);
  EXPECT_EQ(search.states.size(), 3U);  // ann, courier, vault
}

TEST(ChainLimits, AnArnBuiltFromATagThatAHopMayChooseIsOpen) {
  SmallWorld small;
  const Scenario scenario = couriers(small, R"("Bool":{"aws:SecureTransport":"true"})",
                                     R"("Effect":"Allow","Action":"s3:GetObject",
                  "Resource":"arn:aws:s3:::acme/${aws:PrincipalTag/team}/*")");
  const ChainSearch search = search_chains(scenario);
  ASSERT_FALSE(search.open_values.empty());
  EXPECT_EQ(search.open_values.front().why.message,
            "`arn:aws:s3:::acme/${aws:PrincipalTag/team}/*` names other resources for each session "
            "tag `team`, and a hop may send any");
}

TEST(ChainLimits, TwoVariablesInOnePatternAreUndecided) {
  SmallWorld small;
  const Scenario scenario = couriers(
      small, R"("StringEquals":{"aws:PrincipalTag/team":"${aws:PrincipalTag/a}-${aws:username}"})");
  EXPECT_FALSE(search_chains(scenario).undecided.empty());
}

TEST(ChainJournal, SaysWhyAHopIsBlocked) {
  SmallWorld small;
  Scenario scenario = couriers(small, R"("StringEquals":{"aws:PrincipalTag/team":"a"})",
                               R"("Effect":"Allow","Action":"sts:AssumeRole",
                                  "Resource":"arn:aws:iam::111111111111:role/vault")");
  small.world.roles.front().trust =
      small.policy("courier/trust", PolicyType::trust,
                   document(R"("Effect":"Allow","Principal":{"AWS":"111111111111"},
                               "Action":"sts:AssumeRole")"));
  scenario.world = small.world;
  ChainJournal journal(scenario);
  const ChainSearch search = search_chains(scenario, Unreached::explore, &journal);
  std::string blocked;
  for (const BlockedHop& hop : journal.blocked()) {
    blocked += fmt::format("{} → {}: {}\n", node_name(scenario, hop.from),
                           scenario.world.roles[hop.role].key, journal.text(hop));
  }
  EXPECT_EQ(blocked,
            "courier → vault: vault sets a condition on `aws:PrincipalTag/team` that is not met\n");
}

// A user with an MFA device has sessions of GetSessionToken as well.
TEST(WhoCan, FollowsAUserThroughGetSessionToken) {
  for (const bool has_device : {true, false}) {
    SmallWorld small;
    User& user = small.user(kApp, "ann",
                            document(R"("Effect":"Allow","Action":"s3:DeleteBucket","Resource":"*",
                                        "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}})"));
    if (has_device) user.mfa_serial = "arn:aws:iam::111111111111:mfa/ann";
    Scenario scenario;
    scenario.clock_s = testing::kNow_s;
    scenario.world = small.world;
    const WhoCan answer = who_can(scenario, {"s3:DeleteBucket", "arn:aws:s3:::acme", {}});
    ASSERT_EQ(answer.found.size(), has_device ? 1U : 0U);
    if (!has_device) continue;
    ASSERT_EQ(answer.found.front().path.size(), 1U);
    EXPECT_EQ(answer.found.front().path.front().hop.kind, ChainHop::Kind::session_token);
  }
}

TEST(WhoCan, GivenKeysAreTheRequests) {
  SmallWorld small;
  small.user(kApp, "ann", document(R"("Effect":"Allow","Action":"s3:DeleteBucket","Resource":"*",
                         "Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}})"));
  Scenario scenario;
  scenario.clock_s = testing::kNow_s;
  scenario.world = small.world;
  const auto count = [&](std::vector<ContextEntry> when) {
    return who_can(scenario, {"s3:DeleteBucket", "arn:aws:s3:::acme", std::move(when)})
        .found.size();
  };
  EXPECT_EQ(count({}), 1U);
  EXPECT_EQ(count({{"aws:SourceIp", {"192.0.2.7"}, false}}), 1U);
  EXPECT_EQ(count({{"aws:SourceIp", {"198.51.100.7"}, false}}), 0U);
}

}  // namespace
}  // namespace rolechain
