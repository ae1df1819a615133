// boto3 as Debian has it: what the table of cases (client_case.h) does not ask.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";
// Debian's, whatever else stands first on PATH.
constexpr const char* kPython = "/usr/bin/python3";

TEST(Boto3Client, AnInstanceAssumesARoleOfAnotherAccount) {
  Serving serving(kEc2);
  const ShellResult result =
      serving.run("boto3", "web",
                  fmt::format("{} tests/clients/ec2_to_role_to_role.py $URL "
                              "arn:aws:iam::222222222222:role/orders-writer acme-7",
                              kPython));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(
      result.output,
      "method iam-role\n"
      "base arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890\n"
      "refused AccessDenied User: arn:aws:sts::111111111111:assumed-role/app-base/"
      "i-0abc1234def567890 is not authorized to perform: sts:AssumeRole on resource: "
      "arn:aws:iam::222222222222:role/orders-writer\n"
      "refused ValidationError The requested DurationSeconds exceeds the 1 hour session limit for "
      "roles assumed by role chaining.\n"
      "assumed arn:aws:sts::222222222222:assumed-role/orders-writer/web-orders\n"
      "writer arn:aws:sts::222222222222:assumed-role/orders-writer/web-orders\n");
}

TEST(Boto3Client, WhatItDoesNotKnowItCannotMakeUp) {
  Serving serving(kEc2);
  const ShellResult result =
      serving.run("boto3", "web", fmt::format("{} tests/clients/forged.py $URL", kPython));
  EXPECT_EQ(result.output,
            "secret SignatureDoesNotMatch\ntoken InvalidClientTokenId\n"
            "no token InvalidClientTokenId\nkey InvalidClientTokenId\n");
}

// Keys are refused when the world's clock has passed their end; an instance has new ones five
// minutes before, and both are good until then.
TEST(Boto3Client, ExpiryAndRotationByMovingTheClock) {
  Serving serving(kEc2);
  const ShellResult result = serving.run(
      "boto3", "web",
      fmt::format("{} tests/clients/expiry.py $URL arn:aws:iam::222222222222:role/orders-writer "
                  "acme-7",
                  kPython));
  EXPECT_EQ(result.output,
            "writer assumed-role/orders-writer/web-orders\n"
            "after an hour ExpiredToken\n"
            "first assumed-role/app-base/i-0abc1234def567890\n"
            "new keys True\n"
            "first assumed-role/app-base/i-0abc1234def567890\n"
            "second assumed-role/app-base/i-0abc1234def567890\n"
            "first at its end ExpiredToken\n"
            "second assumed-role/app-base/i-0abc1234def567890\n");
}

TEST(Boto3Client, TheArticlesExample) {
  Serving serving(kEc2);
  serving.served().put_object("acme-config", "app.json", "{\"debug\": false}");
  const ShellResult result = serving.run(
      "boto3", "web",
      fmt::format("{} tests/clients/data.py $URL arn:aws:iam::222222222222:role/orders-writer "
                  "acme-7",
                  kPython));
  EXPECT_EQ(result.output,
            "base reads b'{\"debug\": false}'\n"
            "base reads another ClientError AccessDenied 403\n"
            "base writes S3 ClientError AccessDenied 403\n"
            "base writes ClientError AccessDeniedException 400\n"
            "base writes payments ClientError AccessDeniedException 400\n"
            "base gets ClientError AccessDeniedException 400\n"
            "writer reads ClientError AccessDenied 403\n"
            "writer reads another ClientError AccessDenied 403\n"
            "writer writes S3 ClientError AccessDenied 403\n"
            "writer writes 200\n"
            "writer writes payments ClientError AccessDeniedException 400\n"
            "writer gets ClientError AccessDeniedException 400\n");
  const std::string put =
      serving.served().audit_lines({.action = "dynamodb:PutItem", .decision = "allowed"});
  EXPECT_TRUE(put.contains("\"statement\":\"orders_writer/write-orders#PutOneTable\"")) << put;
}

// Tables, pages, conditions; buckets, parts, tags; services that are only decided.
TEST(Boto3Client, CallsOfS3AndDynamoDbAsApplicationsMakeThem) {
  Serving serving("tests/clients/data-world.yaml");
  const ShellResult result =
      serving.run("boto3", "web", fmt::format("{} tests/clients/data_calls.py $URL", kPython));
  EXPECT_EQ(result.output,
            "table ACTIVE 0\n"
            "count 60\n"
            "page [30, 29, 28] 20 11\n"
            "pages [25, 25, 10]\n"
            "update {'price': Decimal('2'), 'tags': {'x'}, 'views': Decimal('1')}\n"
            "condition ConditionalCheckFailedException\n"
            "reserved ValidationException\n"
            "buckets ['acme-new']\n"
            "big 17000000 -3\" {'k': 'v'}\n"
            "same True\n"
            "list ['b'] ['a/'] True\n"
            "all ['a/1', 'a/2', 'b', 'big']\n"
            "tags [{'Key': 'env', 'Value': 'test'}]\n"
            "range InvalidRange\n"
            "deleted ['a/1', 'a/2']\n"
            "none NoSuchKey\n"
            "no bucket 404\n"
            "queue NotImplemented\n"
            "secret AccessDeniedException\n"
            "function AccessDeniedException\n"
            "topic AuthorizationError\n");
  EXPECT_TRUE(serving.served()
                  .audit_lines({.action = "sqs:SendMessage", .decision = "allowed"})
                  .contains("\"statement\":\"worker/data#Jobs\""));
}

}  // namespace
}  // namespace rolechain::tests
