// What counts as a grant, case by case.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kWriter = "arn:aws:iam::222222222222:role/writer";
constexpr std::string_view kPayments = "arn:aws:dynamodb:us-east-1:111111111111:table/payments";

std::string trust(std::string_view principal, std::string_view more = {}) {
  return policy_of(R"({"Sid":"Trust","Effect":"Allow","Principal":{"AWS":")" +
                   std::string(principal) + R"("},"Action":"sts:AssumeRole")" +
                   (more.empty() ? "" : ",") + std::string(more) + "}");
}

// app may assume writer, as far as app's side goes.
struct Hop : GrantsWorld {
  explicit Hop(std::string_view trust_policy)
      : GrantsWorld(allow("Hop", "sts:AssumeRole", kWriter)) {
    role(kData, "writer", {}, trust_policy);
  }
};

const std::vector<GrantIntent> kHop = {intent({"sts:AssumeRole"}, {std::string(kWriter)})};

TEST(GrantSemantics, HalfOfAHopGrantsNothing) {
  const Hop w({});
  EXPECT_EQ(lines(w.compare({})), Lines());
  EXPECT_EQ(lines(w.compare(kHop)), Lines({"missing sts:AssumeRole on " + std::string(kWriter)}));
  EXPECT_EQ(w.can("sts:AssumeRole", std::string(kWriter)), false);
}

TEST(GrantSemantics, AHopWithBothSidesIsAGrant) {
  const Hop w(trust("arn:aws:iam::111111111111:role/app"));
  EXPECT_EQ(lines(w.compare(kHop)), Lines());
  EXPECT_EQ(lines(w.compare({})),
            Lines({"extra sts:AssumeRole on " + std::string(kWriter) + " by app/policy#Hop"}));
}

TEST(GrantSemantics, AnExternalIdIsTheSendersChoice) {
  const Hop w(trust("arn:aws:iam::111111111111:role/app",
                    R"("Condition":{"StringEquals":{"sts:ExternalId":"acme-7"}})"));
  EXPECT_EQ(lines(w.compare(kHop)), Lines());
  const GrantVerdict verdict = w.compare({});
  ASSERT_EQ(verdict.differences.size(), 1U);
  const std::vector<ContextEntry>& chosen = verdict.differences.front().witness.context;
  ASSERT_EQ(chosen.size(), 1U);
  EXPECT_EQ(chosen.front().key, "sts:ExternalId");
  EXPECT_EQ(chosen.front().values, std::vector<std::string>{"acme-7"});
}

TEST(GrantSemantics, AKeyThatTheScenarioGivesIsFixed) {
  Hop w(trust("arn:aws:iam::111111111111:role/app",
              R"("Condition":{"StringEquals":{"sts:ExternalId":"acme-7"}})"));
  w.context = {{"sts:ExternalId", {"acme-8"}, false}};
  EXPECT_EQ(lines(w.compare({})), Lines());
}

TEST(GrantSemantics, AKeyOfTheSessionIsNotTheSendersChoice) {
  const Hop w(trust("arn:aws:iam::111111111111:role/app",
                    R"("Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}})"));
  EXPECT_EQ(lines(w.compare({})), Lines());
}

TEST(GrantSemantics, WhatAHopCarriesNeedsItsOwnPermission) {
  Hop w(trust("arn:aws:iam::111111111111:role/app"));
  w.session.tags = {{"team", "shop"}};
  w.session.transitive = {"team"};
  EXPECT_EQ(lines(w.compare({})), Lines());
  const GrantVerdict verdict = w.compare(kHop);
  ASSERT_EQ(lines(verdict), Lines({"missing sts:AssumeRole on " + std::string(kWriter)}));
  EXPECT_EQ(verdict.differences.front().witness.action, "sts:TagSession");
}

TEST(GrantSemantics, WildcardsAskNothingOfRolesThatOthersDecideAbout) {
  GrantsWorld w(allow("All", "*", "*"));
  w.role(kApp, "closed");
  w.role(kData, "writer");
  w.session = w.session_of(w.app().arn);
  EXPECT_EQ(lines(w.compare({intent({"*"}, {"*"})})), Lines());
  EXPECT_EQ(lines(w.compare({intent({"*"}, {"*"}),
                             intent({"sts:AssumeRole"}, {"arn:aws:iam::222222222222:role/*"})})),
            Lines({"missing sts:AssumeRole on " + std::string(kWriter)}));
}

TEST(GrantSemantics, WildcardAccountsAskNothingOfOtherAccountsButExcuseNoExcess) {
  GrantsWorld w(allow("Put", "dynamodb:PutItem", "*"));
  w.resource("arn:aws:dynamodb:us-east-1:222222222222:table/theirs", kData);
  const GrantIntent any = intent({"dynamodb:PutItem"}, {"arn:aws:dynamodb:*:*:table/*"});
  EXPECT_EQ(lines(w.compare({any})), Lines());
  const GrantIntent theirs =
      intent({"dynamodb:PutItem"}, {"arn:aws:dynamodb:us-east-1:222222222222:table/theirs"});
  EXPECT_EQ(lines(w.compare({any, theirs})),
            Lines({"missing dynamodb:PutItem on "
                   "arn:aws:dynamodb:us-east-1:222222222222:table/theirs"}));
}

TEST(GrantSemantics, ACrossAccountResourcePolicyOpensTheOtherHalf) {
  GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::theirs/*"));
  w.resource("arn:aws:s3:::theirs", kData);
  const std::vector<GrantIntent> wanted = {intent({"s3:GetObject"}, {"arn:aws:s3:::theirs/*"})};
  EXPECT_EQ(lines(w.compare({})), Lines());
  EXPECT_EQ(lines(w.compare(wanted)), Lines({"missing s3:GetObject on arn:aws:s3:::theirs/*"}));
  w.world.resources.front().policy =
      w.policy("theirs", PolicyType::resource,
               policy_of(R"({"Effect":"Allow","Principal":{"AWS":"111111111111"},)"
                         R"("Action":"s3:*","Resource":"arn:aws:s3:::theirs/open/*"})"));
  EXPECT_EQ(lines(w.compare({intent({"s3:GetObject"}, {"arn:aws:s3:::theirs/open/*"})})), Lines());
}

TEST(GrantSemantics, AResourcePolicyOfTheSameAccountGrantsByItself) {
  GrantsWorld w(deny("Nothing", "iam:*", "*"));
  w.resource("arn:aws:sqs:us-east-1:111111111111:jobs", kApp,
             policy_of(R"({"Sid":"Q","Effect":"Allow",)"
                       R"("Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},)"
                       R"("Action":"sqs:SendMessage","Resource":"*"})"));
  EXPECT_EQ(lines(w.compare({})),
            Lines({"extra sqs:SendMessage on arn:aws:sqs:us-east-1:111111111111:jobs by "
                   "resource#Q"}));
}

TEST(GrantSemantics, GuardrailsLower) {
  const std::string two = "arn:aws:dynamodb:us-east-1:111111111111:table/*";
  const std::vector<GrantIntent> orders = {intent({"dynamodb:PutItem"}, {std::string(kOrders)})};
  GrantsWorld boundary(allow("Put", "dynamodb:PutItem", two));
  boundary.app().boundary =
      boundary.policy("limit", PolicyType::boundary, policy_of(allow("L", "*", kOrders)));
  EXPECT_EQ(lines(boundary.compare(orders)), Lines());

  GrantsWorld scp(allow("Put", "dynamodb:PutItem", two));
  scp.organize();
  scp.world.organization->units.front().level.scps = {
      scp.policy("guard", PolicyType::scp,
                 policy_of(R"({"Effect":"Deny","Action":"*","NotResource":")" +
                           std::string(kOrders) + R"("})"))};
  EXPECT_EQ(lines(scp.compare(orders)), Lines());

  GrantsWorld session(allow("Put", "dynamodb:PutItem", two));
  session.session.has_session_policy = true;
  session.session.session_policies = {
      session.policy("session", PolicyType::session, policy_of(allow("S", "dynamodb:*", kOrders)))};
  EXPECT_EQ(lines(session.compare(orders)), Lines());
}

TEST(GrantSemantics, NotActionAndNotResourceAreComplements) {
  const GrantsWorld w(R"({"Sid":"Most","Effect":"Allow","NotAction":["iam:*","sts:*"],)"
                      R"("NotResource":"arn:aws:s3:::secret/*"})");
  EXPECT_EQ(w.can("s3:GetObject", "arn:aws:s3:::open/x"), true);
  EXPECT_EQ(w.can("s3:GetObject", "arn:aws:s3:::secret/x"), false);
  EXPECT_EQ(w.can("iam:GetRole", "arn:aws:iam::111111111111:role/x"), false);
  const GrantVerdict verdict =
      w.compare({intent({"s3:GetObject"}, {"arn:aws:s3:::secret/*"})}, GrantMode::at_least);
  EXPECT_EQ(lines(verdict), Lines({"missing s3:GetObject on arn:aws:s3:::secret/*"}));
}

TEST(GrantSemantics, ADenyIsNamedWhereItTakesAnIntendedGrant) {
  const GrantsWorld w(allow("Put", "dynamodb:PutItem", "*") + "," +
                      deny("Not", "dynamodb:PutItem", kPayments));
  EXPECT_EQ(
      lines(w.compare({intent({"dynamodb:PutItem"}, {"arn:aws:dynamodb:*:111111111111:table/*"})})),
      Lines({"missing dynamodb:PutItem on " + std::string(kPayments) + " by app/policy#Not"}));
}

TEST(GrantSemantics, OnlyAnActionsOwnResourceTypesAreAskedFor) {
  const GrantsWorld w(allow("Get", "s3:GetObject", "arn:aws:s3:::acme/*") + "," +
                      allow("List", "s3:ListBucket", "arn:aws:s3:::acme"));
  EXPECT_EQ(lines(w.compare({intent({"s3:GetObject", "s3:ListBucket"},
                                    {"arn:aws:s3:::acme", "arn:aws:s3:::acme/*"})})),
            Lines());
}

TEST(GrantSemantics, AnIntentThatNoRequestCanMeetIsAnError) {
  const GrantsWorld w(allow("Get", "s3:GetObject", "arn:aws:s3:::acme/*"));
  EXPECT_EQ(lines(w.compare({intent({"s3:GetObject"}, {"arn:aws:s3:::acme"})})),
            Lines({"undecided intent-matches-nothing"}));
  const GrantVerdict verdict = w.compare({intent({"s3:GetObjekt"}, {"arn:aws:s3:::acme/*"})});
  EXPECT_EQ(lines(verdict), Lines({"undecided unknown-action"}));
  EXPECT_EQ(verdict.undecided.front().help, "did you mean `s3:GetObject`?");
}

TEST(GrantSemantics, ActionsWithoutResourceTypesHaveOnlyTheStar) {
  const GrantsWorld star(allow("List", "s3:ListAllMyBuckets", "*"));
  EXPECT_EQ(lines(star.compare({intent({"s3:ListAllMyBuckets"}, {"*"})})), Lines());
  const GrantsWorld arn(allow("List", "s3:ListAllMyBuckets", "arn:aws:s3:::*"));
  EXPECT_EQ(lines(arn.compare({})), Lines());
}

TEST(GrantSemantics, ActionsThatNeedNoPermissionAreNoGrants) {
  const GrantsWorld w(allow("Who", "sts:GetCallerIdentity", "*"));
  EXPECT_EQ(lines(w.compare({})), Lines());
}

TEST(GrantSemantics, VariablesOfTheSessionAreFilledIn) {
  GrantsWorld w(allow("Home", "s3:GetObject", "arn:aws:s3:::home/${aws:PrincipalTag/team}/*"));
  w.session.tags = {{"team", "shop"}};
  EXPECT_EQ(lines(w.compare({intent({"s3:GetObject"}, {"arn:aws:s3:::home/shop/*"})})), Lines());
  w.session.tags.clear();
  EXPECT_EQ(lines(w.compare({})), Lines());  // R-COND-12: nothing matches
}

// Whatever no pattern beside the variable tells apart is one value.
TEST(GrantSemantics, AVariableOfTheSendersChoiceStandsForAllOfItsValues) {
  const std::string home = allow("Home", "s3:GetObject", "arn:aws:s3:::home/${aws:Referer}/*");
  const GrantsWorld w(home);
  const GrantVerdict verdict = w.compare({});
  ASSERT_EQ(lines(verdict),
            Lines({"extra s3:GetObject on arn:aws:s3:::home/x/* by app/policy#Home"}));
  EXPECT_EQ(verdict.differences.front().witness.context.front().key, "aws:referer");
  const std::string all = "arn:aws:s3:::home/*/*";
  EXPECT_EQ(lines(w.compare({intent({"s3:GetObject"}, {all})}, GrantMode::exact)).size(), 1U);
  const GrantsWorld guarded(home + "," + deny("NotEve", "s3:*", "arn:aws:s3:::home/eve/*"));
  const GrantVerdict one = guarded.compare({intent({"s3:GetObject"}, {all})});
  EXPECT_EQ(one.verdict(), ProofVerdict::refuted);  // for eve there is something missing
}

TEST(GrantSemantics, TwoPoliciesWithTheSameVariableAreEqual) {
  const GrantsWorld before(allow("Home", "s3:GetObject", "arn:aws:s3:::home/${aws:Referer}/*"));
  const GrantsWorld after(allow("Home", "s3:Get*", "arn:aws:s3:::home/${aws:Referer}/*") + "," +
                          deny("Rest", "s3:GetObjectAcl", "*"));
  EXPECT_EQ(compare_sessions({before.subject()}, {before.subject()}).verdict(),
            ProofVerdict::proved);
  EXPECT_EQ(compare_sessions({before.subject()}, {after.subject()}).verdict(),
            ProofVerdict::refuted);
  const GrantsWorld wider(allow("Home", "s3:GetObject", "arn:aws:s3:::home/*"));
  const GrantVerdict verdict = compare_sessions({wider.subject()}, {before.subject()});
  EXPECT_EQ(lines(verdict).size(), 1U);
  EXPECT_EQ(verdict.differences.front().kind, GrantDifference::Kind::missing);
}

TEST(GrantSemantics, TwoOverlappingPatternsWithOneVariableAreUndecided) {
  const GrantsWorld w(allow("A", "s3:GetObject", "arn:aws:s3:::home/a${aws:Referer}/*") + "," +
                      deny("B", "s3:GetObject", "arn:aws:s3:::home/${aws:Referer}a/*"));
  const GrantVerdict verdict = w.compare({intent({"s3:GetObject"}, {"arn:aws:s3:::home/*"})});
  ASSERT_EQ(verdict.undecided.size(), 1U);
  EXPECT_EQ(verdict.undecided.front().code, "grants-variable");
}

TEST(GrantSemantics, RegionAndOwnerFollowFromTheArn) {
  const GrantsWorld region(allow("Eu", "dynamodb:PutItem",
                                 "arn:aws:dynamodb:*:111111111111:table/orders",
                                 R"("Condition":{"StringLike":{"aws:RequestedRegion":"eu-*"}})"));
  EXPECT_EQ(lines(region.compare({intent({"dynamodb:PutItem"},
                                         {"arn:aws:dynamodb:eu-*:111111111111:table/orders"})})),
            Lines());
  GrantsWorld owner(allow("Own", "s3:GetObject", "*",
                          R"("Condition":{"StringEquals":{)"
                          R"("aws:ResourceAccount":"${aws:PrincipalAccount}"}})"));
  EXPECT_EQ(lines(owner.compare({intent({"s3:GetObject"}, {"*"})})), Lines());
}

// An ARN without a region is called where the world is, or wherever the sender likes.
TEST(GrantSemantics, AnArnWithoutARegionIsNotOneOfAnotherRegion) {
  GrantsWorld w(allow("Here", "s3:GetObject", "*",
                      R"("Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}})"));
  const std::string object = "arn:aws:s3:::acme/x";
  const std::string elsewhere = "arn:aws:s3:eu-west-1:111111111111:accesspoint/a/object/x";
  EXPECT_EQ(w.can("s3:GetObject", object), true);
  EXPECT_EQ(w.can("s3:GetObject", elsewhere), false);
  for (const GrantDifference& extra : w.compare({}).differences) {
    EXPECT_NE(extra.resource, "*");
  }
}

// Of what the world names it knows the tags; anything else may carry any.
TEST(GrantSemantics, TagsOfResourcesAreTheWorldsWhereItNamesThem) {
  GrantsWorld w(allow("Tagged", "dynamodb:PutItem", "*",
                      R"("Condition":{"StringEquals":{"aws:ResourceTag/team":"shop"}})"));
  w.resource(kOrders, kApp).tags = {{"team", "shop"}};
  w.resource(kPayments, kApp).tags = {{"team", "money"}};
  EXPECT_EQ(lines(w.compare({intent({"dynamodb:PutItem"}, {std::string(kOrders)})})),
            Lines({"extra dynamodb:PutItem on arn:aws:dynamodb:us-east-1:111111111111:table/x by "
                   "app/policy#Tagged"}));
  EXPECT_EQ(w.can("dynamodb:PutItem", std::string(kOrders)), true);
  EXPECT_EQ(w.can("dynamodb:PutItem", std::string(kPayments)), false);
}

TEST(GrantSemantics, TheSenderChoosesTheRegionWhereTheArnHasNone) {
  const GrantsWorld w(
      allow("There", "ec2:DescribeInstances", "*",
            R"("Condition":{"StringEquals":{"aws:RequestedRegion":"ap-south-1"}})"));
  EXPECT_EQ(w.can("ec2:DescribeInstances", "*"), true);
  const GrantsWorld nowhere(allow("None", "ec2:DescribeInstances", "*",
                                  R"("Condition":{"Null":{"aws:RequestedRegion":"true"}})"));
  EXPECT_EQ(nowhere.can("ec2:DescribeInstances", "*"), false);
}

TEST(GrantSemantics, TheRouteMustBeTheNamedStatement) {
  const std::string narrow = allow("Narrow", "dynamodb:PutItem", kOrders);
  const std::string wide = allow("Wide", "dynamodb:*", "arn:aws:dynamodb:*:*:table/orders");
  const auto wanted = intent({"dynamodb:PutItem"}, {std::string(kOrders)}, "app/policy#Narrow");
  EXPECT_EQ(lines(GrantsWorld(narrow).compare({wanted})), Lines());
  // Whatever the order, the named statement is a reason.
  EXPECT_EQ(lines(GrantsWorld(wide + "," + narrow).compare({wanted}, GrantMode::at_least)),
            Lines());
  EXPECT_EQ(lines(GrantsWorld(wide).compare({wanted}, GrantMode::at_least)),
            Lines({"route dynamodb:PutItem on " + std::string(kOrders) + " by app/policy#Wide"}));
}

TEST(GrantSemantics, TheRouteOfAHopMayBeTheTrustPolicy) {
  const Hop w(trust("arn:aws:iam::111111111111:role/app"));
  const auto by = [](std::string label) {
    return intent({"sts:AssumeRole"}, {std::string(kWriter)}, std::move(label));
  };
  EXPECT_EQ(lines(w.compare({by("writer/trust#Trust")})), Lines());
  EXPECT_EQ(lines(w.compare({by("app/policy#Hop")})), Lines());
  EXPECT_EQ(lines(w.compare({by("app/policy#Other")})).size(), 1U);
}

TEST(GrantSemantics, TheRootUserHasEverythingInItsAccount) {
  GrantsWorld w(allow("None", "s3:GetObject", "arn:aws:s3:::acme/*"));
  w.session = w.root_session(kApp);
  EXPECT_EQ(lines(w.compare({intent({"*"}, {"*"})})), Lines());
}

TEST(GrantSemantics, OverALimitNothingIsGuessed) {
  GrantsWorld w(allow("Get", "s3:GetObject", "arn:aws:s3:::a*b*c*d/*e*f*g"));
  GrantLimits limits;
  limits.states = 10;
  EXPECT_EQ(lines(compare_grants(w.subject(), {}, GrantMode::exact, limits)),
            Lines({"undecided grants-states"}));
}

TEST(GrantSemantics, HopelessInputEndsSoon) {
  std::string statements;
  for (char c = 'a'; c <= 'p'; ++c) {
    if (!statements.empty()) statements += ",";
    statements +=
        allow(fmt::format("S{}", c), "s3:*", fmt::format("arn:aws:s3:::b/*{0}*{0}*{0}*{0}*", c));
  }
  const GrantsWorld w(statements);
  const std::vector<std::string> found = lines(w.compare({}));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front(), "undecided grants-states");
}

}  // namespace
}  // namespace rolechain::testing
