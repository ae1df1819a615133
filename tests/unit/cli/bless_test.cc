// What --bless writes: only the grants that failed, in the file's own spelling.
#include "sim/cli/bless.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/run/run.h"

namespace rolechain {
namespace {

class Texts final : public FileReader {
 public:
  explicit Texts(std::string text) : text_(std::move(text)) {}
  std::expected<std::string, std::string> read(const std::string&) override { return text_; }

 private:
  std::string text_;
};

struct Outcome {
  std::string text;
  std::vector<std::string> sessions;
  Status status;  // of the new text
};

Outcome blessed(const std::string& path, const std::string& text) {
  Sources sources;
  Texts reader(text);
  Loader loader(sources, reader);
  const auto file = loader.read(path);
  if (!file) {
    ADD_FAILURE() << render(file.error());
    return {};
  }
  const Blessed out = bless(*file, run_scenario(loader, path, {}));
  Texts changed(out.text);
  Loader again(sources, changed);
  return {out.text, out.sessions, run_scenario(again, path, {}).status()};
}

const std::string kWorld = R"(scenario: v1
name: test
clock: 2026-01-15T09:00:00Z
accounts: { app: { id: "111111111111" } }
resources: { orders: { arn: "arn:aws:dynamodb:us-east-1:111111111111:table/orders" } }
roles:
  base:
    account: app
    name: base
    trust: { trust_principal: { Service: lambda.amazonaws.com } }
    policies:
      p:
        Version: "2012-10-17"
        Statement:
          - { Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }
          - { Sid: Put, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }
workloads: { fn: { type: lambda, account: app, function: report, execution_role: "@base" } }
steps:
  - { id: one, workload: fn, get: credentials, expect: ok }
  - { id: two, workload: fn, get: credentials, expect: ok }
)";

// `expect` below the world, before and after.
void expect_blessed(const std::string& before, const std::string& after) {
  const Outcome outcome = blessed("test.yaml", kWorld + before);
  EXPECT_EQ(outcome.text.substr(kWorld.size()), after);
  EXPECT_EQ(outcome.status, Status::passed);
}

const std::string kItems = R"(
      - { allow: ["dynamodb:PutItem"], on: ["@orders"] }
      - { allow: ["s3:GetObject"], on: ["arn:aws:s3:::acme/*"] }
)";
const std::string kFlow = R"([ { allow: ["dynamodb:PutItem"], on: ["@orders"] }, )"
                          R"({ allow: ["s3:GetObject"], on: ["arn:aws:s3:::acme/*"] } ])";

TEST(Bless, AWordBecomesAList) {
  expect_blessed("expect:\n  grants:\n    one: none\n    two:" + kItems,
                 "expect:\n  grants:\n    one:" + kItems + "    two:" + kItems);
}

TEST(Bless, SessionsThatAreNotListedAreAdded) {
  expect_blessed("expect:\n  grants:\n    one:" + kItems + "  unreachable: []\n",
                 "expect:\n  grants:\n    one:" + kItems.substr(0, kItems.size() - 1) +
                     "\n    two:" + kItems + "  unreachable: []\n");
}

TEST(Bless, AnEmptyMapIsFilled) {
  expect_blessed("expect: { grants: {} }\n",
                 "expect: { grants: { one: " + kFlow + ", two: " + kFlow + " } }\n");
}

TEST(Bless, ReasonsAreKeptWhereThereWereSome) {
  const std::string with_reasons = R"(
      - { allow: ["dynamodb:PutItem"], on: ["@orders"], because: base/p#Put }
      - { allow: ["s3:GetObject"], on: ["arn:aws:s3:::acme/*"], because: base/p#Read }
)";
  expect_blessed(
      "expect:\n  grants:\n    one:\n"
      "      - { allow: [\"dynamodb:PutItem\"], on: [\"*\"], because: base/p#Put }\n    two:" +
          kItems,
      "expect:\n  grants:\n    one:" + with_reasons + "    two:" + kItems);
}

TEST(Bless, WhatHoldsIsLeftAsItIs) {
  const std::string text =
      "expect:\n  grants:   # by hand\n    one:" + kItems + "    two:   # too" + kItems;
  const Outcome outcome = blessed("test.yaml", kWorld + text);
  EXPECT_EQ(outcome.text, kWorld + text);
  EXPECT_TRUE(outcome.sessions.empty());
}

TEST(Bless, CasesAreRewrittenInTheirOwnPlace) {
  const std::string before = "expect:\n  grants:\n    one:" + kItems + "    two:" + kItems +
                             "cases:\n  - name: only reads\n"
                             "    set: { /roles/base/policies/p/Statement/1/Action: \"s3:Get*\" }\n"
                             "    expect: { grants: { one: none, two: none } }\n";
  const Outcome outcome = blessed("test.yaml", kWorld + before);
  EXPECT_EQ(outcome.status, Status::passed) << outcome.text;
  const std::string read = R"([ { allow: ["s3:GetObject"], on: ["arn:aws:s3:::acme/*"] } ])";
  EXPECT_NE(outcome.text.find("{ one: " + read + ", two: " + read + " }"), std::string::npos)
      << outcome.text;
}

TEST(Bless, JsonStaysJson) {
  const std::string text = R"({"scenario":"v1","name":"test",
    "accounts":{"app":{"id":"111111111111"}},
    "roles":{"base":{"account":"app","name":"base",
      "trust":{"trust_principal":{"Service":"lambda.amazonaws.com"}},
      "policies":{"p":{"Version":"2012-10-17","Statement":{
        "Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"}}}}},
    "workloads":{"fn":{"type":"lambda","account":"app","function":"fn","execution_role":"@base"}},
    "steps":[{"id":"one","workload":"fn","get":"credentials","expect":"ok"}],
    "expect":{"grants":{}}})";
  const Outcome outcome = blessed("test.json", text);
  EXPECT_EQ(outcome.status, Status::passed) << outcome.text;
  EXPECT_NE(
      outcome.text.find(
          R"("grants":{ "one": [ { "allow": ["s3:GetObject"], "on": ["arn:aws:s3:::acme/*"] })"),
      std::string::npos)
      << outcome.text;
}

}  // namespace
}  // namespace rolechain
