// A served world that was told to fail: what a client sees of it, and that it is written down.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mocks/base/json.h"
#include "tests/support/asking.h"
#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";
const std::string kAssume =
    "Action=AssumeRole&RoleArn=arn:aws:iam::222222222222:role/orders-writer"
    "&RoleSessionName=web-orders&ExternalId=acme-7";

class ServedFaults : public testing::Test {
 protected:
  ServedFaults() : serving(kEc2), client(serving.served()) { client.take_instance_credentials(); }

  void told(const std::string& fault) {
    const HttpResponse answer = client.control("POST", "faults", fault);
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  std::string sts(const std::string& form) { return summary(client.sts(form)); }
  // "400 Throttling", "200", "hang".
  static std::string summary(const HttpAnswer& answer) {
    if (answer.kind == HttpAnswer::Kind::hang) return "hang";
    if (answer.kind == HttpAnswer::Kind::reset) return "reset";
    const std::string code = code_of(answer.response.body);
    return fmt::format("{}{}{}", answer.response.status, code.empty() ? "" : " ", code);
  }

  Serving serving;
  AskingClient client;
};

TEST_F(ServedFaults, EachServiceThrottlesInItsOwnWords) {
  told(R"({"fault": "throttling", "of": "*", "times": 4})");
  EXPECT_EQ(sts(kAssume), "400 Throttling");
  EXPECT_EQ(
      summary(client.dynamodb("PutItem", R"({"TableName": "t", "Item": {"id": {"S": "1"}}})")),
      "400 ThrottlingException");
  EXPECT_EQ(summary(client.s3("GET", "/acme-config/app.json")), "503 SlowDown");
  EXPECT_EQ(summary(client.metadata("/latest/meta-data/")), "503");
  EXPECT_EQ(sts(kAssume), "200");
}

TEST_F(ServedFaults, ErrorsKeepTheServicesShape) {
  told(R"({"fault": "error", "status": 500, "times": 3})");
  EXPECT_EQ(sts(kAssume), "500 InternalFailure");
  EXPECT_EQ(summary(client.dynamodb("PutItem", "{}")), "500 InternalServerError");
  EXPECT_EQ(summary(client.s3("GET", "/acme-config/app.json")), "500 InternalError");
  told(R"({"fault": "throughput", "times": 1})");
  EXPECT_EQ(sts("Action=GetCallerIdentity"), "200");
  EXPECT_EQ(summary(client.dynamodb("PutItem", "{}")),
            "400 ProvisionedThroughputExceededException");
}

TEST_F(ServedFaults, HangResetLatencyAndTruncation) {
  told(R"([{"fault": "hang", "of": "imds-token", "times": 1},
           {"fault": "reset", "of": "sts", "times": 1},
           {"fault": "latency", "of": "s3", "ms": 40},
           {"fault": "truncated", "of": "imds", "bytes": 10, "after": 1}])");
  EXPECT_EQ(summary(client.token()), "hang");
  EXPECT_EQ(sts(kAssume), "reset");
  EXPECT_EQ(client.s3("GET", "/acme-config/x").delay_ms, 40);
  EXPECT_EQ(client.metadata("/latest/meta-data/").body_bytes_max, 10U);
  EXPECT_EQ(client.lines("fault=*"), 4);  // the token was the first of `imds`
}

TEST_F(ServedFaults, DocumentsGoStaleEmptyOrExpired) {
  const std::string first = client.document();
  told(R"({"fault": "stale", "of": "imds"})");
  serving.served().advance(23'600);
  EXPECT_EQ(client.document(), "");  // its token has expired
  client.token();
  EXPECT_EQ(client.document(), first);
  client.control("DELETE", "faults");
  EXPECT_NE(client.document(), first);

  told(R"({"fault": "no-expiration", "of": "web", "times": 1})");
  EXPECT_TRUE(client.document().contains("\"Expiration\" : \"\"")) << client.document();
  told(R"({"fault": "empty-document", "of": "web", "times": 1})");
  EXPECT_EQ(client.document(), "");
  told(R"({"fault": "expired", "of": "web", "times": 1})");
  const std::string expired = client.document();
  EXPECT_LT(*parse_iso8601(text_of(expired, "Expiration")),
            static_cast<EpochSeconds>(std::time(nullptr)));
  // Only the document lies: its keys are as good as before.
  EXPECT_EQ(text_of(client.document(), "AccessKeyId"), text_of(expired, "AccessKeyId"));
  EXPECT_EQ(sts("Action=GetCallerIdentity"), "200");
}

TEST_F(ServedFaults, ASkewedClockIsNoExpiredSession) {
  told(R"({"fault": "clock-skew", "seconds": 7200, "times": 2})");
  const HttpAnswer answer = client.sts("Action=GetCallerIdentity");
  EXPECT_EQ(summary(answer), "403 SignatureDoesNotMatch");
  EXPECT_TRUE(answer.response.body.contains("Signature expired: ")) << answer.response.body;
  EXPECT_EQ(summary(client.s3("GET", "/acme-config/x")), "403 RequestTimeTooSkewed");
  told(R"({"fault": "clock-skew", "seconds": -7200, "times": 1})");
  EXPECT_TRUE(
      client.sts("Action=GetCallerIdentity").response.body.contains("Signature not yet current: "));
  // Within the fifteen minutes that are allowed, and past the end of a session that has 200 s left.
  serving.served().advance(23'500);
  told(R"({"fault": "clock-skew", "seconds": 600, "times": 1})");
  EXPECT_EQ(sts("Action=GetCallerIdentity"), "200");
}

TEST_F(ServedFaults, TheAuditLogSaysWhichFaultHit) {
  told(R"({"fault": "unavailable", "action": "sts:AssumeRole", "workload": "web", "times": 1})");
  EXPECT_EQ(sts("Action=GetCallerIdentity"), "200");
  EXPECT_EQ(sts(kAssume), "503 ServiceUnavailable");
  const std::string line = client.control("GET", "audit?fault=unavailable").body;
  EXPECT_TRUE(line.contains(R"("fault":"unavailable#1")")) << line;
  EXPECT_TRUE(line.contains(R"("eventName":"AssumeRole")")) << line;
  EXPECT_TRUE(line.contains(R"("workload":"web")")) << line;
  EXPECT_EQ(client.lines("fault=*"), 1);
  const std::string list = client.control("GET", "faults").body;
  EXPECT_TRUE(list.contains(R"("times":1,"seen":1,"hit":1)")) << list;
  EXPECT_EQ(client.control("DELETE", "faults/1").status, 204);
  EXPECT_EQ(client.control("DELETE", "faults/1").status, 404);
}

TEST_F(ServedFaults, UnknownWordsAreRefusedWithAHint) {
  const HttpResponse answer = client.control("POST", "faults", R"({"fault": "latncy", "ms": 3})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(answer.body.contains("did you mean `latency`?")) << answer.body;
  EXPECT_EQ(client.control("POST", "faults", "{").status, 400);
  EXPECT_EQ(client.control("POST", "faults", "").status, 400);
  EXPECT_EQ(client.control("PATCH", "faults", "{}").status, 405);
}

// A trust that is taken away while the world runs: sessions stay, and the change is seen when its
// delay has passed on the world's clock.
TEST_F(ServedFaults, AChangedTrustIsSeenAfterItsDelay) {
  ASSERT_EQ(sts(kAssume), "200");
  const HttpResponse done = client.control(
      "POST", "set", R"({"path": "/roles/orders_writer/trust", "value": "none", "delay": "30s"})");
  ASSERT_EQ(done.status, 204) << done.body;
  EXPECT_EQ(sts(kAssume), "200");
  serving.served().advance(31);
  EXPECT_EQ(sts(kAssume), "403 AccessDenied");
  EXPECT_EQ(sts("Action=GetCallerIdentity"), "200");

  const HttpResponse wrong =
      client.control("POST", "set", R"({"path": "/roles/orders_reader/trust", "value": "none"})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.body.contains("orders_reader")) << wrong.body;
  EXPECT_EQ(client.control("POST", "reset").status, 204);
  client.take_instance_credentials();
  EXPECT_EQ(sts(kAssume), "200");
}

}  // namespace
}  // namespace rolechain::tests
