// GetSessionToken, GetFederationToken, GetCallerIdentity, and MFA.
#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kDevice = "arn:aws:iam::111111111111:mfa/ann";

struct UserLab : Lab {
  UserLab() {
    add_user(kApp, "ann", allow(R"(["sts:AssumeRole","sts:GetFederationToken","s3:*"])"));
    user("ann").mfa_serial = kDevice;
    target = add_role(kApp, "target", trust_account(kApp));
  }
  Session root() {
    Session out;
    out.kind = Session::Kind::root;
    out.account = kApp;
    out.arn = "arn:aws:iam::111111111111:root";
    return out;
  }
  std::string target;
};

TEST(GetSessionToken, IsTheSameUserForAWhile) {
  UserLab lab;
  const auto reply = lab.sts.get_session_token(lab.as_user("ann"), {});
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->session.kind, Session::Kind::user_token);
  EXPECT_EQ(reply->session.arn, "arn:aws:iam::111111111111:user/ann");
  EXPECT_EQ(reply->session.expires_s - reply->session.issued_s, 43200);
  EXPECT_TRUE(reply->session.credentials.access_key_id.starts_with("ASIA"));
  EXPECT_FALSE(reply->session.mfa);
}

TEST(GetSessionToken, Durations) {
  UserLab lab;
  const auto lifetime = [&](const Session& caller, std::int64_t asked_s) {
    const auto reply = lab.sts.get_session_token(caller, {asked_s, {}, {}});
    return reply ? reply->session.expires_s - reply->session.issued_s : -1;
  };
  EXPECT_EQ(lifetime(lab.as_user("ann"), 900), 900);
  EXPECT_EQ(lifetime(lab.as_user("ann"), 129600), 129600);
  EXPECT_EQ(lifetime(lab.as_user("ann"), 899), -1);
  EXPECT_EQ(lifetime(lab.as_user("ann"), 129601), -1);
  EXPECT_EQ(lifetime(lab.root(), 7200), 3600);  // R-STS-05: shortened
}

TEST(GetSessionToken, RefusesSessions) {
  UserLab lab;
  const Session role = lab.assume(lab.as_user("ann"), lab.target);
  EXPECT_EQ(outcome(lab.sts.get_session_token(role, {})),
            "AccessDenied: Cannot call GetSessionToken with session credentials");
  const auto token = lab.sts.get_session_token(lab.as_user("ann"), {});
  ASSERT_TRUE(token);
  EXPECT_EQ(outcome(lab.sts.get_session_token(token->session, {})),
            "AccessDenied: Cannot call GetSessionToken with session credentials");
  const auto root = lab.sts.get_session_token(lab.root(), {});
  ASSERT_TRUE(root);
  EXPECT_FALSE(lab.sts.get_session_token(root->session, {}));
}

TEST(GetSessionToken, ItsCredentialsMayCallTwoActionsOfSts) {
  UserLab lab;
  const auto token = lab.sts.get_session_token(lab.as_user("ann"), {});
  ASSERT_TRUE(token);
  EXPECT_EQ(outcome(lab.sts.assume_role(token->session, lab.input(lab.target))), "ok");
  EXPECT_EQ(outcome(lab.sts.get_caller_identity(token->session)), "ok");
  FederationTokenInput federation;
  federation.name = "fed";
  EXPECT_EQ(outcome(lab.sts.get_federation_token(token->session, federation)),
            "AccessDenied: Cannot call GetFederationToken with session credentials");
}

TEST(GetFederationToken, NamesAndRefusals) {
  UserLab lab;
  FederationTokenInput input;
  input.name = "fed";
  EXPECT_EQ(
      outcome(lab.sts.get_federation_token(lab.assume(lab.as_user("ann"), lab.target), input)),
      "AccessDenied: Cannot call GetFederationToken with session credentials");
  input.name = std::string(33, 'f');
  EXPECT_EQ(lab.sts.get_federation_token(lab.as_user("ann"), input).error().message,
            "1 validation error detected: Value '" + input.name +
                "' at 'name' failed to satisfy constraint: Member must have length less than or "
                "equal to 32");
  lab.user("ann").policies.clear();
  input.name = "fed";
  EXPECT_EQ(outcome(lab.sts.get_federation_token(lab.as_user("ann"), input)),
            "AccessDenied: User: arn:aws:iam::111111111111:user/ann is not authorized to perform: "
            "sts:GetFederationToken on resource: "
            "arn:aws:sts::111111111111:federated-user/fed");
}

TEST(GetFederationToken, HoldsWhatUserAndPolicyBothAllow) {
  UserLab lab;
  FederationTokenInput input;
  input.name = "fed";
  const auto none = lab.sts.get_federation_token(lab.as_user("ann"), input);
  input.policy = allow(R"(["s3:GetObject","ec2:*"])");
  const auto some = lab.sts.get_federation_token(lab.as_user("ann"), input);
  ASSERT_TRUE(none && some);
  EXPECT_EQ(none->packed_policy_size_percent, 0);  // recorded from AWS
  EXPECT_EQ(some->session.arn, "arn:aws:sts::111111111111:federated-user/fed");
  EXPECT_EQ(some->session.expires_s - some->session.issued_s, 43200);
  const auto may = [&](const Session& session, const std::string& action) {
    return authorize(lab.world, session, {action, "arn:aws:s3:::b/k", {}, std::string(kApp)},
                     lab.clock.now_s())
        .allowed();
  };
  EXPECT_FALSE(may(none->session, "s3:GetObject"));  // R-STS-07
  EXPECT_TRUE(may(some->session, "s3:GetObject"));
  EXPECT_FALSE(may(some->session, "s3:PutObject"));
  EXPECT_FALSE(may(some->session, "ec2:RunInstances"));
}

TEST(GetCallerIdentity, OfEveryKind) {
  UserLab lab;
  const std::string aida = lab.user("ann").unique_id;
  const std::string aroa = lab.role("target").unique_id;
  const Session role = lab.assume(lab.as_user("ann"), lab.target, "web");
  FederationTokenInput federation;
  federation.name = "fed";
  const auto federated = lab.sts.get_federation_token(lab.as_user("ann"), federation);
  ASSERT_TRUE(federated);
  struct Row {
    Session session;
    std::string user_id;
    std::string arn;
  };
  for (const Row& row :
       {Row{lab.as_user("ann"), aida, "arn:aws:iam::111111111111:user/ann"},
        Row{role, aroa + ":web", "arn:aws:sts::111111111111:assumed-role/target/web"},
        Row{federated->session, "111111111111:fed", "arn:aws:sts::111111111111:federated-user/fed"},
        Row{lab.root(), "111111111111", "arn:aws:iam::111111111111:root"}}) {
    const auto identity = lab.sts.get_caller_identity(row.session);
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->user_id, row.user_id);
    EXPECT_EQ(identity->arn, row.arn);
    EXPECT_EQ(identity->account, kApp);
  }
  lab.clock.advance(3600);
  EXPECT_EQ(lab.sts.get_caller_identity(role).error().code, "ExpiredToken");
}

TEST(Mfa, SerialAndCode) {
  UserLab lab;
  lab.add_user(kApp, "bob");
  const auto call = [&](const Session& caller, std::optional<std::string> serial,
                        std::optional<std::string> code) {
    AssumeRoleInput in = lab.input(lab.target);
    in.serial_number = std::move(serial);
    in.token_code = std::move(code);
    return outcome(lab.sts.assume_role(caller, in));
  };
  const std::string device(kDevice);
  const std::string start = "AccessDenied: MultiFactorAuthentication failed";
  const Session ann = lab.as_user("ann");
  EXPECT_EQ(call(ann, device, "123456"), "ok");
  EXPECT_EQ(call(ann, device, std::nullopt),
            start + ", must provide both MFA serial number and one time pass code.");
  EXPECT_EQ(call(ann, std::nullopt, "123456"),
            start + ", must provide both MFA serial number and one time pass code.");
  EXPECT_EQ(call(ann, device, "000000"), start + " with invalid MFA one time pass code. ");
  const std::string not_yours =
      start +
      ", unable to validate MFA code.  Please verify your MFA serial number is valid and "
      "associated with this user.";
  EXPECT_EQ(call(ann, "arn:aws:iam::111111111111:mfa/bob", "123456"), not_yours);
  EXPECT_EQ(call(lab.as_user("bob"), device, "123456"), not_yours);
  EXPECT_EQ(call(lab.assume(ann, lab.target), device, "123456"), not_yours);
  EXPECT_EQ(call(lab.sts.get_session_token(ann, {})->session, device, "123456"), "ok");
}

TEST(Mfa, IsAConditionOfTheTrustPolicyAndEndsThere) {
  UserLab lab;
  lab.role("target").trust = lab.policy(
      PolicyType::trust, trust(R"({"AWS":"arn:aws:iam::111111111111:root"})", R"("sts:AssumeRole")",
                               R"({"Bool":{"aws:MultiFactorAuthPresent":"true"},
                "NumericLessThan":{"aws:MultiFactorAuthAge":"300"}})"));
  AssumeRoleInput input = lab.input(lab.target);
  EXPECT_FALSE(lab.sts.assume_role(lab.as_user("ann"), input));
  input.serial_number = std::string(kDevice);
  input.token_code = "123456";
  const auto reply = lab.sts.assume_role(lab.as_user("ann"), input);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_FALSE(reply->session.mfa);  // a role's session does not hand it on

  // GetSessionToken's credentials do, and they grow old.
  const auto token =
      lab.sts.get_session_token(lab.as_user("ann"), {{}, std::string(kDevice), "123456"});
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->session.mfa);
  EXPECT_EQ(outcome(lab.sts.assume_role(token->session, lab.input(lab.target))), "ok");
  lab.clock.advance(300);
  EXPECT_FALSE(lab.sts.assume_role(token->session, lab.input(lab.target)));
}

}  // namespace
}  // namespace rolechain::sts_testing
