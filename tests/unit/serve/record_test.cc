// What happened while a scenario was served, as a scenario: it passes when it is run, and fails
// when the design has changed.
#include "sim/serve/record.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sim/run/run.h"
#include "tests/paths.h"
#include "tests/support/asking.h"
#include "tests/support/serving.h"
#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";
const std::string kWithoutId =
    "Action=AssumeRole&RoleArn=arn:aws:iam::222222222222:role/orders-writer"
    "&RoleSessionName=web-orders";
const std::string kAssume = kWithoutId + "&ExternalId=acme-7&DurationSeconds=900";
const std::string kOrders = "arn:aws:dynamodb:eu-west-1:222222222222:table/orders";

// A copy of the example beside which the record lies.
class Record : public testing::Test {
 protected:
  Record() : dir_(fs::path(testing::TempDir()) / fmt::format("record-{}", ::getpid())) {
    fs::remove_all(dir_);
    fs::copy(source_dir() / "scenarios/cross-account", dir_, fs::copy_options::recursive);
  }
  ~Record() override { fs::remove_all(dir_); }

  static std::string item(std::string_view member) {
    return fmt::format(R"({{"TableName": "{}", "{}": {{"id": {{"S": "1"}}}}}})", kOrders, member);
  }

  // Serves the copy and lets `act` use it.
  template <typename Act>
  std::string recorded(const Act& act) {
    auto process = InProcess::from_file((dir_ / "ec2-writes-one-table.yaml").string());
    if (!process) return process.error();
    Served& served = (*process)->served();
    served.start_recording("ec2-writes-one-table.yaml");
    AskingClient client(served);
    act(served, client);
    return served.recording();
  }

  // What `rolechain run` says of a record.
  std::string run(const std::string& text) {
    std::ofstream(dir_ / "recorded.yaml") << text;
    const ShellResult result =
        run_shell(fmt::format("rolechain run {}", (dir_ / "recorded.yaml").string()));
    return fmt::format("{}\n{}", result.exit_code, result.output);
  }

  fs::path dir_;
};

TEST_F(Record, ARunOfItPassesAndFailsWhenThePolicyChanges) {
  const std::string text = recorded([](Served& served, AskingClient& client) {
    client.take_instance_credentials();
    client.sts("Action=GetCallerIdentity");
    client.sts(kWithoutId);
    ASSERT_TRUE(client.assume(kAssume));
    client.dynamodb("PutItem", item("Item"));
    client.dynamodb("DeleteItem", item("Key"));
    served.advance(901);
    client.dynamodb("PutItem", item("Item"));
  });
  const std::string passed = run(text);
  EXPECT_TRUE(passed.starts_with("0\n")) << passed << text;
  EXPECT_TRUE(passed.contains("1 scenario, 7 checks: 7 passed")) << passed << text;
  EXPECT_TRUE(text.contains(R"("external_id":"acme-7")")) << text;
  EXPECT_TRUE(text.contains(R"("error":"ExpiredTokenException")")) << text;
  EXPECT_TRUE(text.contains(R"("because":{"trust":"condition-not-met"})")) << text;

  // The design loses its hop.
  std::string changed = text;
  changed.replace(changed.find("steps:\n"), 7,
                  "steps:\n  - {\"set\":{\"/roles/base/policies/hop\":null}}\n");
  const std::string failed = run(changed);
  EXPECT_TRUE(failed.starts_with("1\n")) << failed;
}

TEST_F(Record, FaultsChangesAndWhatNoStepCanSay) {
  const std::string text = recorded([](Served& served, AskingClient& client) {
    client.take_instance_credentials();
    client.control("POST", "faults", R"({"fault": "throttling", "of": "sts", "times": 1})");
    client.sts(kAssume);
    client.control("POST", "faults", R"({"fault": "reset", "of": "sts", "times": 1})");
    client.sts(kAssume);
    client.control("POST", "set",
                   R"({"path": "/roles/orders_writer/trust", "value": "none", "delay": "5s"})");
    served.advance(6);
    client.sts(kAssume);
    Credentials forged = client.credentials();
    forged.secret_access_key += "x";
    client.sign_as(forged);
    client.sts(kAssume);
  });
  EXPECT_TRUE(text.contains(R"({"fault":"throttling","of":"sts"})")) << text;
  EXPECT_TRUE(text.contains("# 2026-01-15T09:00:0")) << text;
  EXPECT_TRUE(text.contains("met the fault reset#2")) << text;
  EXPECT_TRUE(text.contains(R"({"set":{"/roles/orders_writer/trust":"none"}})")) << text;
  EXPECT_TRUE(text.contains("nobody knows who asked, SignatureDoesNotMatch")) << text;
  const std::string passed = run(text);
  EXPECT_TRUE(passed.starts_with("0\n")) << passed << text;
}

// Containers and web identities: their credentials are steps, too.
TEST_F(Record, OtherPlatforms) {
  for (const char* name : {"ecs-task-roles.yaml", "eks-irsa.yaml", "eks-pod-identity.yaml"}) {
    fs::remove_all(dir_);
    fs::copy(source_dir() / "scenarios/workloads", dir_, fs::copy_options::recursive);
    auto process = InProcess::from_file((dir_ / name).string());
    ASSERT_TRUE(process.has_value()) << process.error();
    Served& served = (*process)->served();
    served.start_recording(name);
    AskingClient client(served);
    for (const Workload& workload : served.scenario().workloads) {
      const auto found = served.endpoint(workload);
      ASSERT_TRUE(found.has_value());
      if (!found->credentials_path.empty()) {
        served.handle({"GET",
                       found->credentials_path,
                       {{"Host", "127.0.0.1"}, {"Authorization", found->token}},
                       ""},
                      "127.0.0.1", "");
      } else if (!found->token.empty()) {
        client.sts("Action=AssumeRoleWithWebIdentity&RoleSessionName=pod&RoleArn=" +
                   found->role_arn + "&WebIdentityToken=" + found->token);
      }
    }
    const std::string text = served.recording();
    const std::string passed = run(text);
    EXPECT_TRUE(passed.starts_with("0\n")) << passed << text;
    EXPECT_TRUE(text.contains(R"("because":{"trust":")")) << text;
    EXPECT_FALSE(text.contains("  # ")) << text;
  }
}

// Through the program: real requests, a file at the end.
TEST_F(Record, ServeWritesItAtTheEndAndStateIsTakenUp) {
  const std::string dir = dir_.string();
  const std::string serve = fmt::format(
      "rolechain serve {0}/ec2-writes-one-table.yaml --record {0}/recorded.yaml --state {0}/state "
      "--audit {0}/audit --ready-file {0}/ready >/dev/null & server=$!; "
      "for i in $(seq 100); do [ -f {0}/ready ] && break; sleep 0.05; done; "
      "eval \"$(rolechain env --ready-file {0}/ready --workload web --for boto3)\"; "
      "export URL=$(sed 's/.*\"endpoint\":\"\\([^\"]*\\).*/\\1/' {0}/ready); ",
      dir);
  const std::string chain =
      "/usr/bin/python3 -c 'import boto3, os; c = boto3.client(\"sts\", endpoint_url="
      "os.environ[\"URL\"]).assume_role(RoleArn=\"arn:aws:iam::222222222222:role/orders-writer\", "
      "RoleSessionName=\"web-orders\", ExternalId=\"acme-7\")[\"Credentials\"]; "
      "print(c[\"AccessKeyId\"])'; ";
  const std::string stop = "kill $server; wait $server; ";
  const ShellResult first =
      run_shell(serve + chain + stop + fmt::format("rolechain run {}/recorded.yaml", dir));
  EXPECT_EQ(first.exit_code, 0) << first.output;
  EXPECT_TRUE(first.output.contains("1 scenario, 2 checks: 2 passed")) << first.output;
  const std::string key = first.output.substr(0, 20);
  const ShellResult second = run_shell(
      serve +
      fmt::format("curl -s \"$URL/_rolechain/audit?action=AssumeRole\" | grep -c {}; ", key) +
      stop + fmt::format("grep -c {} {}/state", key, dir));
  EXPECT_TRUE(second.output.starts_with("1\n")) << second.output;
  const ShellResult other = run_shell(fmt::format(
      "rolechain serve scenarios/workloads/separate-instances.yaml --state {}/state", dir));
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_TRUE(other.output.contains("the state is of the scenario `")) << other.output;
}

}  // namespace
}  // namespace rolechain::tests
