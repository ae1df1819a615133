// The control API puts items into DynamoDB and says what a table's key is.
#include <gtest/gtest.h>

#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";
constexpr const char* kBody = R"({"key":["id"],"items":[{"id":{"S":"o-1"}}]})";

int put(Served& served, const std::string& path, const std::string& body,
        std::string* text = nullptr) {
  const auto response =
      served.handle({"PUT", "/_rolechain/dynamodb/" + path, {}, body}, "127.0.0.1", "").response;
  if (text != nullptr) *text = response.body;
  return response.status;
}

TEST(ServedData, ATableIsNamedByItsNameOrItsArn) {
  Serving serving(kEc2);
  Served& served = serving.served();
  EXPECT_EQ(put(served, "orders", kBody), 204);
  EXPECT_EQ(put(served, "arn:aws:dynamodb:eu-west-1:222222222222:table/orders", kBody), 204);
  EXPECT_EQ(put(served, "arn%3Aaws%3Adynamodb%3Aeu-west-1%3A222222222222%3Atable%2Fmore", kBody),
            204);
  std::string text;
  EXPECT_EQ(put(served, "none", kBody, &text), 404);
  EXPECT_TRUE(text.contains("give the table's ARN")) << text;
}

TEST(ServedData, WhatItCannotReadItSays) {
  Serving serving(kEc2);
  Served& served = serving.served();
  std::string text;
  for (const char* body :
       {"", "{", "[]", R"({"items":[]})", R"({"key":"id"})", R"({"key":[]})",
        R"({"key":["a","b","c"]})", R"({"key":["id"],"items":{}})",
        R"({"key":["id"],"items":[{"n":{"N":"1"}}]})", R"({"key":["id"],"items":[7]})",
        R"({"key":["id"],"items":[{"id":{"N":"x"}}]})", R"({"key":[7,""]})"}) {
    EXPECT_EQ(put(served, "orders", body, &text), 400) << body;
    EXPECT_TRUE(text.contains("\"help\"")) << text;
  }
  EXPECT_EQ(put(served, "orders", kBody), 204);
  EXPECT_EQ(put(served, "orders", R"({"key":["other"]})", &text), 400);
  EXPECT_TRUE(text.contains("the table has another key")) << text;
}

}  // namespace
}  // namespace rolechain::tests
