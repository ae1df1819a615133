#include <gtest/gtest.h>

#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

const std::string kMayAssume = allow(R"(["sts:AssumeRole","sts:TagSession"])");

// An application role of the app account, its session, and a role of the data account.
struct TwoAccounts : Lab {
  TwoAccounts() {
    add_user(kApp, "ann", kMayAssume);
    base = add_role(kApp, "base", trust_account(kApp), kMayAssume);
    target = add_role(kData, "target", trust_account(kApp));
  }
  std::string base;
  std::string target;
};

TEST(AssumeRole, TheSessionIsTheRoleInItsAccount) {
  TwoAccounts lab;
  lab.role("target").path = "/team/";
  lab.role("target").arn = "arn:aws:iam::222222222222:role/team/target";
  const auto reply =
      lab.sts.assume_role(lab.as_user("ann"), lab.input(lab.role("target").arn, "web"));
  ASSERT_TRUE(reply) << reply.error().message;
  const Session& session = reply->session;
  EXPECT_EQ(session.arn, "arn:aws:sts::222222222222:assumed-role/target/web");  // R-STS-01: no path
  EXPECT_EQ(session.role_arn, "arn:aws:iam::222222222222:role/team/target");
  EXPECT_EQ(session.account, kData);
  EXPECT_EQ(session.unique_id, lab.role("target").unique_id);
  EXPECT_EQ(reply->assumed_role_id, lab.role("target").unique_id + ":web");
  EXPECT_EQ(session.expires_s - session.issued_s, 3600);
  EXPECT_EQ(session.issued_s, lab.clock.now_s());
  EXPECT_TRUE(session.credentials.access_key_id.starts_with("ASIA"));
  EXPECT_EQ(account_of_access_key(session.credentials.access_key_id), kData);
  EXPECT_FALSE(session.credentials.session_token.empty());
  EXPECT_FALSE(session.has_session_policy);
  EXPECT_FALSE(reply->packed_policy_size_percent.has_value());
}

TEST(AssumeRole, SameSeedSameKeys) {
  TwoAccounts one;
  TwoAccounts two;
  EXPECT_EQ(one.assume(one.as_user("ann"), one.target).credentials.secret_access_key,
            two.assume(two.as_user("ann"), two.target).credentials.secret_access_key);
}

// R-STS-30.
TEST(AssumeRole, DeniedInTheSameWordsWhetherOrNotTheRoleExists) {
  TwoAccounts lab;
  lab.add_role(kData, "closed", "");
  const std::string closed = "arn:aws:iam::222222222222:role/closed";
  const std::string missing = "arn:aws:iam::222222222222:role/missing";
  const auto text = [](const std::string& arn) {
    return "AccessDenied: User: arn:aws:iam::111111111111:user/ann is not authorized to perform: "
           "sts:AssumeRole on resource: " +
           arn;
  };
  const Session ann = lab.as_user("ann");
  EXPECT_EQ(outcome(lab.sts.assume_role(ann, lab.input(closed))), text(closed));
  EXPECT_EQ(outcome(lab.sts.assume_role(ann, lab.input(missing))), text(missing));
  EXPECT_EQ(lab.sts.assume_role(ann, lab.input(missing)).error().http, 403);
}

TEST(AssumeRole, TraceHasOneEntryForEachPermission) {
  TwoAccounts lab;
  StsTrace trace;
  ASSERT_TRUE(lab.sts.assume_role(lab.as_user("ann"), lab.input(lab.target), &trace));
  ASSERT_EQ(trace.size(), 1U);
  EXPECT_EQ(trace[0].action, "sts:AssumeRole");
  EXPECT_TRUE(trace[0].allowed);

  AssumeRoleInput input = lab.input(lab.target);
  input.tags = {{"Project", "x"}};
  trace.clear();
  EXPECT_FALSE(lab.sts.assume_role(lab.as_user("ann"), input, &trace));
  ASSERT_EQ(trace.size(), 2U);
  EXPECT_EQ(trace[1].action, "sts:TagSession");
  EXPECT_FALSE(trace[1].allowed);

  trace.clear();
  input.duration_s = 1;
  EXPECT_FALSE(lab.sts.assume_role(lab.as_user("ann"), input, &trace));
  EXPECT_TRUE(trace.empty());  // failed before any policy was asked
}

// R-STS-04.
TEST(AssumeRole, RootAndFederatedUsersMayNot) {
  TwoAccounts lab;
  Session root;
  root.kind = Session::Kind::root;
  root.account = kApp;
  root.arn = "arn:aws:iam::111111111111:root";
  EXPECT_EQ(outcome(lab.sts.assume_role(root, lab.input(lab.target))),
            "AccessDenied: Roles may not be assumed by root accounts.");

  lab.user("ann").policies[0].policy = lab.policy(PolicyType::identity, allow(R"("sts:*")"));
  FederationTokenInput federation;
  federation.name = "fed";
  federation.policy = allow(R"("sts:*")");
  const auto federated = lab.sts.get_federation_token(lab.as_user("ann"), federation);
  ASSERT_TRUE(federated) << federated.error().message;
  lab.role("target").trust = lab.policy(PolicyType::trust, trust(R"({"AWS":"*"})"));
  EXPECT_EQ(outcome(lab.sts.assume_role(federated->session, lab.input(lab.target))),
            "AccessDenied: Cannot call AssumeRole with session credentials");
}

TEST(AssumeRole, ExpiredCallerIsToldSoFirst) {
  TwoAccounts lab;
  const Session base = lab.assume(lab.as_user("ann"), lab.base);
  lab.clock.advance(3599);
  EXPECT_EQ(outcome(lab.sts.assume_role(base, lab.input(lab.target))), "ok");
  lab.clock.advance(1);
  const auto expired = lab.sts.assume_role(base, lab.input("arn:aws:iam::2:role/x", ":"));
  EXPECT_EQ(outcome(expired),
            "ExpiredToken: The security token included in the request is expired");
  EXPECT_EQ(reason(expired), "expired");
  EXPECT_EQ(expired.error().http, 403);
}

// R-STS-02.
TEST(AssumeRole, MaxSessionDuration) {
  TwoAccounts lab;
  AssumeRoleInput input = lab.input(lab.target);
  input.duration_s = 7200;
  const auto refused = lab.sts.assume_role(lab.as_user("ann"), input);
  EXPECT_EQ(outcome(refused),
            "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for "
            "this role.");
  EXPECT_EQ(reason(refused), "duration");
  EXPECT_EQ(refused.error().http, 400);

  lab.role("target").max_session_s = 7200;
  const auto reply = lab.sts.assume_role(lab.as_user("ann"), input);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->session.expires_s - reply->session.issued_s, 7200);
  input.duration_s = 7201;
  EXPECT_EQ(reason(lab.sts.assume_role(lab.as_user("ann"), input)), "duration");
}

TEST(AssumeRole, MaxSessionDurationIsToldOnlyToThoseWhoMayAssume) {
  TwoAccounts lab;
  lab.role("target").trust = lab.policy(PolicyType::trust, trust_account(kData));
  AssumeRoleInput input = lab.input(lab.target);
  input.duration_s = 7200;
  EXPECT_EQ(lab.sts.assume_role(lab.as_user("ann"), input).error().code, "AccessDenied");
}

// R-STS-03: fails, is not shortened; whatever the role's own maximum.
TEST(AssumeRole, ChainedSessionsLastAnHour) {
  TwoAccounts lab;
  lab.role("target").max_session_s = 43200;
  const Session base = lab.assume(lab.as_user("ann"), lab.base);
  AssumeRoleInput input = lab.input(lab.target);
  input.duration_s = 3601;
  const auto refused = lab.sts.assume_role(base, input);
  EXPECT_EQ(outcome(refused),
            "ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for "
            "roles assumed by role chaining.");
  EXPECT_EQ(reason(refused), "duration");
  input.duration_s = 3600;
  EXPECT_EQ(outcome(lab.sts.assume_role(base, input)), "ok");
  input.duration_s.reset();
  const auto reply = lab.sts.assume_role(base, input);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->session.expires_s, lab.clock.now_s() + 3600);

  input.duration_s = 43200;  // long-term keys are not chained
  EXPECT_EQ(outcome(lab.sts.assume_role(lab.as_user("ann"), input)), "ok");
  const auto token = lab.sts.get_session_token(lab.as_user("ann"), {});
  ASSERT_TRUE(token);
  EXPECT_EQ(reason(lab.sts.assume_role(token->session, input)), "duration");
}

TEST(AssumeRole, ChainOutlivesTheSessionItCameFrom) {
  TwoAccounts lab;
  const Session base = lab.assume(lab.as_user("ann"), lab.base);
  lab.clock.advance(3000);
  const Session target = lab.assume(base, lab.target);
  lab.clock.advance(600);
  EXPECT_TRUE(base.expired(lab.clock.now_s()));
  EXPECT_FALSE(target.expired(lab.clock.now_s()));
  lab.clock.advance(3000);
  EXPECT_TRUE(target.expired(lab.clock.now_s()));
}

TEST(AssumeRole, ExternalIdAndSessionNameAreConditionKeys) {
  TwoAccounts lab;
  const std::string arn = R"({"AWS":"arn:aws:iam::111111111111:root"})";
  lab.role("target").trust = lab.policy(
      PolicyType::trust,
      trust(
          arn, R"("sts:AssumeRole")",
          R"({"StringEquals":{"sts:ExternalId":"acme-7"},"StringLike":{"sts:RoleSessionName":"web-*"}})"));
  struct Row {
    std::optional<std::string> external_id;
    std::string session_name;
    bool allowed;
  };
  for (const Row& row : {Row{"acme-7", "web-1", true}, Row{"acme-8", "web-1", false},
                         Row{std::nullopt, "web-1", false}, Row{"acme-7", "job-1", false}}) {
    AssumeRoleInput input = lab.input(lab.target, row.session_name);
    input.external_id = row.external_id;
    EXPECT_EQ(lab.sts.assume_role(lab.as_user("ann"), input).has_value(), row.allowed)
        << row.external_id.value_or("-") << " " << row.session_name;
  }
}

// Source: "IAM and AWS STS condition context keys": not present in assume-role operations.
TEST(AssumeRole, DurationSecondsIsNoConditionKey) {
  TwoAccounts lab;
  StsTrace trace;
  AssumeRoleInput input = lab.input(lab.target);
  input.duration_s = 900;
  ASSERT_TRUE(lab.sts.assume_role(lab.as_user("ann"), input, &trace));
  EXPECT_EQ(trace[0].context.find("sts:durationseconds"), nullptr);
  EXPECT_EQ(trace[0].context.find("sts:externalid"), nullptr);
  ASSERT_NE(trace[0].context.find("sts:rolesessionname"), nullptr);
  EXPECT_EQ(trace[0].context.find("sts:rolesessionname")->origin, ContextEntry::Origin::engine);
}

TEST(AssumeRole, ScenarioKeysOverride) {
  TwoAccounts lab;
  lab.role("target").trust = lab.policy(
      PolicyType::trust, trust(R"({"AWS":"arn:aws:iam::111111111111:root"})", R"("sts:AssumeRole")",
                               R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})"));
  AssumeRoleInput input = lab.input(lab.target);
  EXPECT_FALSE(lab.sts.assume_role(lab.as_user("ann"), input));
  input.context.push_back({"aws:SourceIp", {"10.1.2.3"}});
  EXPECT_EQ(outcome(lab.sts.assume_role(lab.as_user("ann"), input)), "ok");
}

// A service sets the lifetime: neither the role's maximum nor the chain's hour binds it.
TEST(AssumeRoleForService, LifetimeAndKeys) {
  Lab lab;
  Sts::ServiceInput input;
  input.service = "ec2.amazonaws.com";
  input.role = lab.input(lab.add_role(kApp, "base", trust_service("ec2.amazonaws.com")));
  input.lifetime_s = 23700;
  input.keys = {{"ec2:RoleDelivery", {"2.0"}}};
  const auto reply = lab.sts.assume_role_for_service(input);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->session.expires_s, lab.clock.now_s() + 23700);
  ASSERT_EQ(reply->session.keys.size(), 1U);

  input.service = "lambda.amazonaws.com";
  EXPECT_EQ(outcome(lab.sts.assume_role_for_service(input)),
            "AccessDenied: User: lambda.amazonaws.com is not authorized to perform: sts:AssumeRole "
            "on resource: arn:aws:iam::111111111111:role/base");
}

// Keys that a service fixed into a session are not handed on by the next AssumeRole.
TEST(AssumeRole, ServiceKeysEndWithTheirSession) {
  TwoAccounts lab;
  lab.role("base").trust = lab.policy(PolicyType::trust, trust_service("ec2.amazonaws.com"));
  Sts::ServiceInput input;
  input.service = "ec2.amazonaws.com";
  input.role = lab.input(lab.base);
  input.lifetime_s = 3600;
  input.keys = {{"ec2:RoleDelivery", {"2.0"}}};
  const auto base = lab.sts.assume_role_for_service(input);
  ASSERT_TRUE(base);
  EXPECT_TRUE(lab.assume(base->session, lab.target).keys.empty());
}

}  // namespace
}  // namespace rolechain::sts_testing
