// Every combining rule as a table row: which policies there are, and what comes out.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::document;
using testing::kAllowAll;
using testing::kApp;
using testing::kData;
using testing::kNow_s;
using testing::SmallWorld;

constexpr std::string_view kAppRole = "arn:aws:iam::111111111111:role/app";
constexpr std::string_view kAppSession = "arn:aws:sts::111111111111:assumed-role/app/session";
constexpr std::string_view kWriter = "arn:aws:iam::222222222222:role/writer";

std::string allow(std::string_view action) {
  return document(fmt::format(R"("Effect":"Allow","Action":"{}","Resource":"*")", action));
}
std::string deny(std::string_view action) {
  return document(fmt::format(R"("Effect":"Deny","Action":"{}","Resource":"*")", action));
}
std::string grant(std::string_view principal, std::string_view effect = "Allow") {
  return document(fmt::format(R"("Effect":"{}","Principal":{},"Action":"*","Resource":"*")", effect,
                              principal));
}
std::string trust(std::string_view principal, std::string_view more = {},
                  std::string_view action = "sts:AssumeRole") {
  return document(
      fmt::format(R"("Effect":"Allow","Principal":{},"Action":"{}"{})", principal, action, more));
}
std::string aws(std::string_view arn) { return fmt::format(R"({{"AWS":"{}"}})", arn); }
std::string service(std::string_view name) { return fmt::format(R"({{"Service":"{}"}})", name); }

ApiCall call(std::string_view action, std::string_view resource) {
  ApiCall out;
  out.action = action;
  out.resource = resource;
  return out;
}

// "allowed identity", "denied scp", "DENIED boundary" (capitals: explicitly).
std::string words(const Decision& decision) {
  const std::string_view outcome = decision.outcome == Outcome::allowed             ? "allowed "
                                   : decision.outcome == Outcome::implicitly_denied ? "denied "
                                                                                    : "DENIED ";
  return std::string(outcome) + std::string(policy_type_word(decision.by));
}

constexpr std::string_view kQueueOfApp = "arn:aws:sqs:us-east-1:111111111111:q";
constexpr std::string_view kQueueOfData = "arn:aws:sqs:us-east-1:222222222222:q";

std::string ask(const SmallWorld& small, const Session& session, std::string_view action,
                std::string_view resource) {
  return words(authorize(small.world, session, call(action, resource), kNow_s));
}

// R-EVAL-07, R-EVAL-08, R-PRIN-01.
TEST(Decide, OneAccountNeedsOneSideTwoAccountsNeedBoth) {
  const struct {
    std::string identity;
    std::string principal;  // of the queue's policy; empty: no policy
    const char* same;
    const char* cross;
  } table[] = {
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
  };
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
  const struct {
    std::string principal;
    const char* same;  // with a silent boundary or session policy
    const char* cross;
  } table[] = {
      {aws(kAppRole), "denied {}", "denied {}"},
      {aws(kAppSession), "allowed resource", "denied {}"},
      {R"("*")", "allowed resource", "denied {}"},
      {aws("111111111111"), "denied {}", "denied {}"},
  };
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

// R-ORG-01 to R-ORG-04.
TEST(Decide, EveryLevelsScpsMustAllow) {
  const struct {
    const char* where;  // which level loses FullAWSAccess
    const char* scp;    // what it has instead: "", allow or deny of sqs
    const char* expected;
  } table[] = {
      {"root", "", "denied scp"},          {"ou", "", "denied scp"},
      {"account", "", "denied scp"},       {"root", "allow", "allowed identity"},
      {"ou", "allow", "allowed identity"}, {"account", "allow", "allowed identity"},
      {"root", "deny", "DENIED scp"},      {"ou", "deny", "DENIED scp"},
      {"account", "deny", "DENIED scp"},
  };
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

TEST(Decide, ScpsGrantNothing) {
  SmallWorld small;
  small.organize();
  small.role(kApp, "app");
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "sqs:SendMessage", kQueueOfApp),
            "denied identity");
}

TEST(Decide, ScpsBindTheMembersPrincipalsAndNobodyElse) {
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
TEST(Decide, RcpsBindEveryCallerOfAMembersResourceForSupportedServices) {
  SmallWorld small;
  small.organize();
  small.world.accounts[0].in_organization = false;  // an outsider calls
  small.role(kApp, "app", kAllowAll);
  small.role(kData, "linked", {}, trust(service("ec2.amazonaws.com"))).service_linked = true;
  small.role(kData, "writer", {}, trust(aws(kAppRole)));
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

TEST(Decide, RcpsDoNotReachServicesThatDoNotSupportThem) {
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

// R-TRUST-01 to R-TRUST-05.
TEST(Decide, TrustPoliciesMustAlwaysMatch) {
  constexpr std::string_view kOwn = "arn:aws:iam::111111111111:role/target";
  const std::string other = aws("arn:aws:iam::111111111111:role/other");
  const struct {
    const char* why;
    std::string identity;
    std::string trust;
    const char* same;
    const char* cross;
  } table[] = {
      {"no trust policy", std::string(kAllowAll), "", "denied trust", "denied trust"},
      {"names another role", std::string(kAllowAll), trust(other), "denied trust", "denied trust"},
      {"names the role", "", trust(aws(kAppRole)), "allowed trust", "denied identity"},
      {"names the session", "", trust(aws(kAppSession)), "allowed trust", "denied identity"},
      {"names the account", "", trust(aws("111111111111")), "denied identity", "denied identity"},
      {"account and identity", std::string(kAllowAll), trust(aws("arn:aws:iam::111111111111:root")),
       "allowed identity", "allowed identity"},
      {"role and identity", std::string(kAllowAll), trust(aws(kAppRole)), "allowed identity",
       "allowed identity"},
      {"condition fails", std::string(kAllowAll),
       trust(aws(kAppRole), R"(,"Condition":{"StringEquals":{"sts:ExternalId":"x"}})"),
       "denied trust", "denied trust"},
      {"only a service", std::string(kAllowAll), trust(service("ec2.amazonaws.com")),
       "denied trust", "denied trust"},
      {"identity denies", deny("sts:*"), trust(aws(kAppSession)), "DENIED identity",
       "DENIED identity"},
  };
  for (const auto& row : table) {
    SmallWorld small;
    small.role(kApp, "app", row.identity);
    small.role(kApp, "target", {}, row.trust);
    small.role(kData, "writer", {}, row.trust);
    const Session session = small.session_of(kAppRole);
    EXPECT_EQ(ask(small, session, "sts:AssumeRole", kOwn), row.same) << row.why;
    EXPECT_EQ(ask(small, session, "sts:AssumeRole", kWriter), row.cross) << row.why;
  }
}

TEST(Decide, ARoleThatDoesNotExistIsAssumableByNobody) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  const Session session = small.session_of(kAppRole);
  EXPECT_EQ(ask(small, session, "sts:AssumeRole", "arn:aws:iam::111111111111:role/none"),
            "denied trust");
  EXPECT_EQ(ask(small, session, "sts:AssumeRole", "*"), "denied trust");
}

// R-TRUST-04.
TEST(Decide, ARoleAssumesItselfOnlyWhereItsTrustPolicySaysSo) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll, trust(service("ec2.amazonaws.com")));
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "sts:AssumeRole", kAppRole), "denied trust");
  small.world.roles[0].trust = small.policy("t", PolicyType::trust, trust(aws(kAppRole)));
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "sts:AssumeRole", kAppRole), "allowed identity");
}

// R-TRUST-05.
TEST(Decide, ABoundaryMustAllowAssumeRoleHoweverTheTrustNamesTheUser) {
  SmallWorld small;
  User& alice = small.user(kApp, "alice", kAllowAll);
  alice.boundary = small.policy("b", PolicyType::boundary, allow("s3:*"));
  const std::string arn = alice.arn;
  small.role(kApp, "target", {}, trust(aws(arn)));
  EXPECT_EQ(ask(small, small.user_session(arn), "sts:AssumeRole",
                "arn:aws:iam::111111111111:role/target"),
            "denied boundary");
}

// The permissions that go with AssumeRole are asked of the same trust policy.
TEST(Decide, TagSessionAndSetSourceIdentityNeedTheTrustPolicyToo) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  small.role(kData, "writer", {}, trust(aws(kAppRole)));
  const Session session = small.session_of(kAppRole);
  EXPECT_EQ(ask(small, session, "sts:AssumeRole", kWriter), "allowed identity");
  EXPECT_EQ(ask(small, session, "sts:TagSession", kWriter), "denied trust");
  EXPECT_EQ(ask(small, session, "sts:SetSourceIdentity", kWriter), "denied trust");
  // Other actions on the role are not its trust policy's matter: another account has no say.
  EXPECT_EQ(ask(small, session, "iam:GetRole", kWriter), "denied resource");
  EXPECT_EQ(ask(small, session, "iam:GetRole", kAppRole), "allowed identity");
}

// R-EVAL-14.
TEST(Decide, AKeyPolicyMustGrantOrDelegate) {
  constexpr std::string_view kKey = "arn:aws:kms:us-east-1:111111111111:key/1";
  constexpr std::string_view kForeignKey = "arn:aws:kms:us-east-1:222222222222:key/1";
  const struct {
    std::string identity;
    std::string key_policy;  // empty: the default one
    const char* expected;
  } table[] = {
      {std::string(kAllowAll), grant(aws("333333333333")), "denied resource"},
      {std::string(kAllowAll), grant(aws("111111111111")), "allowed identity"},
      {"", grant(aws("111111111111")), "denied identity"},
      {"", grant(aws(kAppRole)), "allowed resource"},
      {std::string(kAllowAll), "", "allowed identity"},
      {"", "", "denied identity"},
  };
  for (const auto& row : table) {
    SmallWorld small;
    small.role(kApp, "app", row.identity);
    small.resource(kKey, kApp, row.key_policy);
    EXPECT_EQ(ask(small, small.session_of(kAppRole), "kms:Decrypt", kKey), row.expected)
        << row.key_policy;
  }
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "kms:Decrypt", kForeignKey), "denied resource");
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "kms:ListKeys", "*"), "allowed identity");
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

// R-EVAL-16.
TEST(Decide, ServicesAndWebIdentitiesHaveTheResourcesPolicyAlone) {
  SmallWorld small;
  constexpr std::string_view kProvider = "arn:aws:iam::222222222222:oidc-provider/issuer.example";
  small.role(
      kData, "writer", {},
      document(fmt::format(
          R"("Effect":"Allow","Principal":{{"Federated":"{}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"StringEquals":{{"issuer.example:sub":"me"}}}})",
          kProvider)));
  small.role(kData, "host", {}, trust(service("ec2.amazonaws.com")));
  UnsignedCaller caller;
  caller.caller.kind = Caller::Kind::federated;
  caller.caller.federated = kProvider;
  const ApiCall web = call("sts:AssumeRoleWithWebIdentity", kWriter);
  EXPECT_EQ(words(authorize(small.world, caller, web, kNow_s)), "denied trust");
  caller.keys.push_back({"issuer.example:sub", {"me"}, false});
  EXPECT_EQ(words(authorize(small.world, caller, web, kNow_s)), "allowed trust");
  ApiCall overridden = web;  // a scenario's own entry goes over the token's
  overridden.context.push_back({"issuer.example:sub", {"you"}, false});
  EXPECT_EQ(words(authorize(small.world, caller, overridden, kNow_s)), "denied trust");

  UnsignedCaller service;
  service.caller.kind = Caller::Kind::service;
  service.caller.service = "ec2.amazonaws.com";
  const ApiCall assume = call("sts:AssumeRole", "arn:aws:iam::222222222222:role/host");
  EXPECT_EQ(words(authorize(small.world, service, assume, kNow_s)), "allowed trust");
  service.caller.service = "lambda.amazonaws.com";
  EXPECT_EQ(words(authorize(small.world, service, assume, kNow_s)), "denied trust");
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
  small.role(kApp, "target", {}, trust(aws(arn)));
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
}  // namespace rolechain
