// Service control policies and resource control policies: whom they bind, and for what.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "mocks/iam/authorize.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain::testing {
namespace {

// R-ORG-01 to R-ORG-04.
TEST(Organization, EveryLevelsScpsMustAllow) {
  struct Row {
    const char* where;  // which level loses FullAWSAccess
    const char* scp;    // what it has instead: "", allow or deny of sqs
    const char* expected;
  };
  const auto table = std::to_array<Row>({
      {"root", "", "denied scp"},
      {"ou", "", "denied scp"},
      {"account", "", "denied scp"},
      {"root", "allow", "allowed identity"},
      {"ou", "allow", "allowed identity"},
      {"account", "allow", "allowed identity"},
      {"root", "deny", "DENIED scp"},
      {"ou", "deny", "DENIED scp"},
      {"account", "deny", "DENIED scp"},
  });
  for (const auto& row : table) {
    SmallWorld small;
    small.organize();
    small.role(kApp, "app", kAllowAll);
    const std::string where = row.where;
    PolicyLevel& level = where == "root" ? small.world.organization->root
                         : where == "ou" ? small.world.organization->units[0].level
                                         : small.world.accounts[0].level;
    const std::string scp = row.scp;
    level.full_aws_access = scp == "deny";
    if (!scp.empty()) {
      level.scps.push_back(
          small.policy("scp", PolicyType::scp, scp == "deny" ? deny("sqs:*") : allow("sqs:*")));
    }
    EXPECT_EQ(ask(small, small.session_of(kAppRole), "sqs:SendMessage", kQueueOfApp), row.expected)
        << row.where << " " << row.scp;
  }
}

TEST(Organization, ScpsGrantNothing) {
  SmallWorld small;
  small.organize();
  small.role(kApp, "app");
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "sqs:SendMessage", kQueueOfApp),
            "denied identity");
}

TEST(Organization, ScpsBindTheMembersPrincipalsAndNobodyElse) {
  SmallWorld small;
  small.organize();
  small.role(kApp, "app", kAllowAll);
  small.role(kApp, "linked", kAllowAll).service_linked = true;
  small.role(kData, "outsider", kAllowAll);
  small.world.accounts[1].unit.clear();
  small.world.accounts[0].level.scps.push_back(small.policy("scp", PolicyType::scp, deny("sqs:*")));
  small.resource(kQueueOfApp, kApp, grant(R"("*")"));
  const auto send = [&](const Session& session) {
    return ask(small, session, "sqs:SendMessage", kQueueOfApp);
  };
  EXPECT_EQ(send(small.session_of(kAppRole)), "DENIED scp");
  EXPECT_EQ(send(small.root_session(kApp)), "DENIED scp");  // R-ORG-04
  EXPECT_EQ(send(small.session_of("arn:aws:iam::111111111111:role/linked")),
            "allowed identity");  // R-ORG-03
  EXPECT_EQ(send(small.session_of("arn:aws:iam::222222222222:role/outsider")),
            "allowed identity");  // another account's principal
  small.world.organization->management_account = kApp;
  EXPECT_EQ(send(small.session_of(kAppRole)), "allowed identity");  // R-ORG-02
}

constexpr std::string_view kRcpDeny =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":["sqs:*","sts:*"],"Resource":"*"}]})";

// R-ORG-03, R-ORG-05, R-ORG-06.
TEST(Organization, RcpsBindEveryCallerOfAMembersResourceForSupportedServices) {
  SmallWorld small;
  small.organize();
  small.world.accounts[0].in_organization = false;  // an outsider calls
  small.role(kApp, "app", kAllowAll);
  small.role(kData, "linked", {}, trust_policy(service("ec2.amazonaws.com"))).service_linked = true;
  small.role(kData, "writer", {}, trust_policy(aws(kAppRole)));
  small.resource(kQueueOfData, kData, grant(R"("*")"));
  const Session app = small.session_of(kAppRole);
  EXPECT_EQ(ask(small, app, "sqs:SendMessage", kQueueOfData), "allowed identity");
  const PolicyRef rcp = small.policy("rcp", PolicyType::rcp, kRcpDeny);
  for (PolicyLevel* level :
       {&small.world.organization->root, &small.world.organization->units[0].level,
        &small.world.accounts[1].level}) {
    level->rcps = {rcp};
    EXPECT_EQ(ask(small, app, "sqs:SendMessage", kQueueOfData), "DENIED rcp");
    EXPECT_EQ(ask(small, app, "sts:AssumeRole", kWriter), "DENIED rcp");
    EXPECT_EQ(ask(small, app, "sqs:SendMessage", kQueueOfApp), "allowed identity");
    level->rcps.clear();
  }
  small.world.accounts[1].level.rcps = {rcp};
  // A service that assumes its service-linked role is not held back.
  UnsignedCaller ec2;
  ec2.caller.kind = Caller::Kind::service;
  ec2.caller.service = "ec2.amazonaws.com";
  const ApiCall assume = call("sts:AssumeRole", "arn:aws:iam::222222222222:role/linked");
  EXPECT_EQ(words(authorize(small.world, ec2, assume, kNow_s)), "allowed trust");
  small.world.organization->management_account = kData;
  EXPECT_EQ(ask(small, app, "sqs:SendMessage", kQueueOfData), "allowed identity");
}

TEST(Organization, RcpsDoNotReachServicesThatDoNotSupportThem) {
  SmallWorld small;
  small.organize();
  small.role(kApp, "app", kAllowAll);
  small.world.accounts[0].level.rcps = {small.policy(
      "rcp", PolicyType::rcp,
      document(R"("Effect":"Deny","Principal":"*","Action":["s3:*"],"Resource":"*")"))};
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "s3:ListAllMyBuckets", "*"), "DENIED rcp");
  // The same level is not even asked about another service.
  Trace trace;
  authorize(small.world, small.session_of(kAppRole), call("lambda:ListFunctions", "*"), kNow_s,
            &trace);
  EXPECT_EQ(trace.side(PolicyType::rcp), nullptr);
  authorize(small.world, small.session_of(kAppRole), call("s3:ListAllMyBuckets", "*"), kNow_s,
            &trace);
  EXPECT_NE(trace.side(PolicyType::rcp), nullptr);
}

}  // namespace
}  // namespace rolechain::testing
