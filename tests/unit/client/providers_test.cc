// Where a program's credentials come from, without sockets: each source by itself, and their order.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "sim/client/container_provider.h"
#include "sim/client/default_chain.h"
#include "sim/client/imds_provider.h"
#include "sim/client/sts_provider.h"

namespace rolechain::client {
namespace {

using Kind = ProviderError::Kind;

constexpr const char* kDocument =
    R"({"Code":"Success","AccessKeyId":"ASIA1","SecretAccessKey":"s","Token":"t",)"
    R"("Expiration":"2026-01-15T10:00:00Z"})";

// Answers by "METHOD origin path", and keeps what was asked.
struct Web {
  std::map<std::string, HttpResponse> answers;
  std::vector<std::string> asked;
  std::vector<HttpRequest> requests;

  Transport transport() {
    return [this](const std::string& origin,
                  const HttpRequest& request) -> std::expected<HttpResponse, std::string> {
      const std::string line = fmt::format("{} {}{}", request.method, origin, request.path);
      asked.push_back(line);
      requests.push_back(request);
      const auto at = answers.find(line);
      if (at == answers.end()) return std::unexpected("nobody answers there");
      return at->second;
    };
  }
};

constexpr const char* kImds = "http://169.254.169.254/latest/";

Web instance() {
  Web web;
  web.answers[fmt::format("PUT {}api/token", kImds)] = {200, {}, "TOKEN"};
  web.answers[fmt::format("GET {}meta-data/iam/security-credentials/", kImds)] = {200, {}, "base"};
  web.answers[fmt::format("GET {}meta-data/iam/security-credentials/base", kImds)] = {
      200, {}, kDocument};
  return web;
}

TEST(ImdsProvider, TokenNameDocument) {
  Web web = instance();
  const auto got = imds_provider(web.transport())->fetch(0);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->keys.access_key_id, "ASIA1");
  EXPECT_EQ(got->expires_s, parse_iso8601("2026-01-15T10:00:00Z"));
  EXPECT_EQ(*find_header(web.requests.at(2).headers, "X-aws-ec2-metadata-token"), "TOKEN");
}

TEST(ImdsProvider, GoesOnWithoutATokenWhereThereAreNone) {
  for (const int status : {403, 404, 405}) {
    Web web = instance();
    web.answers[fmt::format("PUT {}api/token", kImds)] = {status, {}, ""};
    EXPECT_TRUE(imds_provider(web.transport())->fetch(0)) << status;
    EXPECT_EQ(find_header(web.requests.at(1).headers, "X-aws-ec2-metadata-token"), nullptr);
  }
  Web refused = instance();
  refused.answers[fmt::format("PUT {}api/token", kImds)] = {400, {}, ""};
  EXPECT_EQ(imds_provider(refused.transport())->fetch(0).error().kind, Kind::refused);
}

TEST(ImdsProvider, TellsWhatIsWrong) {
  Web nobody;
  EXPECT_EQ(imds_provider(nobody.transport())->fetch(0).error().kind, Kind::absent);
  Web no_role = instance();
  no_role.answers[fmt::format("GET {}meta-data/iam/security-credentials/", kImds)] = {404, {}, ""};
  EXPECT_EQ(imds_provider(no_role.transport())->fetch(0).error().kind, Kind::absent);
  Web untrusted = instance();
  const std::string document = fmt::format("GET {}meta-data/iam/security-credentials/base", kImds);
  untrusted.answers[document].body =
      R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role base"})";
  EXPECT_EQ(imds_provider(untrusted.transport())->fetch(0).error().message,
            "instance metadata: AssumeRoleUnauthorizedAccess: EC2 cannot assume the role base");
  Web cut = instance();
  cut.answers[document].body = R"({"Code":"Success","AccessK)";
  EXPECT_EQ(imds_provider(cut.transport())->fetch(0).error().kind, Kind::malformed);
  Web endless = instance();
  endless.answers[document].body =
      R"({"Code":"Success","AccessKeyId":"A","SecretAccessKey":"s","Expiration":"soon"})";
  EXPECT_EQ(imds_provider(endless.transport())->fetch(0).error().message,
            "instance metadata: `soon` is no time");
  Web busy = instance();
  busy.answers[document].status = 503;
  EXPECT_EQ(imds_provider(busy.transport())->fetch(0).error().kind, Kind::unreachable);
}

TEST(ContainerProvider, SendsKeysInTheClearToThisMachineAlone) {
  for (const char* good :
       {"http://127.0.0.1:1/c", "http://localhost/c", "http://[::1]:8/c", "http://169.254.170.2/c",
        "http://169.254.170.23/c", "http://[fd00:ec2::23]/c", "https://example.com/c"}) {
    Web web;
    EXPECT_EQ(container_provider(web.transport(), good)->fetch(0).error().kind, Kind::unreachable)
        << good;
  }
  for (const char* bad : {"http://example.com/c", "http://169.254.170.24/c", "ftp://127.0.0.1/c",
                          "http://localhost.evil.org/c", "http://128.0.0.1/c"}) {
    Web web;
    EXPECT_EQ(container_provider(web.transport(), bad)->fetch(0).error().kind, Kind::refused)
        << bad;
    EXPECT_TRUE(web.asked.empty());
  }
}

TEST(ContainerProvider, ReadsItsTokenAnew) {
  Web web;
  web.answers["GET http://169.254.170.23/v1/credentials"] = {200, {}, kDocument};
  std::string token = "one";
  const auto provider = container_provider(web.transport(), "http://169.254.170.23/v1/credentials",
                                           [&] { return token; });
  ASSERT_TRUE(provider->fetch(0));
  token = "two";
  ASSERT_TRUE(provider->fetch(0));
  EXPECT_EQ(*find_header(web.requests.at(1).headers, "Authorization"), "two");
  token = "three\n";
  EXPECT_EQ(provider->fetch(0).error().kind, Kind::malformed);
}

// ---- chains ------------------------------------------------------------------------------------

struct Around {
  Web web;
  std::map<std::string, std::string, std::less<>> variables;
  std::map<std::string, std::string> files;
  std::string config;
  std::string credentials;

  Surroundings value() {
    auto profiles = Profiles::parse(config, credentials);
    EXPECT_TRUE(profiles);
    return {[this](std::string_view name) -> std::optional<std::string> {
              const auto at = variables.find(name);
              if (at == variables.end()) return std::nullopt;
              return at->second;
            },
            [this](const std::string& path) -> std::expected<std::string, std::string> {
              const auto at = files.find(path);
              if (at == files.end()) return std::unexpected("no such file");
              return at->second;
            },
            [](const std::string& command) -> std::expected<std::string, std::string> {
              if (command != "give me keys") return std::unexpected("it ended with 1");
              return R"({"Version":1,"AccessKeyId":"ASIAPROCESS","SecretAccessKey":"s"})";
            },
            web.transport(), *profiles};
  }
  std::string key(ChainOrder order) {
    const auto got = default_chain(value(), order)->fetch(0);
    return got ? got->keys.access_key_id : got.error().message;
  }
};

constexpr const char* kSts = "POST https://sts.us-east-1.amazonaws.com/";

HttpResponse sts_answer(std::string_view action, std::string_view key) {
  return {
      200,
      {},
      fmt::format(R"({{"{0}Response":{{"{0}Result":{{"Credentials":{{"AccessKeyId":"{1}",)"
                  R"("SecretAccessKey":"s","SessionToken":"t","Expiration":1768471200.0}}}}}}}})",
                  action, key)};
}

TEST(DefaultChain, OrdersDiffer) {
  Around around;
  around.config = "[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key = s\n";
  around.variables = {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/token"},
                      {"AWS_ROLE_ARN", "arn:aws:iam::111111111111:role/r"}};
  around.files["/token"] = "JWT";
  around.web.answers[kSts] = sts_answer("AssumeRoleWithWebIdentity", "ASIAWEB");
  EXPECT_EQ(around.key(ChainOrder::js_v3), "AKIAFILE");
  EXPECT_EQ(around.key(ChainOrder::botocore), "ASIAWEB");
  EXPECT_EQ(around.key(ChainOrder::go_v2), "ASIAWEB");
  EXPECT_EQ(around.key(ChainOrder::java_v2), "ASIAWEB");
  around.variables["AWS_ACCESS_KEY_ID"] = "AKIAENV";
  around.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  EXPECT_EQ(around.key(ChainOrder::js_v3), "AKIAENV");
}

TEST(DefaultChain, AProfileAssumesARoleOfTheInstance) {
  Around around;
  around.web = instance();
  around.web.answers[kSts] = sts_answer("AssumeRole", "ASIAROLE");
  around.config =
      "[profile hop]\nrole_arn = arn:aws:iam::222222222222:role/hop\n"
      "credential_source = Ec2InstanceMetadata\nexternal_id = acme\nduration_seconds = 900\n"
      "[profile last] # two hops\nrole_arn = arn:aws:iam::333333333333:role/last\n"
      "source_profile = hop\ns3 =\n  addressing_style = path\n";
  around.variables["AWS_PROFILE"] = "last";
  EXPECT_EQ(around.key(ChainOrder::go_v2), "ASIAROLE");
  ASSERT_EQ(around.web.requests.size(), 5U);
  EXPECT_TRUE(around.web.requests.at(3).body.contains("role%2Fhop"));
  EXPECT_TRUE(around.web.requests.at(3).body.contains("&DurationSeconds=900&ExternalId=acme"));
  EXPECT_TRUE(around.web.requests.at(4).body.contains("role%2Flast"));
  EXPECT_TRUE(find_header(around.web.requests.at(4).headers, "Authorization")
                  ->contains("Credential=ASIAROLE/"));
}

TEST(DefaultChain, ProfilesThatLeadNowhere) {
  const auto says = [](const std::string& config) {
    Around around;
    around.config = config;
    return around.key(ChainOrder::go_v2);
  };
  EXPECT_EQ(says("[default]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = s\n"
                 "source_profile = default\n"),
            "the profiles default, b name each other as sources");
  EXPECT_EQ(says("[default]\nrole_arn = r\nsource_profile = nobody\n"),
            "there is no profile `nobody`");
  EXPECT_EQ(says("[default]\nrole_arn = r\n"),
            "profile `default` needs one of source_profile and credential_source beside role_arn");
  EXPECT_EQ(says("[default]\nrole_arn = r\nsource_profile = default\nmfa_serial = m\n"),
            "profile `default` asks for an MFA code");
  EXPECT_EQ(says("[default]\nsso_session = x\n"),
            "profile `default`: IAM Identity Center (`sso_session`) is not here");
  EXPECT_EQ(says("[default]\ncredential_process = give me keys\n"), "ASIAPROCESS");
  EXPECT_EQ(says("[default]\ncredential_process = fail\n"), "credential process: it ended with 1");
  EXPECT_EQ(says("[default]\nrole_arn = r\ncredential_source = Ec2\n"),
            "`credential_source = Ec2` is none of Environment, Ec2InstanceMetadata, EcsContainer");
}

// Its own keys are what a profile that names itself means.
TEST(DefaultChain, AProfileMayBeItsOwnSource) {
  Around around;
  around.config = "[default]\nrole_arn = r\nsource_profile = default\n";
  around.credentials = "[default]\naws_access_key_id=AKIA1\naws_secret_access_key=s ; mine\n";
  around.web.answers[kSts] = sts_answer("AssumeRole", "ASIAROLE");
  EXPECT_EQ(around.key(ChainOrder::botocore), "ASIAROLE");
  EXPECT_TRUE(find_header(around.web.requests.at(0).headers, "Authorization")
                  ->contains("Credential=AKIA1/"));
}

TEST(DefaultChain, NoSourceHasAny) {
  Around around;
  around.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  EXPECT_EQ(around.key(ChainOrder::botocore),
            "no source has any (environment: AWS_ACCESS_KEY_ID is not set; profile's role: no "
            "role_arn; web identity: AWS_WEB_IDENTITY_TOKEN_FILE or AWS_ROLE_ARN is not set; "
            "profile: there is no profile `default`; container credentials: no "
            "AWS_CONTAINER_CREDENTIALS_… variable is set; instance metadata: "
            "AWS_EC2_METADATA_DISABLED is true)");
  EXPECT_TRUE(around.web.asked.empty());
}

TEST(Profiles, SaysWhereAFileIsBroken) {
  EXPECT_EQ(Profiles::parse("[default\n", "").error(), "config:1: the section has no `]`");
  EXPECT_EQ(Profiles::parse("", "\nx = 1\n").error(),
            "credentials:2: a setting before the first section");
  EXPECT_EQ(Profiles::parse("[default]\nwhat\n", "").error(), "config:2: expected `name = value`");
  const auto both = Profiles::parse("[default]\nregion = a\n[profile x]\nregion=b#c\n",
                                    "[default]\nRegion = z\n");
  ASSERT_TRUE(both);
  EXPECT_EQ(both->find("default")->at("region"), "z");
  EXPECT_EQ(both->find("x")->at("region"), "b#c");
}

}  // namespace
}  // namespace rolechain::client
