// Resources whose own policy must always match: roles (trust policies) and KMS keys; and callers
// that have nothing but the resource's policy.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "mocks/iam/authorize.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain::testing {
namespace {

// R-TRUST-01 to R-TRUST-05.
TEST(Trust, TrustPoliciesMustAlwaysMatch) {
  constexpr std::string_view kOwn = "arn:aws:iam::111111111111:role/target";
  const std::string other = aws("arn:aws:iam::111111111111:role/other");
  struct Row {
    const char* why;
    std::string identity;
    std::string trust;
    const char* same;
    const char* cross;
  };
  const auto table = std::to_array<Row>({
      {"no trust policy", std::string(kAllowAll), "", "denied trust", "denied trust"},
      {"names another role", std::string(kAllowAll), trust_policy(other), "denied trust",
       "denied trust"},
      {"names the role", "", trust_policy(aws(kAppRole)), "allowed trust", "denied identity"},
      {"names the session", "", trust_policy(aws(kAppSession)), "allowed trust", "denied identity"},
      {"names the account", "", trust_policy(aws("111111111111")), "denied identity",
       "denied identity"},
      {"account and identity", std::string(kAllowAll),
       trust_policy(aws("arn:aws:iam::111111111111:root")), "allowed identity", "allowed identity"},
      {"role and identity", std::string(kAllowAll), trust_policy(aws(kAppRole)), "allowed identity",
       "allowed identity"},
      {"condition fails", std::string(kAllowAll),
       trust_policy(aws(kAppRole), R"(,"Condition":{"StringEquals":{"sts:ExternalId":"x"}})"),
       "denied trust", "denied trust"},
      {"only a service", std::string(kAllowAll), trust_policy(service("ec2.amazonaws.com")),
       "denied trust", "denied trust"},
      {"identity denies", deny("sts:*"), trust_policy(aws(kAppSession)), "DENIED identity",
       "DENIED identity"},
  });
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

TEST(Trust, ARoleThatDoesNotExistIsAssumableByNobody) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  const Session session = small.session_of(kAppRole);
  EXPECT_EQ(ask(small, session, "sts:AssumeRole", "arn:aws:iam::111111111111:role/none"),
            "denied trust");
  EXPECT_EQ(ask(small, session, "sts:AssumeRole", "*"), "denied trust");
}

// R-TRUST-04.
TEST(Trust, ARoleAssumesItselfOnlyWhereItsTrustPolicySaysSo) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll, trust_policy(service("ec2.amazonaws.com")));
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "sts:AssumeRole", kAppRole), "denied trust");
  small.world.roles[0].trust = small.policy("t", PolicyType::trust, trust_policy(aws(kAppRole)));
  EXPECT_EQ(ask(small, small.session_of(kAppRole), "sts:AssumeRole", kAppRole), "allowed identity");
}

// R-TRUST-05.
TEST(Trust, ABoundaryMustAllowAssumeRoleHoweverTheTrustNamesTheUser) {
  SmallWorld small;
  User& alice = small.user(kApp, "alice", kAllowAll);
  alice.boundary = small.policy("b", PolicyType::boundary, allow("s3:*"));
  const std::string arn = alice.arn;
  small.role(kApp, "target", {}, trust_policy(aws(arn)));
  EXPECT_EQ(ask(small, small.user_session(arn), "sts:AssumeRole",
                "arn:aws:iam::111111111111:role/target"),
            "denied boundary");
}

// The permissions that go with AssumeRole are asked of the same trust policy.
TEST(Trust, TagSessionAndSetSourceIdentityNeedTheTrustPolicyToo) {
  SmallWorld small;
  small.role(kApp, "app", kAllowAll);
  small.role(kData, "writer", {}, trust_policy(aws(kAppRole)));
  const Session session = small.session_of(kAppRole);
  EXPECT_EQ(ask(small, session, "sts:AssumeRole", kWriter), "allowed identity");
  EXPECT_EQ(ask(small, session, "sts:TagSession", kWriter), "denied trust");
  EXPECT_EQ(ask(small, session, "sts:SetSourceIdentity", kWriter), "denied trust");
  // Other actions on the role are not its trust policy's matter: another account has no say.
  EXPECT_EQ(ask(small, session, "iam:GetRole", kWriter), "denied resource");
  EXPECT_EQ(ask(small, session, "iam:GetRole", kAppRole), "allowed identity");
}

// R-EVAL-14.
TEST(Trust, AKeyPolicyMustGrantOrDelegate) {
  constexpr std::string_view kKey = "arn:aws:kms:us-east-1:111111111111:key/1";
  constexpr std::string_view kForeignKey = "arn:aws:kms:us-east-1:222222222222:key/1";
  struct Row {
    std::string identity;
    std::string key_policy;  // empty: the default one
    const char* expected;
  };
  const auto table = std::to_array<Row>({
      {std::string(kAllowAll), grant(aws("333333333333")), "denied resource"},
      {std::string(kAllowAll), grant(aws("111111111111")), "allowed identity"},
      {"", grant(aws("111111111111")), "denied identity"},
      {"", grant(aws(kAppRole)), "allowed resource"},
      {std::string(kAllowAll), "", "allowed identity"},
      {"", "", "denied identity"},
  });
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

// R-EVAL-16.
TEST(Trust, ServicesAndWebIdentitiesHaveTheResourcesPolicyAlone) {
  SmallWorld small;
  constexpr std::string_view kProvider = "arn:aws:iam::222222222222:oidc-provider/issuer.example";
  small.role(
      kData, "writer", {},
      document(fmt::format(
          R"("Effect":"Allow","Principal":{{"Federated":"{}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"StringEquals":{{"issuer.example:sub":"me"}}}})",
          kProvider)));
  small.role(kData, "host", {}, trust_policy(service("ec2.amazonaws.com")));
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

}  // namespace
}  // namespace rolechain::testing
