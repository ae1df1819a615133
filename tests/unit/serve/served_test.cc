// A served world asked without sockets: what belongs to whom, the clock, the audit log.
#include "sim/serve/served.h"

#include <gtest/gtest.h>

#include <ctime>

#include "mocks/base/json.h"
#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";

HttpResponse ask(Served& served, const std::string& method, const std::string& path,
                 std::vector<HttpHeader> headers = {}, const std::string& instance = {}) {
  return served.handle({method, path, std::move(headers), ""}, "127.0.0.1", instance).response;
}

std::string document(Served& served, const std::string& instance) {
  const std::string token = ask(served, "PUT", "/latest/api/token",
                                {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}}, instance)
                                .body;
  const std::string path = "/latest/meta-data/iam/security-credentials/";
  const std::vector<HttpHeader> with_token{{"X-aws-ec2-metadata-token", token}};
  const std::string role = ask(served, "GET", path, with_token, instance).body;
  return ask(served, "GET", path + role, with_token, instance).body;
}

std::string member(const std::string& text, std::string_view key) {
  const SourceFile file{"document", text};
  const auto node = parse_json(file);
  const Node* found = node ? node->find(key) : nullptr;
  return found == nullptr ? std::string() : found->text;
}

TEST(Served, TellsTimesAsTheClientsClockHasThem) {
  Serving serving(kEc2);
  const auto left_s = [&] {
    return *parse_iso8601(member(document(serving.served(), ""), "Expiration")) -
           static_cast<EpochSeconds>(std::time(nullptr));
  };
  EXPECT_NEAR(static_cast<double>(left_s()), 23'700.0, 5.0);
  serving.served().advance(3600);
  EXPECT_NEAR(static_cast<double>(left_s()), 20'100.0, 5.0);
}

TEST(Served, TheControlApiMovesTheClock) {
  Serving serving(kEc2);
  Served& served = serving.served();
  ask(served, "POST", "/_rolechain/clock?freeze=true");
  EXPECT_EQ(member(ask(served, "POST", "/_rolechain/clock?set=2026-02-01T00:00:00Z").body, "now"),
            "2026-02-01T00:00:00Z");
  EXPECT_EQ(member(ask(served, "POST", "/_rolechain/clock?advance=1h30m").body, "now"),
            "2026-02-01T01:30:00Z");
  EXPECT_EQ(member(ask(served, "GET", "/_rolechain/clock").body, "frozen"), "true");
  EXPECT_EQ(ask(served, "GET", "/_rolechain/clock?advance=1h").status, 405);
  EXPECT_EQ(ask(served, "POST", "/_rolechain/clock?advance=soon").status, 400);
  EXPECT_TRUE(ask(served, "GET", "/_rolechain/clok").body.contains("did you mean `clock`?"));
}

TEST(Served, ResetForgetsSessionsAndLog) {
  Serving serving(kEc2);
  Served& served = serving.served();
  const std::string first = member(document(served, ""), "AccessKeyId");
  served.advance(7200);
  ask(served, "GET", "/?Action=GetCallerIdentity&Version=2011-06-15");
  EXPECT_TRUE(
      served.audit_lines({.error = "MissingAuthenticationToken"}).contains("sourceIPAddress"));
  EXPECT_EQ(served.audit_lines({.error = "Other"}), "");
  EXPECT_EQ(ask(served, "POST", "/_rolechain/reset").status, 204);
  EXPECT_EQ(served.audit_lines(), "");
  EXPECT_LT(served.now_s(), served.scenario().clock_s + 60);
  EXPECT_EQ(member(document(served, ""), "AccessKeyId"), first);  // the same seed, the same bytes
}

TEST(Served, EachInstanceHasAPortAndAProfileOfItsOwn) {
  Serving serving("scenarios/workloads/separate-instances.yaml");
  const auto instances = serving.served().instances();
  ASSERT_GE(instances.size(), 2U);
  EXPECT_NE(member(document(serving.served(), instances[0]), "AccessKeyId"),
            member(document(serving.served(), instances[1]), "AccessKeyId"));
  const SourceFile file{"ready", serving.ready_line()};
  const auto ready = parse_json(file);
  ASSERT_TRUE(ready.has_value());
  const Node& workloads = *ready->find("workloads");
  EXPECT_NE(workloads.find(instances[0])->find("metadata")->text,
            workloads.find(instances[1])->find("metadata")->text);
}

TEST(Served, ATokensAnswerBeyondTheHopLimitHangsOrIsReset) {
  Serving hangs("scenarios/faults/hop-limit.yaml");
  const HttpRequest put{
      "PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}}, ""};
  EXPECT_EQ(hangs.served().handle(put, "127.0.0.1", "pod").kind, HttpAnswer::Kind::hang);
  EXPECT_EQ(hangs.served().handle(put, "127.0.0.1", "gateway").kind, HttpAnswer::Kind::reset);
  EXPECT_EQ(hangs.served().handle(put, "127.0.0.1", "host").kind, HttpAnswer::Kind::response);
}

TEST(Served, PodIdentityWithBoto3) {
  const std::string identity =
      "/usr/bin/python3 -c 'import boto3, os; print(boto3.client(\"sts\", "
      "endpoint_url=os.environ[\"URL\"]).get_caller_identity()[\"Arn\"])'";
  Serving pods("scenarios/workloads/eks-pod-identity.yaml");
  const ShellResult pod = pods.run("boto3", "", identity);
  EXPECT_TRUE(pod.output.contains(":assumed-role/")) << pod.output;
}

TEST(Served, WhatIsNotDecidedHereIsSaidSo) {
  Serving serving(kEc2);
  const HttpResponse response =
      ask(serving.served(), "GET",
          "/?Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=test&ProviderId="
          "www.amazon.com&WebIdentityToken=abcd&RoleArn=arn:aws:iam::111111111111:role/x");
  EXPECT_EQ(response.status, 501);
  EXPECT_TRUE(response.body.contains("<Code>NotImplemented</Code>")) << response.body;
}

}  // namespace
}  // namespace rolechain::tests
