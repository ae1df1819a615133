#include "mocks/iam/context.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "mocks/base/text.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::kApp;
using testing::kData;
using testing::kNow_s;
using testing::SmallWorld;

constexpr std::string_view kAppRole = "arn:aws:iam::111111111111:role/team/app";

// The values, joined by commas; "-" where the key is absent.
std::string value(const Context& context, std::string_view key) {
  const ContextEntry* found = context.find(to_lower(key));
  if (found == nullptr) return "-";
  const std::string values = join(found->values, ",");
  return found->multi_valued ? "[" + values + "]" : values;
}

class ContextTest : public ::testing::Test {
 protected:
  ContextTest() {
    small_.organize();
    small_.world.region = "eu-west-1";
    Role& app = small_.role(kApp, "app");
    app.path = "/team/";
    app.arn = kAppRole;
    app.tags = {{"team", "shop"}, {"cost", "1"}};
    small_.role(kData, "writer").tags = {{"env", "prod"}};
    small_.user(kApp, "alice").tags = {{"team", "ops"}};
    small_.resource("arn:aws:s3:::acme", kData).tags = {{"env", "prod"}};
  }

  Context context(const Session& session, std::string_view action = "s3:ListAllMyBuckets",
                  std::string_view resource = "*", std::vector<ContextEntry> own = {}) const {
    ApiCall call;
    call.action = action;
    call.resource = resource;
    call.context = std::move(own);
    const Caller caller = caller_of(small_.world, session);
    const std::string account = small_.world.owner(resource, caller.account);
    return make_context(small_.world, caller, &session, call, account, kNow_s);
  }

  SmallWorld small_;
};

struct KeyValue {
  const char* key;
  const char* value;
};

void expect_keys(const Context& context, std::initializer_list<KeyValue> expected) {
  for (const auto& [key, wanted] : expected) EXPECT_EQ(value(context, key), wanted) << key;
}

// R-EVAL-20.
TEST_F(ContextTest, OfARoleSession) {
  Session session = small_.session_of(kAppRole, "i-1");
  session.source_identity = "alice";
  expect_keys(context(session), {
                                    {"aws:PrincipalArn", "arn:aws:iam::111111111111:role/team/app"},
                                    {"aws:PrincipalAccount", "111111111111"},
                                    {"aws:PrincipalType", "AssumedRole"},
                                    {"aws:PrincipalOrgID", "o-acme"},
                                    {"aws:PrincipalOrgPaths", "[o-acme/r-root/ou-workloads/]"},
                                    {"aws:PrincipalIsAWSService", "false"},
                                    {"aws:userid", "AROAapp:i-1"},
                                    {"aws:username", "-"},
                                    {"aws:CurrentTime", "2026-01-15T09:00:00Z"},
                                    {"aws:EpochTime", "1768467600"},
                                    {"aws:TokenIssueTime", "2026-01-15T08:59:00Z"},
                                    {"aws:SourceIdentity", "alice"},
                                    {"aws:SecureTransport", "true"},
                                    {"aws:ViaAWSService", "false"},
                                    {"aws:MultiFactorAuthPresent", "-"},
                                    {"aws:MultiFactorAuthAge", "-"},
                                    {"aws:SourceIp", "-"},
                                    {"aws:PrincipalTag/team", "shop"},
                                });
}

TEST_F(ContextTest, SessionTagsTakeThePlaceOfTheRoles) {
  Session session = small_.session_of(kAppRole);
  session.tags = {{"Team", "payments"}};
  expect_keys(context(session),
              {{"aws:PrincipalTag/team", "payments"}, {"aws:PrincipalTag/cost", "1"}});
}

TEST_F(ContextTest, OfAUserWithLongTermKeysAndWithAToken) {
  Session session = small_.user_session("arn:aws:iam::111111111111:user/alice");
  expect_keys(context(session), {
                                    {"aws:PrincipalArn", "arn:aws:iam::111111111111:user/alice"},
                                    {"aws:PrincipalType", "User"},
                                    {"aws:userid", "AIDAalice"},
                                    {"aws:username", "alice"},
                                    {"aws:PrincipalTag/team", "ops"},
                                    {"aws:MultiFactorAuthPresent", "-"},
                                    {"aws:TokenIssueTime", "-"},
                                });
  session.kind = Session::Kind::user_token;
  session.credentials.session_token = "token";
  session.issued_s = kNow_s - 300;
  expect_keys(context(session), {{"aws:MultiFactorAuthPresent", "false"},
                                 {"aws:MultiFactorAuthAge", "-"},
                                 {"aws:TokenIssueTime", "2026-01-15T08:55:00Z"},
                                 {"aws:username", "alice"}});
  session.mfa = true;
  session.mfa_at_s = kNow_s - 300;
  expect_keys(context(session),
              {{"aws:MultiFactorAuthPresent", "true"}, {"aws:MultiFactorAuthAge", "300"}});
}

TEST_F(ContextTest, OfAFederatedUserAndOfTheRootUser) {
  Session session = small_.user_session("arn:aws:iam::111111111111:user/alice");
  session.kind = Session::Kind::federated_user;
  session.arn = "arn:aws:sts::111111111111:federated-user/bob";
  session.session_name = "bob";
  session.tags = {{"team", "guests"}};
  expect_keys(context(session),
              {{"aws:PrincipalArn", "arn:aws:sts::111111111111:federated-user/bob"},
               {"aws:PrincipalType", "FederatedUser"},
               {"aws:userid", "111111111111:bob"},
               {"aws:username", "-"},
               {"aws:PrincipalTag/team", "guests"}});
  expect_keys(context(small_.root_session(kApp)),
              {{"aws:PrincipalArn", "arn:aws:iam::111111111111:root"},
               {"aws:PrincipalType", "Account"},
               {"aws:userid", "111111111111"},
               {"aws:username", "-"}});
}

TEST_F(ContextTest, OfAService) {
  Caller caller;
  caller.kind = Caller::Kind::service;
  caller.service = "ec2.amazonaws.com";
  ApiCall call;
  call.action = "sts:AssumeRole";
  call.resource = kAppRole;
  expect_keys(make_context(small_.world, caller, nullptr, call, kApp, kNow_s),
              {{"aws:PrincipalIsAWSService", "true"},
               {"aws:PrincipalServiceName", "ec2.amazonaws.com"},
               {"aws:PrincipalServiceNamesList", "[ec2.amazonaws.com]"},
               {"aws:PrincipalArn", "-"},
               {"aws:PrincipalAccount", "-"},
               {"aws:ResourceAccount", "111111111111"}});
}

TEST_F(ContextTest, OfTheResource) {
  const Session session = small_.session_of(kAppRole);
  expect_keys(context(session, "sts:AssumeRole", "arn:aws:iam::222222222222:role/writer"),
              {{"aws:ResourceAccount", "222222222222"},
               {"aws:ResourceOrgID", "o-acme"},
               {"aws:ResourceOrgPaths", "[o-acme/r-root/ou-workloads/]"},
               {"aws:ResourceTag/env", "prod"},
               {"iam:ResourceTag/env", "prod"},
               {"s3:ResourceAccount", "-"}});
  expect_keys(context(session, "s3:ListBucket", "arn:aws:s3:::acme"),
              {{"aws:ResourceAccount", "222222222222"},
               {"s3:ResourceAccount", "222222222222"},
               {"aws:ResourceTag/env", "prod"}});
  expect_keys(context(session, "s3:GetObject", "arn:aws:s3:::acme/a"),
              {{"s3:ResourceAccount", "222222222222"}, {"aws:ResourceTag/env", "-"}});
}

TEST_F(ContextTest, TheRegionIsTheArnsThenTheWorlds) {
  const Session session = small_.session_of(kAppRole);
  struct Row {
    const char* action;
    const char* resource;
    const char* region;
  };
  const auto table = std::to_array<Row>({
      {"sqs:SendMessage", "arn:aws:sqs:ap-south-1:111111111111:q", "ap-south-1"},
      {"s3:GetObject", "arn:aws:s3:::acme/a", "eu-west-1"},
      {"sqs:ListQueues", "*", "eu-west-1"},
      {"iam:GetRole", "arn:aws:iam::222222222222:role/writer", "us-east-1"},
      {"sts:AssumeRole", "arn:aws:iam::222222222222:role/writer", "eu-west-1"},
  });
  for (const auto& row : table) {
    EXPECT_EQ(value(context(session, row.action, row.resource), "aws:RequestedRegion"), row.region)
        << row.resource;
  }
}

TEST_F(ContextTest, TheCallsOwnEntriesGoOverTheEngines) {
  Session session = small_.session_of(kAppRole);
  session.keys = {{"ec2:RoleDelivery", {"2.0"}, false}};
  const Context filled = context(session, "s3:GetObject", "arn:aws:s3:::acme/a",
                                 {{"aws:SecureTransport", {"false"}, false},
                                  {"aws:SourceIp", {"10.0.0.1"}, false},
                                  {"aws:TagKeys", {"a"}, true},
                                  {"aws:ViaAWSService", {}, false}});
  expect_keys(filled, {{"aws:SecureTransport", "false"},
                       {"aws:SourceIp", "10.0.0.1"},
                       {"aws:TagKeys", "[a]"},
                       {"aws:ViaAWSService", "-"},
                       {"ec2:RoleDelivery", "2.0"}});
  EXPECT_EQ(filled.find("aws:sourceip")->origin, ContextEntry::Origin::scenario);
  EXPECT_EQ(filled.find("aws:securetransport")->origin, ContextEntry::Origin::scenario);
  EXPECT_EQ(filled.find("aws:epochtime")->origin, ContextEntry::Origin::engine);
}

TEST_F(ContextTest, TagsHaveTheServicesOwnSpellingToo) {
  const Session session = small_.session_of(kAppRole);
  small_.resource("arn:aws:ec2:eu-west-1:111111111111:instance/i-1", kApp).tags = {{"env", "dev"}};
  expect_keys(
      context(session, "ec2:StopInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/i-1"),
      {{"aws:ResourceTag/env", "dev"}, {"ec2:ResourceTag/env", "dev"}});
  expect_keys(context(session, "iam:GetUser", "arn:aws:iam::111111111111:user/alice"),
              {{"aws:ResourceTag/team", "ops"}, {"iam:ResourceTag/team", "ops"}});
}

// What the engine fills must be fixed in a proof, or the proof would range over impossible values.
TEST_F(ContextTest, EverythingThatTheEngineFillsIsSupplied) {
  Session session = small_.session_of(kAppRole);
  session.source_identity = "alice";
  for (const std::string_view resource :
       {"arn:aws:iam::222222222222:role/writer", "arn:aws:s3:::acme"}) {
    for (const std::string_view action : {"sts:AssumeRole", "s3:ListBucket", "ec2:RunInstances"}) {
      const Context filled = context(session, action, resource);
      for (const ContextEntry& entry : filled.all()) {
        EXPECT_TRUE(engine_supplies(to_lower(entry.key))) << entry.key;
      }
    }
  }
}

TEST(EngineSupplies, SendersChooseTheRest) {
  for (const std::string_view fixed :
       {"aws:principalarn", "aws:principaltag/team", "aws:resourcetag/a.b:c", "aws:calledvia",
        "aws:sourcearn", "aws:multifactorauthpresent", "ec2:sourceinstancearn",
        "accounts.google.com:sub", "oidc.eks.eu-west-1.amazonaws.com/id/abc:aud", "saml:aud"}) {
    EXPECT_TRUE(engine_supplies(fixed)) << fixed;
  }
  for (const std::string_view free :
       {"sts:externalid", "sts:rolesessionname", "sts:sourceidentity", "sts:transitivetagkeys",
        "aws:requesttag/team", "aws:requesttag/a.b:c", "aws:tagkeys", "aws:sourceip",
        "aws:sourcevpc", "aws:sourcevpce", "aws:useragent", "s3:prefix", "iam:passedtoservice",
        "kms:viaservice", "unknown:key", ""}) {
    EXPECT_FALSE(engine_supplies(free)) << free;
  }
}

}  // namespace
}  // namespace rolechain
