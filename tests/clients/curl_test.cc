// The one-liners of the EC2 and ECS documentation, by curl.
// Source: EC2 User Guide, "Retrieve instance metadata"; ECS Developer Guide, "Amazon ECS task IAM
// role".
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";

TEST(CurlClient, TheDocumentedTokenAndThenTheCredentials) {
  Serving serving(kEc2);
  // The guide's own lines, but for the address.
  const ShellResult result = serving.run("curl", "web", R"(
    TOKEN=`curl -s -m 3 -X PUT "$URL/latest/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 21600"`
    curl -s -H "X-aws-ec2-metadata-token: $TOKEN" $URL/latest/meta-data/iam/security-credentials/
    echo
    curl -s -H "X-aws-ec2-metadata-token: $TOKEN" $URL/latest/meta-data/iam/security-credentials/app-base)");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(result.output.contains("app-base\n{")) << result.output;
  EXPECT_TRUE(result.output.contains("\"Code\" : \"Success\"")) << result.output;
  EXPECT_TRUE(result.output.contains("\"AccessKeyId\" : \"ASIA")) << result.output;
}

// The same lines with the guide's own address.
TEST(CurlClient, TheDocumentedLinesAsTheyAre) {
  const std::string lines = R"(
    TOKEN=`curl -s -X PUT "http://169.254.169.254/latest/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 21600"`
    curl -s -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/iam/security-credentials/app-base | grep -c '"Code" : "Success"'
    curl -s http://169.254.169.254/latest/meta-data/ -o /dev/null -w '%{http_code}\n')";
  const ShellResult instance =
      run_shell(fmt::format("rolechain exec {} -- bash -c {}", kEc2, shell_word(lines)));
  EXPECT_EQ(instance.output, "1\n401\n");
  const ShellResult task = run_shell(fmt::format(
      "rolechain exec scenarios/workloads/ecs-task-roles.yaml --workload shop -- sh -c {}",
      shell_word("curl -s 169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI | "
                 "grep -o 'RoleArn[^,]*'")));
  EXPECT_EQ(task.output, "RoleArn\":\"arn:aws:iam::111111111111:role/shop-task\"\n");
}

TEST(CurlClient, WithoutATokenNothingIsTold) {
  Serving serving(kEc2);
  const ShellResult result =
      serving.run("curl", "web",
                  "curl -s -o /dev/null -w '%{http_code} %{size_download}' $URL/latest/meta-data/");
  EXPECT_EQ(result.output, "401 0");
}

TEST(CurlClient, MetadataClosesAndTheApiKeepsOpen) {
  Serving serving(kEc2);
  const ShellResult result = serving.run("curl", "web", R"(
    curl -s -D - -o /dev/null -X PUT "$URL/latest/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 60"
    curl -s -o /dev/null -o /dev/null -w '%{num_connects}' "$URL/?Action=X" "$URL/?Action=Y")");
  EXPECT_TRUE(result.output.contains("Connection: close")) << result.output;
  EXPECT_TRUE(result.output.contains("Server: EC2ws")) << result.output;
  EXPECT_TRUE(result.output.ends_with("10")) << result.output;  // one, then none
}

TEST(CurlClient, AnEcsTaskAsksAtItsOwnPath) {
  Serving serving("scenarios/workloads/ecs-task-roles.yaml");
  const ShellResult result = serving.run("curl", "",
                                         "curl -s \"$AWS_CONTAINER_CREDENTIALS_FULL_URI\"; echo; "
                                         "curl -s -w ' %{http_code}' $URL/v2/credentials/wrong");
  EXPECT_TRUE(result.output.contains("\"RoleArn\":\"arn:aws:iam::")) << result.output;
  EXPECT_TRUE(result.output.contains("InvalidIdInRequest")) << result.output;
  EXPECT_TRUE(result.output.ends_with(" 400")) << result.output;
}

TEST(CurlClient, AnUnsignedCallIsToldSoInAwsXml) {
  Serving serving(kEc2);
  const ShellResult result =
      serving.run("curl", "web", "curl -s \"$URL/?Action=GetCallerIdentity&Version=2011-06-15\"");
  EXPECT_TRUE(result.output.starts_with(
      "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n"
      "  <Error>\n"
      "    <Type>Sender</Type>\n"
      "    <Code>MissingAuthenticationToken</Code>\n"
      "    <Message>Request is missing Authentication Token</Message>\n"
      "  </Error>\n"
      "  <RequestId>"))
      << result.output;
}

}  // namespace
}  // namespace rolechain::tests
