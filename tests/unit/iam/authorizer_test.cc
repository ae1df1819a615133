// An Authorizer is asked many times: it must answer as if each were the first.
#include "mocks/iam/authorizer.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "mocks/base/text.h"
#include "mocks/iam/context.h"
#include "tests/support/allocations.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::kApp;
using testing::kData;
using testing::kNow_s;
using testing::SmallWorld;

constexpr std::string_view kBucket = "arn:aws:s3:::acme-and-a-name-of-some-length";

class AuthorizerTest : public ::testing::Test {
 protected:
  AuthorizerTest() {
    small_.organize();
    Role& role = small_.role(kApp, "app", R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{
        "StringEquals":{"aws:ResourceAccount":"222222222222","aws:ResourceOrgID":"o-acme"},
        "StringLike":{"aws:RequestedRegion":"us-*"},
        "IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}},
      {"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{
        "StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}","ec2:ResourceTag/env":"dev"},
        "ForAnyValue:StringLike":{"aws:ResourceOrgPaths":"o-acme/*"},
        "DateLessThan":{"aws:CurrentTime":"2026-02-01T00:00:00Z"}}},
      {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"},
      {"Effect":"Deny","Action":"*","Resource":"*","Condition":{
        "NumericGreaterThan":{"aws:EpochTime":"1900000000"}}}]})");
    role.tags = {{"team", "shop"}};
    small_.role(kData, "writer", {}, testing::trust_policy(testing::aws(testing::kAppRole)));
    small_.resource(kBucket, kData, testing::grant(testing::aws(testing::kAppRole)));
    small_.resource("arn:aws:ec2:us-east-1:111111111111:instance/i-1", kApp).tags = {
        {"team", "shop"}, {"env", "dev"}};
    small_.resource("arn:aws:ec2:us-east-1:111111111111:instance/i-2", kApp).tags = {
        {"team", "ops"}, {"env", "dev"}};
    small_.resource("arn:aws:ec2:us-east-1:111111111111:vpc-endpoint/vpce-1", kApp,
                    R"({"Version":"2012-10-17","Statement":[
                      {"Effect":"Allow","Principal":"*","Action":"sts:*","Resource":"*"}]})");
    small_.world.build_index();
    session_ = small_.session_of(testing::kAppRole);
    const std::vector<ContextEntry> inside = {{"aws:SourceIp", {"10.1.2.3"}}};
    const std::vector<ContextEntry> outside = {{"aws:sourceip", {"192.0.2.1"}}};
    const std::vector<ContextEntry> elsewhere = {{"aws:SourceIp", {"10.1.2.3"}},
                                                 {"aws:RequestedRegion", {"eu-west-1"}}};
    const std::vector<ContextEntry> taken_away = {{"aws:SourceIp", {"10.1.2.3"}},
                                                  {"aws:ResourceOrgID", {}}};
    const std::vector<ContextEntry> by_endpoint = {{"aws:SourceVpce", {"vpce-1"}},
                                                   {"aws:SourceIp", {"10.1.2.3"}}};
    const std::string object = std::string(kBucket) + "/a/key";
    for (const auto& context : {inside, outside, elsewhere, taken_away, by_endpoint}) {
      calls_.push_back({"s3:GetObject", object, context, {}});
      calls_.push_back({"S3:GETOBJECT", "arn:aws:s3:::another", context, {}});
      calls_.push_back({"s3:GetObject", object, context, std::string(kApp)});
    }
    for (const char* id : {"i-1", "i-2", "i-3"}) {
      const std::string arn = std::string("arn:aws:ec2:us-east-1:111111111111:instance/") + id;
      calls_.push_back({"ec2:StartInstances", arn, {}, {}});
    }
    calls_.push_back({"sts:AssumeRole", std::string(testing::kWriter), {}, {}});
    calls_.push_back({"sts:AssumeRole", std::string(testing::kWriter), by_endpoint, {}});
    calls_.push_back({"sts:GetCallerIdentity", "*", {}, {}});
    calls_.push_back({"s3:ListAllMyBuckets", "*", inside, {}});
  }

  SmallWorld small_;
  Session session_;
  std::vector<ApiCall> calls_;
};

TEST_F(AuthorizerTest, RemembersNothingOfTheRequestBefore) {
  constexpr std::array<EpochSeconds, 3> times_s = {kNow_s, kNow_s + 86400 * 60, 1'900'000'001};
  Authorizer many(small_.world, session_);
  std::size_t allowed = 0;
  for (const ApiCall& before : calls_) {
    for (const ApiCall& call : calls_) {
      for (const EpochSeconds now_s : times_s) {
        many.authorize(before, kNow_s);
        Trace trace;
        const Decision once = authorize(small_.world, session_, call, now_s, &trace);
        const Decision again = many.authorize(call, now_s);
        ASSERT_EQ(testing::words(again), testing::words(once)) << call.action << call.resource;
        ASSERT_EQ(again.policy, once.policy);
        ASSERT_EQ(again.statement, once.statement);
        allowed += once.allowed() ? 1U : 0U;
      }
    }
  }
  EXPECT_GT(allowed, calls_.size());
}

// What is computed when a condition asks is what a report shows.
TEST_F(AuthorizerTest, KeysOnDemandAreTheKeysOfTheWholeContext) {
  const Caller caller = caller_of(small_.world, session_);
  const Context caller_keys = caller_context(small_.world, caller, &session_);
  RequestKeys on_demand(caller_keys);
  const Context asked(on_demand);
  for (const ApiCall& call : calls_) {
    const std::string action = to_lower(call.action);
    const std::string account =
        call.resource_account.value_or(small_.world.owner(call.resource, caller.account));
    const RequestFacts facts =
        request_facts(small_.world, &session_, action, call.resource, account, kNow_s);
    on_demand.reset(facts, call.context);
    const Context whole = full_context(caller_keys, facts, call);
    for (int round = 0; round < 2; ++round) {
      for (const ContextEntry& entry : whole.all()) {
        const ContextEntry* found = asked.find(to_lower(entry.key));
        ASSERT_NE(found, nullptr) << entry.key << " of " << call.action;
        EXPECT_EQ(found->values, entry.values) << entry.key;
        EXPECT_EQ(found->multi_valued, entry.multi_valued) << entry.key;
        EXPECT_EQ(found->origin, entry.origin) << entry.key;
      }
      for (const std::string_view key :
           {"aws:ResourceOrgID", "aws:ResourceTag/team", "ec2:ResourceTag/env", "aws:ResourceTag/x",
            "s3:ResourceAccount", "aws:MultiFactorAuthAge", "aws:SourceVpce", "sts:ExternalId"}) {
        EXPECT_EQ(asked.find(key) == nullptr, whole.find(key) == nullptr) << key << call.action;
      }
    }
  }
}

TEST_F(AuthorizerTest, AllocatesNothingOnceItsBuffersHaveGrown) {
  if (testing::allocations() == 0) GTEST_SKIP() << "the sanitizer has its own operator new";
  Authorizer many(small_.world, session_);
  for (const ApiCall& call : calls_) many.authorize(call, kNow_s);
  const std::size_t before = testing::allocations();
  std::size_t allowed = 0;
  for (const ApiCall& call : calls_) allowed += many.authorize(call, kNow_s).allowed() ? 1U : 0U;
  EXPECT_EQ(testing::allocations(), before);
  EXPECT_GT(allowed, 3U);
}

// Worlds and policies are shared; what is written is the thread's own.
TEST_F(AuthorizerTest, ManyThreadsShareAWorld) {
  std::vector<std::string> expected;
  for (const ApiCall& call : calls_) {
    expected.push_back(testing::words(authorize(small_.world, session_, call, kNow_s)));
  }
  std::array<std::vector<std::string>, 4> said;
  {
    std::vector<std::jthread> threads;
    threads.reserve(said.size());
    for (std::vector<std::string>& mine : said) {
      threads.emplace_back([&] {
        Authorizer many(small_.world, session_);
        for (int round = 0; round < 20; ++round) {
          mine.clear();
          for (const ApiCall& call : calls_) {
            mine.push_back(testing::words(many.authorize(call, kNow_s)));
          }
        }
      });
    }
  }
  for (const std::vector<std::string>& one : said) EXPECT_EQ(one, expected);
}

}  // namespace
}  // namespace rolechain
