// The combining rules as table rows: which policies there are, and what comes out.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "mocks/iam/authorize.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain::testing {
namespace {

// R-EVAL-07, R-EVAL-08, R-PRIN-01.
TEST(Decide, OneAccountNeedsOneSideTwoAccountsNeedBoth) {
  struct Row {
    std::string identity;
    std::string principal;  // of the queue's policy; empty: no policy
    const char* same;
    const char* cross;
  };
  const auto table = std::to_array<Row>({
      {"", "", "denied identity", "denied identity"},
      {allow("sqs:*"), "", "allowed identity", "denied resource"},
      {"", aws(kAppRole), "allowed resource", "denied identity"},
      {"", aws(kAppSession), "allowed resource", "denied identity"},
      {"", aws("arn:aws:iam::111111111111:root"), "denied identity", "denied identity"},
      {"", aws("111111111111"), "denied identity", "denied identity"},
      {"", R"("*")", "allowed resource", "denied identity"},
      {allow("sqs:*"), R"("*")", "allowed identity", "allowed identity"},
      {allow("sqs:*"), aws("111111111111"), "allowed identity", "allowed identity"},
      {allow("sqs:*"), aws(kAppRole), "allowed identity", "allowed identity"},
      {allow("sqs:*"), aws("333333333333"), "allowed identity", "denied resource"},
      {allow("s3:*"), aws(kAppRole), "allowed resource", "denied identity"},
      {deny("sqs:*"), aws(kAppSession), "DENIED identity", "DENIED identity"},
  });
  for (const auto& row : table) {
    SmallWorld small;
    small.role(kApp, "app", row.identity);
    for (const std::string_view queue : {kQueueOfApp, kQueueOfData}) {
      small.resource(queue, queue == kQueueOfApp ? kApp : kData,
                     row.principal.empty() ? "" : grant(row.principal));
    }
    const Session session = small.session_of(kAppRole);
    EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfApp), row.same) << row.principal;
    EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfData), row.cross) << row.principal;
  }
}

// R-PRIN-01.
TEST(Decide, OfSeveralAllowsTheStrongestNamingCounts) {
  SmallWorld small;
  small.role(kApp, "app");
  const auto allow_to = [](std::string_view who) {
    return fmt::format(
        R"({{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"*","Resource":"*"}})", who);
  };
  for (const auto& [first, second] :
       {std::pair{std::string_view("111111111111"), kAppRole}, {kAppRole, "111111111111"}}) {
    small.world.resources.clear();
    small.resource(kQueueOfApp, kApp,
                   fmt::format(R"({{"Version":"2012-10-17","Statement":[{},{}]}})", allow_to(first),
                               allow_to(second)));
    EXPECT_EQ(ask(small, small.session_of(kAppRole), "sqs:SendMessage", kQueueOfApp),
              "allowed resource")
        << first;
  }
}

// R-EVAL-06.
TEST(Decide, AnExplicitDenyOfAResourcePolicyBeatsEveryAllow) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  for (const std::string& who :
       {aws(kAppRole), aws(kAppSession), aws("111111111111"), std::string(R"("*")")}) {
    small.world.resources.clear();
    small.resource(kQueueOfApp, kApp, grant(who, "Deny"));
    EXPECT_EQ(ask(small, small.session_of(kAppRole), "sqs:SendMessage", kQueueOfApp),
              "DENIED resource")
        << who;
  }
}

// R-EVAL-10, and that an explicit deny of a guardrail always holds.
TEST(Decide, WhatABoundaryOrSessionPolicyLeavesOutDependsOnHowTheResourceNamesTheCaller) {
  struct Row {
    std::string principal;
    const char* same;  // with a silent boundary or session policy
    const char* cross;
  };
  const auto table = std::to_array<Row>({
      {aws(kAppRole), "denied {}", "denied {}"},
      {aws(kAppSession), "allowed resource", "denied {}"},
      {R"("*")", "allowed resource", "denied {}"},
      {aws("111111111111"), "denied {}", "denied {}"},
  });
  for (const PolicyType guardrail : {PolicyType::boundary, PolicyType::session}) {
    for (const bool explicitly : {false, true}) {
      for (const auto& row : table) {
        SmallWorld small;
        const std::string text = explicitly ? deny("sqs:*") : allow("s3:*");
        const PolicyRef policy = small.policy("guardrail", guardrail, text);
        Role& role = small.role(kApp, "app", kAllowAll);
        if (guardrail == PolicyType::boundary) role.boundary = policy;
        Session session = small.session_of(kAppRole);
        if (guardrail == PolicyType::session) {
          session.has_session_policy = true;
          session.session_policies = {policy};
        }
        small.resource(kQueueOfApp, kApp, grant(row.principal));
        small.resource(kQueueOfData, kData, grant(row.principal));
        const auto expected = [&](const char* pattern) {
          const std::string_view word = policy_type_word(guardrail);
          return explicitly ? fmt::format("DENIED {}", word)
                            : fmt::format(fmt::runtime(pattern), word);
        };
        EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfApp), expected(row.same))
            << row.principal;
        EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfData), expected(row.cross))
            << row.principal;
      }
    }
  }
}

// R-EVAL-10 for users.
TEST(Decide, AUserThatAResourceNamesIsNotLimitedByWhatTheBoundaryLeavesOut) {
  SmallWorld small;
  small.user(kApp, "alice").boundary = small.policy("b", PolicyType::boundary, allow("s3:*"));
  const std::string arn = "arn:aws:iam::111111111111:user/alice";
  small.resource(kQueueOfApp, kApp, grant(aws(arn)));
  EXPECT_EQ(ask(small, small.user_session(arn), "sqs:SendMessage", kQueueOfApp),
            "allowed resource");
}

// R-EVAL-09, R-EVAL-10 for federated users: without a session policy they hold nothing of the
// user's; only a resource that names the federated user itself helps.
TEST(Decide, AFederatedUserHoldsTheIntersectionWithItsSessionPolicy) {
  SmallWorld small;
  const std::string alice = small.user(kApp, "alice", kAllowAll).arn;
  Session session = small.user_session(alice);
  session.kind = Session::Kind::federated_user;
  session.session_name = "bob";
  session.arn = "arn:aws:sts::111111111111:federated-user/bob";
  EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfApp), "denied session");
  small.resource(kQueueOfApp, kApp, grant(aws(alice)));
  EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfApp), "denied session");
  small.world.resources.clear();
  small.resource(kQueueOfApp, kApp, grant(aws(session.arn)));
  EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfApp), "allowed resource");
  small.world.resources.clear();
  session.has_session_policy = true;
  session.session_policies = {small.policy("s", PolicyType::session, allow("sqs:*"))};
  EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfApp), "allowed identity");
  EXPECT_EQ(ask(small, session, "s3:ListAllMyBuckets", "*"), "denied session");
}

// R-EVAL-09.
TEST(Decide, SessionPoliciesAreAUnionAmongThemselves) {
  SmallWorld small;
  small.role(kApp, "app", allow("sqs:*"));
  Session session = small.session_of(kAppRole);
  session.has_session_policy = true;
  session.session_policies = {small.policy("a", PolicyType::session, allow("s3:*")),
                              small.policy("b", PolicyType::session, allow("sqs:*"))};
  EXPECT_EQ(ask(small, session, "sqs:SendMessage", kQueueOfApp), "allowed identity");
  EXPECT_EQ(ask(small, session, "s3:ListAllMyBuckets", "*"), "denied identity");
}

TEST(Decide, GroupsPoliciesCount) {
  SmallWorld small;
  Group group;
  group.key = "devs";
  group.policies.push_back({"p", {}, small.policy("g", PolicyType::identity, allow("sqs:*"))});
  small.world.groups.push_back(group);
  User& alice = small.user(kApp, "alice");
  const std::string arn = alice.arn;
  EXPECT_EQ(ask(small, small.user_session(arn), "sqs:SendMessage", kQueueOfApp), "denied identity");
  alice.groups = {"devs"};
  EXPECT_EQ(ask(small, small.user_session(arn), "sqs:SendMessage", kQueueOfApp),
            "allowed identity");
}

// R-EVAL-15.
TEST(Decide, SomeStsCallsNeedNoPermission) {
  SmallWorld small;
  small.organize();
  small.world.organization->root.scps = {small.policy("scp", PolicyType::scp, deny("*"))};
  small.role(kApp, "app", deny("*"));
  const Session session = small.session_of(kAppRole);
  EXPECT_EQ(ask(small, session, "sts:GetCallerIdentity", "*"), "allowed identity");
  EXPECT_EQ(ask(small, session, "sts:GetSessionToken", "*"), "allowed identity");
  EXPECT_EQ(ask(small, session, "sts:GetFederationToken", "*"), "DENIED scp");
}

// R-PRIN-08.
TEST(Decide, AnonymousCallersNeedAResourceThatNamesEveryone) {
  SmallWorld small;
  small.resource("arn:aws:s3:::open", kApp, grant(R"("*")"));
  small.resource("arn:aws:s3:::shut", kApp, grant(aws("111111111111")));
  const UnsignedCaller nobody;
  EXPECT_EQ(
      words(authorize(small.world, nobody, call("s3:GetObject", "arn:aws:s3:::open/a"), kNow_s)),
      "allowed resource");
  EXPECT_EQ(
      words(authorize(small.world, nobody, call("s3:GetObject", "arn:aws:s3:::shut/a"), kNow_s)),
      "denied resource");
}

// R-EVAL-17.
TEST(Decide, TheRootUserNeedsNoPolicyButOtherAccountsMustAgree) {
  SmallWorld small;
  const Session root = small.root_session(kApp);
  EXPECT_EQ(ask(small, root, "sqs:SendMessage", kQueueOfApp), "allowed identity");
  EXPECT_EQ(ask(small, root, "sqs:SendMessage", kQueueOfData), "denied resource");
  small.resource(kQueueOfData, kData, grant(aws("111111111111")));
  EXPECT_EQ(ask(small, root, "sqs:SendMessage", kQueueOfData), "allowed identity");
}

// R-EVAL-17: neither its own account's trust nor everybody's.
TEST(Decide, TheRootUserAssumesNoRole) {
  SmallWorld small;
  small.role(kApp, "target", {}, trust_policy(R"({"AWS":["*","111111111111"]})"));
  EXPECT_EQ(ask(small, small.root_session(kApp), "sts:AssumeRole",
                "arn:aws:iam::111111111111:role/target"),
            "denied identity");
}

// R-EVAL-19.
TEST(Decide, AnEndpointsPolicyLimitsRequestsThroughIt) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  Resource& endpoint =
      small.resource("arn:aws:ec2:us-east-1:111111111111:vpc-endpoint/vpce-1", kApp);
  endpoint.policy =
      small.policy("endpoint", PolicyType::endpoint,
                   document(R"("Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*")"));
  const Session session = small.session_of(kAppRole);
  ApiCall send = call("sqs:SendMessage", kQueueOfApp);
  EXPECT_EQ(words(authorize(small.world, session, send, kNow_s)), "allowed identity");
  send.context.push_back({"aws:SourceVpce", {"vpce-1"}, false});
  EXPECT_EQ(words(authorize(small.world, session, send, kNow_s)), "denied endpoint");
  send.context[0].values = {"vpce-2"};
  EXPECT_EQ(words(authorize(small.world, session, send, kNow_s)), "allowed identity");
}

// R-STS-08.
TEST(Decide, SessionTokensMayNotCallAllOfIamAndSts) {
  SmallWorld small;
  const std::string arn = small.user(kApp, "alice", kAllowAll).arn;
  small.role(kApp, "target", {}, trust_policy(aws(arn)));
  Session session = small.user_session(arn);
  session.kind = Session::Kind::user_token;
  constexpr std::string_view kTarget = "arn:aws:iam::111111111111:role/target";
  EXPECT_EQ(ask(small, session, "iam:ListRoles", "*"), "denied session");
  EXPECT_EQ(ask(small, session, "sts:GetFederationToken", "*"), "denied session");
  EXPECT_EQ(ask(small, session, "sts:AssumeRole", kTarget), "allowed identity");
  EXPECT_EQ(ask(small, session, "sts:GetCallerIdentity", "*"), "allowed identity");
  session.mfa = true;
  EXPECT_EQ(ask(small, session, "iam:ListRoles", "*"), "allowed identity");

  session.kind = Session::Kind::federated_user;
  session.has_session_policy = true;
  session.session_policies = {small.policy("s", PolicyType::session, kAllowAll)};
  EXPECT_EQ(ask(small, session, "iam:ListRoles", "*"), "denied session");
  EXPECT_EQ(ask(small, session, "sts:AssumeRole", kTarget), "denied session");
  EXPECT_EQ(ask(small, session, "sts:GetCallerIdentity", "*"), "allowed identity");
  EXPECT_EQ(ask(small, session, "sqs:ListQueues", "*"), "allowed identity");
}

// An object that the file lists by itself is still under its bucket's policy.
TEST(Decide, ABucketsDenyHoldsForObjectsThatAreNamedResources) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  small.resource("arn:aws:s3:::acme", kApp, grant(R"("*")", "Deny"));
  small.resource("arn:aws:s3:::acme/app.json", kApp);
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "s3:GetObject", "arn:aws:s3:::acme/app.json"),
            "DENIED resource");
  constexpr std::string_view kTable = "arn:aws:dynamodb:us-east-1:111111111111:table/t";
  constexpr std::string_view kIndex = "arn:aws:dynamodb:us-east-1:111111111111:table/t/index/i";
  small.resource(kTable, kApp, grant(R"("*")", "Deny"));
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "dynamodb:Query", kIndex), "DENIED resource");
  small.resource(kIndex, kApp);
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "dynamodb:Query", kIndex), "DENIED resource");
}

// R-RES-06.
TEST(Decide, AScenarioMaySayWhoOwnsTheResource) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  ApiCall get = call("s3:GetObject", "arn:aws:s3:::unknown/a");
  const Session session = small.session_of(kAppRole);
  EXPECT_EQ(words(authorize(small.world, session, get, kNow_s)), "allowed identity");
  get.resource_account = std::string(kData);
  EXPECT_EQ(words(authorize(small.world, session, get, kNow_s)), "denied resource");
}

TEST(Decide, NamesTheStatementThatDecided) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  const Decision decision = authorize(small.world, small.session_of(kAppRole),
                                      call("sqs:SendMessage", kQueueOfApp), kNow_s);
  ASSERT_NE(decision.policy, nullptr);
  EXPECT_EQ(decision.policy->statement_label(decision.statement), "app/policy#All");
}

}  // namespace
}  // namespace rolechain::testing
