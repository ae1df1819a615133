// rolechain's own client: `rolechain credentials` against a served world, alone and as the
// `credential_process` of somebody else's SDK.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/paths.h"
#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";
constexpr const char* kWriter = "arn:aws:iam::222222222222:role/orders-writer";

// With $READY, the ready file; and $PROGRAM.
ShellResult with_ready(Serving& serving, const std::string& command) {
  return serving.run("sh", "",
                     fmt::format("READY=$HOME/ready.json; cat >$READY <<'END'\n{}END\n"
                                 "export PROGRAM={} READY\n{}",
                                 serving.ready_line(), program().string(), command));
}

std::string caller_of(Serving& serving, const std::string& options) {
  return with_ready(
             serving,
             fmt::format("mkdir -p $HOME/.aws; printf '[default]\\ncredential_process = %s "
                         "credentials --ready-file %s {}\\n' $PROGRAM $READY >$HOME/.aws/config\n"
                         "unset AWS_EC2_METADATA_SERVICE_ENDPOINT "
                         "AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_ACCESS_KEY_ID "
                         "AWS_SECRET_ACCESS_KEY AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN\n"
                         "/usr/bin/aws --endpoint-url $URL sts get-caller-identity --query Arn "
                         "--output text 2>&1",
                         options))
      .output;
}

TEST(CredentialsVerb, IsACredentialProcessOfTheAwsCli) {
  Serving serving(kEc2);
  EXPECT_EQ(caller_of(serving, "--workload web"),
            "arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890\n");
  EXPECT_EQ(
      caller_of(serving, fmt::format("--role-arn {} --session-name web-orders --external-id acme-7",
                                     kWriter)),
      "arn:aws:sts::222222222222:assumed-role/orders-writer/web-orders\n");
}

TEST(CredentialsVerb, KnowsEachPlatform) {
  Serving tasks("scenarios/workloads/ecs-task-roles.yaml");
  EXPECT_TRUE(caller_of(tasks, "--workload jobs_worker").contains(":assumed-role/job-task/"));
  Serving pods("scenarios/workloads/eks-pod-identity.yaml");
  EXPECT_TRUE(caller_of(pods, "").contains(":assumed-role/"));
  Serving irsa("scenarios/workloads/eks-irsa.yaml");
  EXPECT_TRUE(caller_of(irsa, "").contains(":assumed-role/shop-writer-pod/"));
}

TEST(CredentialsVerb, SaysWhatWasRefused) {
  Serving serving(kEc2);
  const ShellResult refused = with_ready(
      serving, fmt::format("$PROGRAM credentials --ready-file $READY --role-arn {} 2>&1", kWriter));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_EQ(refused.output,
            "error: sts: AccessDenied: User: arn:aws:sts::111111111111:assumed-role/app-base/"
            "i-0abc1234def567890 is not authorized to perform: sts:AssumeRole on resource: "
            "arn:aws:iam::222222222222:role/orders-writer\n"
            "  help: `rolechain explain` of a step that does the same says why\n");
  const ShellResult unknown =
      with_ready(serving, "$PROGRAM credentials --ready-file $READY --workload wep 2>&1");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.output, "error: unknown workload `wep`\n  help: did you mean `web`?\n");
  const ShellResult gone = with_ready(
      serving,
      "sed -i 's/127.0.0.1:[0-9]*/127.0.0.1:9/g' $READY; $PROGRAM credentials --ready-file $READY "
      "2>&1 | head -1");
  EXPECT_EQ(gone.output, "error: instance metadata: nobody answers there\n");
}

}  // namespace
}  // namespace rolechain::tests
