// The role's credentials as an instance gets them: documents, failure codes, rotation.
#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "mocks/imds/client.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kId = "i-0abc1234def567890";
constexpr std::string_view kProfile = "arn:aws:iam::111111111111:instance-profile/web-profile";

struct InstanceLab : Lab {
  InstanceLab() : imds(make({})) {}
  explicit InstanceLab(const ImdsOptions& options) : imds(make(options)) {}

  Imds make(const ImdsOptions& options) {
    InstanceProfile profile;
    profile.account = kApp;
    profile.name = "web-profile";
    profile.unique_id = "AIPAEXAMPLEEXAMPLE234";
    profile.arn = kProfile;
    profile.role_arn = add_role(kApp, "app-base", trust_service("ec2.amazonaws.com"),
                                allow(R"("sts:AssumeRole")"));
    world.instance_profiles.push_back(profile);
    Instance instance;
    instance.id = kId;
    instance.account = kApp;
    instance.region = "eu-west-1";
    instance.private_ip = "10.1.2.3";
    instance.vpc_id = "vpc-1";
    instance.profile_arn = kProfile;
    world.instances.push_back(instance);
    return Imds(world, sts, ids, clock, std::string(kId), options);
  }
  std::string get(std::string path) {
    const auto response = imds.handle({"GET", "/latest/meta-data/" + std::move(path), {}, ""});
    return response->status == 200 ? response->body : std::to_string(response->status);
  }
  std::string context_value(const Session& session, std::string_view key) {
    Trace trace;
    authorize(world, session, {"s3:GetObject", "arn:aws:s3:::b/k", {}, std::nullopt}, clock.now_s(),
              &trace);
    const ContextEntry* found = trace.context.find(key);
    return found == nullptr ? "-" : found->values.front();
  }
  Imds imds;
};

TEST(InstanceCredentials, SessionOfTheProfilesRole) {
  InstanceLab lab;
  std::vector<HttpExchange> wire;
  StsTrace trace;
  const auto session = instance_credentials(lab.imds, {}, &wire, &trace);
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->arn, "arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890");
  EXPECT_EQ(session->expires_s - session->issued_s, kInstanceSession_s);  // R-IMDS-05
  ASSERT_EQ(wire.size(), 3U);
  EXPECT_EQ(wire[0].request.method, "PUT");
  EXPECT_EQ(wire[1].response->body, "app-base");
  EXPECT_EQ(wire[2].request.path, "/latest/meta-data/iam/security-credentials/app-base");
  EXPECT_NE(wire[2].response->body.find(session->credentials.access_key_id), std::string::npos);
  EXPECT_NE(to_text(wire[1]).find("GET /latest/meta-data/iam/security-credentials/ HTTP/1.1"),
            std::string::npos);
  ASSERT_EQ(trace.size(), 1U);
  EXPECT_TRUE(trace[0].allowed);
}

TEST(InstanceCredentials, TheDocuments) {
  InstanceLab lab;
  EXPECT_EQ(lab.get("iam/"), "info\nsecurity-credentials/");
  EXPECT_EQ(lab.get("iam/info"),
            "{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"2026-01-15T09:00:00Z\",\n"
            "  \"InstanceProfileArn\" : \"arn:aws:iam::111111111111:instance-profile/web-profile\","
            "\n  \"InstanceProfileId\" : \"AIPAEXAMPLEEXAMPLE234\"\n}");
  const std::string document = lab.get("iam/security-credentials/app-base");
  const Session& session = *lab.imds.role().session(RoleDelivery::v1);
  EXPECT_EQ(document,
            "{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"2026-01-15T09:00:00Z\",\n"
            "  \"Type\" : \"AWS-HMAC\",\n  \"AccessKeyId\" : \"" +
                session.credentials.access_key_id + "\",\n  \"SecretAccessKey\" : \"" +
                session.credentials.secret_access_key + "\",\n  \"Token\" : \"" +
                session.credentials.session_token +
                "\",\n  \"Expiration\" : \"2026-01-15T15:35:00Z\"\n}");
  EXPECT_EQ(lab.get("iam/security-credentials/web-profile"), "404");  // the role's name, not its
}

// R-IMDS-07.
TEST(InstanceCredentials, KeysFixedIntoTheSession) {
  InstanceLab lab;
  const auto v2 = instance_credentials(lab.imds);
  const auto v1 = instance_credentials(lab.imds, {RoleDelivery::v1, 1});
  ASSERT_TRUE(v1 && v2);
  EXPECT_NE(v1->credentials.access_key_id, v2->credentials.access_key_id);
  EXPECT_EQ(lab.context_value(*v1, "ec2:roledelivery"), "1.0");
  EXPECT_EQ(lab.context_value(*v2, "ec2:roledelivery"), "2.0");
  EXPECT_EQ(lab.context_value(*v2, "ec2:sourceinstancearn"),
            "arn:aws:ec2:eu-west-1:111111111111:instance/i-0abc1234def567890");
  EXPECT_EQ(lab.context_value(*v2, "aws:ec2instancesourcevpc"), "vpc-1");
  EXPECT_EQ(lab.context_value(*v2, "aws:ec2instancesourceprivateipv4"), "10.1.2.3");

  const std::string next = lab.add_role(kData, "next", trust_account(kApp));
  const Session chained = lab.assume(*v2, next);
  EXPECT_EQ(lab.context_value(chained, "ec2:sourceinstancearn"), "-");
  EXPECT_EQ(lab.context_value(chained, "ec2:roledelivery"), "-");
}

// R-IMDS-06.
TEST(InstanceCredentials, RotateBeforeTheyExpire) {
  InstanceLab lab;
  const auto first = instance_credentials(lab.imds);
  ASSERT_TRUE(first);
  lab.clock.advance(kInstanceSession_s - kRotateBefore_s - 1);
  EXPECT_EQ(instance_credentials(lab.imds)->credentials.access_key_id,
            first->credentials.access_key_id);
  lab.clock.advance(1);
  const auto second = instance_credentials(lab.imds);
  ASSERT_TRUE(second);
  EXPECT_NE(second->credentials.access_key_id, first->credentials.access_key_id);
  EXPECT_FALSE(first->expired(lab.clock.now_s()));  // both are good for a while
  EXPECT_EQ(second->expires_s, lab.clock.now_s() + kInstanceSession_s);
}

// R-IMDS-08.
TEST(InstanceCredentials, AnotherRoleShowsAtTheNextRefresh) {
  InstanceLab lab;
  ASSERT_TRUE(instance_credentials(lab.imds));
  lab.world.instance_profiles[0].role_arn =
      lab.add_role(kApp, "other", trust_service("ec2.amazonaws.com"));
  EXPECT_EQ(instance_credentials(lab.imds)->role_arn, "arn:aws:iam::111111111111:role/app-base");
  EXPECT_EQ(lab.imds.role().names(RoleDelivery::v2)->role_name, "app-base");
  EXPECT_EQ(lab.imds.role().names(RoleDelivery::v1)->role_name, "other");  // has no session yet
  lab.clock.advance(kInstanceSession_s - kRotateBefore_s);
  EXPECT_EQ(instance_credentials(lab.imds)->role_arn, "arn:aws:iam::111111111111:role/other");
}

// R-IMDS-04.
TEST(InstanceCredentials, FailureCodes) {
  InstanceLab lab;
  lab.role("app-base").trust = lab.policy(PolicyType::trust, trust_service("lambda.amazonaws.com"));
  const auto refused = instance_credentials(lab.imds);
  EXPECT_EQ(outcome(refused),
            "AssumeRoleUnauthorizedAccess: EC2 cannot assume the role app-base.  Please see "
            "documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/"
            "troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.");
  EXPECT_EQ(refused.error().http, 200);
  EXPECT_NE(lab.get("iam/security-credentials/app-base").find("AssumeRoleUnauthorizedAccess"),
            std::string::npos);

  lab.world.instance_profiles.clear();
  EXPECT_EQ(instance_credentials(lab.imds).error().code, "InstanceProfileNotFound");
  EXPECT_EQ(lab.get("iam/"), "info");

  lab.world.instances[0].profile_arn.clear();
  EXPECT_EQ(instance_credentials(lab.imds).error().http, 404);
  EXPECT_EQ(lab.get("iam/"), "404");
  EXPECT_EQ(lab.get("iam/info"), "404");
}

TEST(InstanceCredentials, AProfileWithoutARoleHasNoIamSubtree) {
  InstanceLab lab;
  lab.world.instance_profiles[0].role_arn.clear();
  EXPECT_EQ(lab.get("iam/"), "404");
  EXPECT_EQ(instance_credentials(lab.imds).error().code, "NotFound");
}

TEST(InstanceCredentials, ServedToTheirEndWhenTheTrustIsGone) {
  InstanceLab lab;
  const auto first = instance_credentials(lab.imds);
  ASSERT_TRUE(first);
  lab.role("app-base").trust = nullptr;
  lab.clock.advance(kInstanceSession_s - 1);
  EXPECT_EQ(instance_credentials(lab.imds)->credentials.access_key_id,
            first->credentials.access_key_id);
  lab.clock.advance(1);
  EXPECT_EQ(instance_credentials(lab.imds).error().code, "AssumeRoleUnauthorizedAccess");
}

TEST(InstanceCredentials, ProtocolRefusals) {
  ImdsOptions options;
  options.tokens = ImdsOptions::Tokens::required;
  InstanceLab strict(options);
  EXPECT_EQ(instance_credentials(strict.imds, {RoleDelivery::v1, 1}).error().http, 401);
  EXPECT_EQ(reason(instance_credentials(strict.imds, {RoleDelivery::v2, 2})), "hop-limit");
  EXPECT_EQ(outcome(instance_credentials(strict.imds)), "ok");
  options.endpoint_enabled = false;
  InstanceLab off(options);
  EXPECT_EQ(instance_credentials(off.imds).error().http, 403);
}

// The article: the next hop from an instance lasts an hour, whatever the role allows.
TEST(InstanceCredentials, TheNextHopIsChained) {
  InstanceLab lab;
  const std::string next = lab.add_role(kData, "next", trust_account(kApp));
  lab.role("next").max_session_s = 43200;
  const auto session = instance_credentials(lab.imds);
  ASSERT_TRUE(session);
  AssumeRoleInput input = lab.input(next);
  input.duration_s = 7200;
  EXPECT_EQ(reason(lab.sts.assume_role(*session, input)), "duration");
  input.duration_s.reset();
  EXPECT_EQ(outcome(lab.sts.assume_role(*session, input)), "ok");
}

}  // namespace
}  // namespace rolechain::sts_testing
