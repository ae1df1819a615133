// An example: an application's test that its design of roles lets it write orders, and nothing more
// when STS is busy. The "application" is curl, which signs by itself.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include <rolechain/sim/serve/testing.h>

namespace {

using rolechain::serving::allowed;
using rolechain::serving::denied;
using rolechain::serving::met;

constexpr const char* kScenario = R"(
scenario: v1
name: orders
clock: 2026-01-15T09:00:00Z
accounts: { app: { id: "111111111111" } }
roles:
  writer:
    account: app
    trust: { trust_principal: { AWS: "@alice" } }
    policies:
      write: { Version: "2012-10-17", Statement: [ { Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::orders/*" } ] }
users:
  alice:
    account: app
    policies:
      hop: { Version: "2012-10-17", Statement: [ { Effect: Allow, Action: "sts:AssumeRole", Resource: "@writer" } ] }
workloads:
  laptop: { type: user, account: app, user: "@alice" }
)";

class Orders : public rolechain::serving::ServedScenario {
 protected:
  void SetUp() override {
    serve_text(kScenario);
    for (const auto& [name, value] : environment("laptop"))
      ::setenv(name.c_str(), value.c_str(), 1);
  }

  // The status that curl saw.
  static std::string assume(const std::string& role) {
    const std::string command =
        "curl -s -o /dev/null -w '%{http_code}' --aws-sigv4 aws:amz:eu-west-1:sts "
        "--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" "
        "-d 'Action=AssumeRole&Version=2011-06-15&RoleSessionName=laptop"
        "&RoleArn=arn:aws:iam::111111111111:role/" +
        role + "' \"$AWS_ENDPOINT_URL\"";
    std::string out;
    if (std::FILE* pipe = ::popen(command.c_str(), "r")) {
      for (int c = 0; (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
      ::pclose(pipe);
    }
    return out;
  }
};

TEST_F(Orders, AliceBecomesTheWriterAndNobodyElse) {
  EXPECT_EQ(assume("admin"), "403");
  EXPECT_TRUE(audit_has(denied("sts:AssumeRole").on("arn:aws:iam::111111111111:role/admin")));
  EXPECT_EQ(assume("writer"), "200");
  EXPECT_TRUE(audit_has(allowed("sts:AssumeRole").by("laptop")));
  EXPECT_FALSE(audit_has(allowed("s3:PutObject")));
}

TEST_F(Orders, ABusyStsIsNoDenial) {
  fault(R"({"fault": "throttling", "of": "sts", "times": 1})");
  EXPECT_EQ(assume("writer"), "400");
  EXPECT_TRUE(audit_has(met("throttling")));
  EXPECT_EQ(audit_count(denied("sts:AssumeRole")), 0);
  EXPECT_EQ(assume("writer"), "200");
}

TEST_F(Orders, ASessionEndsWhenTheWorldSaysSo) {
  const auto issued = audit({.action = "AssumeRole"}).size();
  EXPECT_EQ(assume("writer"), "200");
  advance(2 * 3600);
  EXPECT_EQ(assume("writer"), "200");  // long-term keys do not
  EXPECT_EQ(audit({.action = "AssumeRole"}).size(), issued + 2);
}

}  // namespace
