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
  static std::string curl(const std::string& arguments) {
    const std::string command =
        "curl -s -o /dev/null -w '%{http_code}' --aws-sigv4 \"aws:amz:eu-west-1:$SERVICE\" "
        "--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" " +
        arguments;
    std::string out;
    if (std::FILE* pipe = ::popen(command.c_str(), "r")) {
      for (int c = 0; (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
      ::pclose(pipe);
    }
    return out;
  }
  static std::string assume() {
    ::setenv("SERVICE", "sts", 1);
    return curl(
        "-d 'Action=AssumeRole&Version=2011-06-15&RoleSessionName=laptop"
        "&RoleArn=arn:aws:iam::111111111111:role/writer' \"$AWS_ENDPOINT_URL\"");
  }
};

TEST_F(Orders, AliceBecomesTheWriterAndIsNoneBefore) {
  ::setenv("SERVICE", "s3", 1);
  EXPECT_EQ(curl("-X PUT --data-binary order \"$AWS_ENDPOINT_URL/orders/1\""), "403");
  EXPECT_TRUE(audit_has(denied("s3:PutObject").on("arn:aws:s3:::orders/1")));
  EXPECT_EQ(assume(), "200");
  EXPECT_TRUE(audit_has(allowed("sts:AssumeRole").by("laptop")));
  EXPECT_FALSE(audit_has(allowed("s3:PutObject")));
}

TEST_F(Orders, ABusyStsIsNoDenial) {
  fault(R"({"fault": "throttling", "of": "sts", "times": 1})");
  EXPECT_EQ(assume(), "400");
  EXPECT_TRUE(audit_has(met("throttling")));
  EXPECT_EQ(audit_count(denied("sts:AssumeRole")), 0);
  EXPECT_EQ(assume(), "200");
}

}  // namespace
