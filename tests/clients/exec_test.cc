// Programs in the sandbox of `rolechain exec`, as whoever runs the tests and as an ordinary user.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/paths.h"
#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";

// `options` stand before the program's own `--`.
ShellResult in_sandbox(const std::string& scenario, const std::string& options,
                       const std::string& command) {
  return run_shell(fmt::format("cd {} && {} exec {} {} -- {}", source_dir().string(),
                               program().string(), scenario, options, command));
}

TEST(Exec, TheDocumentedLinesWorkAsTheyStand) {
  const ShellResult result =
      in_sandbox(kEc2, "",
                 R"(sh -c 'TOKEN=$(curl -s -X PUT "http://169.254.169.254/latest/api/token" )"
                 R"(-H "X-aws-ec2-metadata-token-ttl-seconds: 21600") && )"
                 R"(curl -s -H "X-aws-ec2-metadata-token: $TOKEN" )"
                 R"(http://169.254.169.254/latest/meta-data/iam/security-credentials/')");
  EXPECT_EQ(result.output, "app-base");
}

TEST(Exec, UnmodifiedClientsReachAwsByItsNames) {
  const ShellResult result =
      in_sandbox(kEc2, "",
                 "/usr/bin/python3 -c 'import boto3; print(boto3.client(\"sts\")."
                 "get_caller_identity()[\"Arn\"])'");
  EXPECT_EQ(result.output, "arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890\n");
}

TEST(Exec, NothingElseIsInReach) {
  const ShellResult result = in_sandbox(
      kEc2, "",
      "sh -c 'getent hosts example.com; echo $?; curl -s --max-time 5 http://192.0.2.1/; echo $?; "
      "cut -d: -f1 /proc/net/dev | tail -n +3'");
  EXPECT_EQ(result.output, "2\n7\n    lo\n");
}

// Whoever is no instance has no metadata service.
TEST(Exec, EachWorkloadSeesItsOwnPlatform) {
  const auto arn = [](const std::string& scenario, const std::string& workload) {
    return in_sandbox(scenario, "--workload " + workload,
                      "/usr/bin/python3 -c 'import boto3; s = boto3.Session(); "
                      "print(s.get_credentials().method, s.client(\"sts\")."
                      "get_caller_identity()[\"Arn\"].split(\"/\")[1])'")
        .output;
  };
  EXPECT_EQ(arn("scenarios/workloads/ecs-task-roles.yaml", "shop"), "container-role shop-task\n");
  EXPECT_EQ(arn("scenarios/workloads/ecs-task-roles.yaml", "jobs_worker"),
            "container-role job-task\n");
  EXPECT_EQ(arn("scenarios/workloads/eks-irsa.yaml", "writer_pod"),
            "assume-role-with-web-identity shop-writer-pod\n");
  const ShellResult none =
      in_sandbox("scenarios/workloads/ecs-task-roles.yaml", "",
                 "curl -s --max-time 5 http://169.254.169.254/latest/meta-data/");
  EXPECT_EQ(none.exit_code, 7);
}

TEST(Exec, EndsAsTheProgramDoes) {
  EXPECT_EQ(in_sandbox(kEc2, "", "sh -c 'exit 7'").exit_code, 7);
  EXPECT_EQ(in_sandbox(kEc2, "", "sh -c 'kill -9 $$'").exit_code, 137);
  EXPECT_EQ(in_sandbox(kEc2, "", "no-such-program 2>&1").output,
            "error: cannot run `no-such-program`: no such file or directory\n"
            "  help: name a program that is on PATH\n");
  EXPECT_EQ(in_sandbox(kEc2, "", "no-such-program").exit_code, 127);
  EXPECT_EQ(in_sandbox(kEc2, "", "/etc/hosts").exit_code, 126);
}

TEST(Exec, WritesTheAuditLog) {
  const ShellResult result = in_sandbox(kEc2, "--audit /dev/stdout",
                                        "/usr/bin/aws sts get-caller-identity --query Account");
  EXPECT_TRUE(result.output.starts_with("\"111111111111\"\n{")) << result.output;
  EXPECT_TRUE(result.output.contains("GetCallerIdentity")) << result.output;
}

// An ordinary user stays who it is, and keeps its files.
TEST(Exec, NeedsNoRoot) {
  const ShellResult result =
      run_shell(fmt::format("cd {} && unshare --user --map-user=1000 --map-group=1000 sh -c '{} "
                            "exec {} -- sh -c \"id -u; curl "
                            "-s https://sts.amazonaws.com/ | grep -c MissingAction\"'",
                            source_dir().string(), program().string(), kEc2));
  EXPECT_EQ(result.output, "1000\n1\n");
}

TEST(Exec, SaysWhereNamespacesAreForbidden) {
  const ShellResult result = run_shell(fmt::format(
      "cd {} && unshare --user --map-root-user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; "
      "echo 0 >/proc/sys/user/max_net_namespaces; {} exec {} -- true 2>&1'",
      source_dir().string(), program().string(), kEc2));
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_TRUE(result.output.starts_with(
      "error: cannot make namespaces for a sandbox: no space left on device\n  help: allow them"))
      << result.output;
}

TEST(Exec, HidesTheUsersOwnKeys) {
  const ShellResult result = run_shell(fmt::format(
      "cd {} && HOME=$(mktemp -d) && export HOME && mkdir $HOME/.aws && "
      "printf '[default]\\naws_access_key_id = AKIAREAL\\naws_secret_access_key = real\\n' "
      ">$HOME/.aws/credentials && AWS_ACCESS_KEY_ID=AKIAREAL AWS_SECRET_ACCESS_KEY=real {} exec {} "
      "-- /usr/bin/python3 -c 'import boto3, os; print(boto3.Session().get_credentials().method, "
      "os.listdir(os.environ[\"HOME\"] + \"/.aws\"))'; rm -rf $HOME",
      source_dir().string(), program().string(), kEc2));
  EXPECT_EQ(result.output, "iam-role []\n");
}

}  // namespace
}  // namespace rolechain::tests
