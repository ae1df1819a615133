#include "mocks/policy/compiled.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "tests/support/allocations.h"

namespace rolechain {
namespace {

// A policy from JSON, and requests against its statements.
class Asked {
 public:
  Asked(std::string_view json, PolicyType type) {
    const auto node = parse_json(sources_.add("policy.json", std::string(json)));
    EXPECT_TRUE(node) << render(node.error());
    ParsedDocument parsed = parse_document(*node, type);
    EXPECT_TRUE(parsed.ok()) << render(parsed.diagnostics);
    policy_ = std::make_unique<CompiledPolicy>("base/hop", std::move(parsed.document));
    caller.kind = Caller::Kind::role_session;
    caller.arn = "arn:aws:sts::111111111111:assumed-role/app/s";
    caller.role_arn = "arn:aws:iam::111111111111:role/app";
    caller.account = "111111111111";
    context.set("aws:username", "alice");
  }

  StatementMatch ask(std::string_view action, std::string_view resource, std::uint32_t index = 0) {
    const std::string lower = to_lower(action);
    return policy_->match(index, Request{&caller, lower, resource, &context});
  }

  Caller caller;
  Context context;
  [[nodiscard]] const CompiledPolicy& policy() const { return *policy_; }

 private:
  Sources sources_;
  std::unique_ptr<CompiledPolicy> policy_;
};

constexpr std::string_view kIdentity = R"({
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "S3:ListBucket"],
      "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::home/${aws:username}"],
      "Condition": { "Bool": { "aws:SecureTransport": true },
                     "StringNotEquals": { "aws:RequestedRegion": "us-east-1" } } },
    { "Effect": "Deny", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::a/*" }
  ]
})";

TEST(CompiledPolicyTest, SaysWhichTestFailedFirst) {
  Asked asked(kIdentity, PolicyType::identity);
  EXPECT_EQ(asked.ask("s3:PutObject", "arn:aws:s3:::b/1").mismatch, Mismatch::action);
  EXPECT_EQ(asked.ask("s3:GetObject", "arn:aws:s3:::b/1").mismatch, Mismatch::resource);
  const StatementMatch failed = asked.ask("s3:GetObject", "arn:aws:s3:::a/1");
  EXPECT_EQ(failed.mismatch, Mismatch::condition);
  ASSERT_NE(failed.failed, nullptr);
  EXPECT_EQ(failed.failed->key.value, "aws:SecureTransport");
  EXPECT_EQ(failed.failed, asked.policy().statements()[0].conditions.data());
  asked.context.set("aws:SecureTransport", "true");
  EXPECT_TRUE(asked.ask("S3:GETOBJECT", "arn:aws:s3:::a/1").matches());
  EXPECT_TRUE(asked.ask("s3:ListBucket", "arn:aws:s3:::home/alice").matches());
  EXPECT_FALSE(asked.ask("s3:ListBucket", "arn:aws:s3:::home/bob").matches());
  asked.context.set("aws:RequestedRegion", "us-east-1");
  EXPECT_EQ(asked.ask("s3:GetObject", "arn:aws:s3:::a/1").failed->key.value, "aws:RequestedRegion");
}

// R-ACT-01, R-ACT-03
TEST(CompiledPolicyTest, NotActionAndNotResourceAreComplements) {
  Asked asked(kIdentity, PolicyType::identity);
  EXPECT_TRUE(asked.ask("ec2:RunInstances", "*", 1).matches());
  EXPECT_TRUE(asked.ask("s3outposts:GetObject", "arn:aws:s3:::b", 1).matches());
  EXPECT_EQ(asked.ask("S3:GetObject", "*", 1).mismatch, Mismatch::action);
  EXPECT_EQ(asked.ask("ec2:RunInstances", "arn:aws:s3:::a/b", 1).mismatch, Mismatch::resource);
}

// R-RES-03: the resource of an action without resource types is matched by `*` alone.
TEST(CompiledPolicyTest, OnlyAStarMatchesActionsWithoutResources) {
  Asked star(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:List*",
                 "Resource":"*"}})",
             PolicyType::identity);
  EXPECT_TRUE(star.ask("s3:ListAllMyBuckets", "*").matches());
  Asked arn(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:List*",
                "Resource":"arn:aws:s3:::*"}})",
            PolicyType::identity);
  EXPECT_EQ(arn.ask("s3:ListAllMyBuckets", "*").mismatch, Mismatch::resource);
}

TEST(CompiledPolicyTest, TrustPoliciesTestThePrincipalAndNoResource) {
  Asked asked(R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Action":"sts:AssumeRole",
       "Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},
       "Condition":{"StringEquals":{"sts:ExternalId":"acme-7"}}},
      {"Effect":"Allow","Action":"sts:AssumeRole",
       "Principal":{"Service":["ec2.amazonaws.com"]}}]})",
              PolicyType::trust);
  const char* role = "arn:aws:iam::222222222222:role/target";
  EXPECT_EQ(asked.ask("sts:AssumeRole", role).mismatch, Mismatch::condition);
  EXPECT_EQ(asked.ask("sts:AssumeRole", role).principal, PrincipalMatch::role);
  EXPECT_EQ(asked.ask("sts:AssumeRole", role, 1).mismatch, Mismatch::principal);
  asked.context.set("sts:ExternalId", "acme-7");
  EXPECT_TRUE(asked.ask("sts:AssumeRole", role).matches());
}

// R-COND-10: 2008-10-17, which is also the default, knows no variables.
TEST(CompiledPolicyTest, OldVersionsTakeVariablesAsText) {
  for (const char* version : {R"("Version":"2008-10-17",)", ""}) {
    Asked asked(std::string("{") + version +
                    R"("Statement":{"Effect":"Allow","Action":"s3:*",
                      "Resource":"arn:aws:s3:::${aws:username}"}})",
                PolicyType::identity);
    EXPECT_FALSE(asked.ask("s3:GetObject", "arn:aws:s3:::alice").matches());
    EXPECT_TRUE(asked.ask("s3:GetObject", "arn:aws:s3:::${aws:username}").matches());
  }
}

TEST(CompiledPolicyTest, LabelsNameTheStatement) {
  Asked asked(kIdentity, PolicyType::identity);
  EXPECT_EQ(asked.policy().statement_label(0), "base/hop#Read");
  EXPECT_EQ(asked.policy().statement_label(1), "base/hop#2");
}

// What the proof asks about single elements is what evaluation decides.
TEST(CompiledPolicyTest, TheFreeFunctionsAgree) {
  Asked asked(kIdentity, PolicyType::identity);
  asked.context.set("aws:SecureTransport", "true");
  for (const char* action : {"s3:getobject", "s3:putobject", "ec2:runinstances"}) {
    for (const char* resource : {"*", "arn:aws:s3:::a/b", "arn:aws:s3:::home/alice"}) {
      const Request request{&asked.caller, action, resource, &asked.context};
      for (std::uint32_t i = 0; i < 2; ++i) {
        const Statement& statement = asked.policy().statements()[i];
        bool holds =
            action_matches(statement, action) && resource_matches(statement, request, true);
        for (const ConditionTest& test : statement.conditions) {
          holds = holds && condition_holds(test, asked.context, true);
        }
        EXPECT_EQ(asked.policy().match(i, request).matches(), holds) << action << " " << resource;
      }
    }
  }
}

TEST(CompiledPolicyTest, EvaluationAllocatesNothing) {
  Asked asked(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:Get*","s3:*"],
      "Resource":"arn:aws:s3:::home/${aws:username}/*",
      "Principal":{"AWS":["arn:aws:iam::111111111111:role/app","111111111111"]},
      "Condition":{
        "StringLike":{"aws:userid":["AROA*:${aws:username}-a-rather-long-session-name"]},
        "ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"},
        "NumericLessThan":{"aws:MultiFactorAuthAge":"3600"},
        "DateGreaterThan":{"aws:CurrentTime":"2026-01-15T09:00:00Z"},
        "IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]},
        "BinaryEquals":{"k:b":"aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ="},
        "Bool":{"aws:SecureTransport":"true"},
        "Null":{"aws:TokenIssueTime":"false"},
        "ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}}})",
              PolicyType::resource);
  asked.context.set("aws:userid", "AROAEXAMPLEEXAMPLE111:alice-a-rather-long-session-name");
  asked.context.set("aws:PrincipalArn", "arn:aws:iam::111111111111:role/app");
  asked.context.set("aws:MultiFactorAuthAge", "60");
  asked.context.set("aws:CurrentTime", "2026-01-15T09:00:01Z");
  asked.context.set("aws:SourceIp", "2001:db8::17");
  asked.context.set("k:b", "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=");
  asked.context.set("aws:SecureTransport", "true");
  asked.context.set("aws:TokenIssueTime", "2026-01-15T09:00:00Z");
  asked.context.set_list("aws:TagKeys", {"a", "b"});
  const Request request{&asked.caller, "s3:getobject", "arn:aws:s3:::home/alice/a/long/key/name",
                        &asked.context};
  const std::size_t before = testing::allocations();
  const StatementMatch match = asked.policy().match(0, request);
  const std::size_t after = testing::allocations();
  EXPECT_TRUE(match.matches()) << (match.failed != nullptr ? match.failed->key.value : "");
  EXPECT_EQ(after - before, 0U);
}

}  // namespace
}  // namespace rolechain
