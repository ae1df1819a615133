#include <gtest/gtest.h>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Lines = std::vector<std::string>;

Lines listing(const EffectiveGrants& grants) {
  Lines out;
  for (const EffectiveGrant& one : grants.grants) {
    out.push_back(fmt::format("{} {} on {}{}", one.effect == Effect::allow ? "allow" : "deny",
                              join(one.actions, ","), one.not_resource ? "all but " : "",
                              join(one.resources, ",")));
  }
  for (const Diagnostic& one : grants.undecided) out.push_back("undecided " + one.code);
  return out;
}

Lines listing(const GrantsWorld& w) { return listing(effective_grants(w.subject())); }

TEST(EffectiveGrants, AreTheStatementsWhereNothingElseHasASay) {
  const GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::acme/*") + "," +
                      allow("Put", "dynamodb:PutItem", kOrders));
  EXPECT_EQ(listing(w), Lines({"allow dynamodb:PutItem on " + std::string(kOrders),
                               "allow s3:GetObject on arn:aws:s3:::acme/*"}));
}

TEST(EffectiveGrants, AnAdministratorIsOneLine) {
  const GrantsWorld w(allow("All", "*", "*"));
  EXPECT_EQ(listing(w), Lines({"allow * on *"}));
}

TEST(EffectiveGrants, ADenyIsCarvedOut) {
  const GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::acme/*") + "," +
                      deny("Secret", "s3:*", "arn:aws:s3:::acme/secret/*"));
  EXPECT_EQ(listing(w), Lines({"allow s3:GetObject on arn:aws:s3:::acme/*",
                               "deny s3:GetObject on arn:aws:s3:::acme/secret/*"}));
}

TEST(EffectiveGrants, AHopIsListedOnlyWhereTheRoleTrustsTheCaller) {
  GrantsWorld w(allow("Hop", "sts:AssumeRole", "*"));
  const std::string trust = policy_of(
      R"({"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"})");
  w.role(kData, "open", {}, trust);
  w.role(kData, "open-too", {}, trust);
  w.role(kData, "closed");
  w.session = w.session_of(w.app().arn);
  EXPECT_EQ(listing(w), Lines({"allow sts:AssumeRole on arn:aws:iam::222222222222:role/open,"
                               "arn:aws:iam::222222222222:role/open-too"}));
}

TEST(EffectiveGrants, ActionsAreFoldedOnlyWhereThatIsExact) {
  const GrantsWorld all(allow("All", "sqs:*", "*"));
  EXPECT_EQ(listing(all), Lines({"allow sqs:* on *"}));
  const GrantsWorld most(allow("All", "sqs:*", "*") + "," + deny("No", "sqs:DeleteQueue", "*"));
  for (const std::string& line : listing(most)) {
    EXPECT_EQ(line.find("sqs:*"), std::string::npos) << line;
    EXPECT_EQ(line.find("sqs:Delete*"), std::string::npos) << line;
  }
}

TEST(EffectiveGrants, AGuardrailIsADenyOfTheRest) {
  // The two sides meet in bucket/*/public, which is neither's pattern.
  GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::acme/*"));
  w.app().boundary = w.policy("limit", PolicyType::boundary,
                              policy_of(allow("P", "s3:*", "arn:aws:s3:::*/public")));
  EXPECT_EQ(listing(w), Lines({"allow s3:GetObject on arn:aws:s3:::acme/*",
                               "deny s3:GetObject on all but arn:aws:s3:::*/public"}));
}

TEST(EffectiveGrants, AGuardrailsConditionIsTurnedRound) {
  GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::acme/*",
                      R"("Condition":{"StringLike":{"aws:Referer":"a*"}})"));
  for (const std::string_view condition :
       {R"({"StringLike":{"aws:Referer":"*b"}})", R"({"StringNotLike":{"aws:Referer":"*b"}})",
        R"({"StringLikeIfExists":{"aws:Referer":"*b"}})",
        R"({"NumericLessThan":{"s3:max-keys":"5"}})", R"({"Null":{"acme:flag":"false"}})",
        R"({"BoolIfExists":{"aws:SecureTransport":"true"}})",
        R"({"IpAddress":{"acme:address":"10.0.0.0/8"}})",
        R"({"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}})",
        R"({"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}})"}) {
    w.app().boundary = w.policy("limit", PolicyType::boundary,
                                policy_of(allow("P", "s3:*", "arn:aws:s3:::*/public",
                                                "\"Condition\":" + std::string(condition))));
    EXPECT_TRUE(effective_grants(w.subject()).undecided.empty()) << condition;
  }
}

// Nor has a test of values that need not be truth values or numbers at all.
TEST(EffectiveGrants, WhatHasNoOppositeIsSaid) {
  GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::acme/*"));
  for (const std::string_view condition :
       {R"({"BinaryEquals":{"acme:bytes":"AQ=="}})", R"({"Bool":{"acme:flag":"true"}})",
        R"({"NumericLessThanIfExists":{"acme:number":"5"}})"}) {
    w.app().boundary = w.policy("limit", PolicyType::boundary,
                                policy_of(allow("P", "s3:*", "arn:aws:s3:::*/public",
                                                "\"Condition\":" + std::string(condition))));
    EXPECT_EQ(listing(w), Lines({"undecided grants-not-listable"})) << condition;
  }
}

TEST(EffectiveGrants, AllButAResourceIsListedAsWritten) {
  const GrantsWorld w(
      R"({"Effect":"Allow","Action":"s3:GetObject","NotResource":"arn:aws:s3:::*/secret"},)" +
      deny("D", "s3:GetObject", "arn:aws:s3:::b/*",
           R"("Condition":{"StringEquals":{"aws:Referer":"a"}})"));
  EXPECT_EQ(listing(w), Lines({"allow s3:GetObject on all but arn:aws:s3:::*/secret",
                               "deny s3:GetObject on arn:aws:s3:::b/*"}));
}

TEST(EffectiveGrants, MakeAPolicyThatAnyToolReads) {
  const GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::acme/*"));
  EXPECT_EQ(to_policy(effective_grants(w.subject())), R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::acme/*"
    }
  ]
}
)");
}

TEST(EffectiveGrants, OfASessionWithoutAnyIsAnEmptyPolicy) {
  const GrantsWorld w(deny("No", "*", "*"));
  EXPECT_EQ(listing(w), Lines());
  EXPECT_EQ(to_policy(effective_grants(w.subject())),
            "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": []\n}\n");
}

}  // namespace
}  // namespace rolechain::testing
