// The messages of parse_document, letter by letter: they are what a user gets.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "mocks/base/json.h"
#include "mocks/policy/document.h"

namespace rolechain {
namespace {

std::string messages(std::string_view json, PolicyType type = PolicyType::identity) {
  Sources sources;
  const auto node = parse_json(sources.add("policy.json", std::string(json)));
  return node ? render(parse_document(*node, type).diagnostics) : render(node.error());
}

TEST(PolicyDiagnosticsTest, AMisspeltElement) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": {
  "Efect": "Allow", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" } })"),
            R"(policy.json:2:3: error: unknown element `Efect` in a statement [unknown-element]
 2 |   "Efect": "Allow", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" } }
   |   ^~~~~~~
  help: did you mean `Effect`?
)");
}

TEST(PolicyDiagnosticsTest, AMisspeltEffect) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "allow", "Action": "s3:GetObject", "Resource": "*" } })"),
            R"(policy.json:2:13: error: unknown Effect `allow` [bad-effect]
 2 |   "Effect": "allow", "Action": "s3:GetObject", "Resource": "*" } }
   |             ^~~~~~~
  help: did you mean `Allow`?
)");
}

TEST(PolicyDiagnosticsTest, AnActionWithoutService) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "Allow", "Action": ["s3:GetObject", "GetObject"], "Resource": "*" } })"),
            R"(policy.json:2:49: error: the action `GetObject` names no service [bad-action]
 2 |   "Effect": "Allow", "Action": ["s3:GetObject", "GetObject"], "Resource": "*" } }
   |                                                 ^~~~~~~~~~~
  help: write service:Name, such as s3:GetObject, or * for all
)");
}

TEST(PolicyDiagnosticsTest, AnActionThatAwsDoesNotHave) {
  EXPECT_EQ(
      messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "Allow", "Action": "dynamodb:PutItems", "Resource": "*" } })"),
      R"(policy.json:2:32: warning: no known action is called `dynamodb:PutItems` [unknown-action]
 2 |   "Effect": "Allow", "Action": "dynamodb:PutItems", "Resource": "*" } }
   |                                ^~~~~~~~~~~~~~~~~~~
  help: did you mean `dynamodb:PutItem`?
)");
}

TEST(PolicyDiagnosticsTest, ABucketNameAsResource) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "Allow", "Action": "s3:GetObject", "Resource": "acme-config/*" } })"),
            R"(policy.json:2:60: error: `acme-config/*` is neither an ARN nor `*` [bad-resource]
 2 |   "Effect": "Allow", "Action": "s3:GetObject", "Resource": "acme-config/*" } }
   |                                                            ^~~~~~~~~~~~~~~
  help: write arn:partition:service:region:account:resource
)");
}

TEST(PolicyDiagnosticsTest, AnAccountThatLostItsLeadingZero) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": { "Effect": "Allow",
  "Action": "sts:AssumeRole", "Principal": { "AWS": 12345678901 } } })",
                     PolicyType::trust),
            R"(policy.json:2:53: error: `12345678901` has 11 digits [bad-principal]
 2 |   "Action": "sts:AssumeRole", "Principal": { "AWS": 12345678901 } } }
   |                                                     ^~~~~~~~~~~
  help: an account id has 12 digits: write it in quotes, leading zeros included
)");
}

TEST(PolicyDiagnosticsTest, APrincipalInAnIdentityPolicy) {
  EXPECT_EQ(
      messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*" } })"),
      R"(policy.json:2:22: error: an identity-based policy must not name a principal [principal-not-allowed]
 2 |   "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*" } }
   |                      ^~~~~~~~~~~
  help: remove Principal: the policy speaks about whom it is attached to
)");
}

TEST(PolicyDiagnosticsTest, AResourceInATrustPolicy) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": { "Effect": "Allow",
  "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole",
  "Resource": "*" } })",
                     PolicyType::trust),
            R"(policy.json:3:3: error: a trust policy must not have Resource [element-not-allowed]
 3 |   "Resource": "*" } }
   |   ^~~~~~~~~~
  help: remove Resource: the role that holds the policy is the resource
)");
}

TEST(PolicyDiagnosticsTest, ABareStarInATrustPolicy) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": { "Effect": "Allow",
  "Principal": "*", "Action": "sts:AssumeRole" } })",
                     PolicyType::trust),
            R"(policy.json:2:16: error: a trust policy does not take `*` by itself [bad-principal]
 2 |   "Principal": "*", "Action": "sts:AssumeRole" } }
   |                ^~~
  help: write {"AWS": "*"} if everybody may really assume this role
)");
}

TEST(PolicyDiagnosticsTest, APartialWildcardAsPrincipal) {
  EXPECT_EQ(
      messages(R"({ "Version": "2012-10-17", "Statement": { "Effect": "Allow",
  "Principal": { "AWS": "arn:aws:iam::111111111111:role/app-*" }, "Action": "sts:AssumeRole" } })",
               PolicyType::trust),
      R"(policy.json:2:25: error: `arn:aws:iam::111111111111:role/app-*` has a wildcard: a principal is `*` or one whole name [bad-principal]
 2 |   "Principal": { "AWS": "arn:aws:iam::111111111111:role/app-*" }, "Action": "sts:AssumeRole" } }
   |                         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  help: name the account and narrow it with a condition on aws:PrincipalArn
)");
}

TEST(PolicyDiagnosticsTest, AnInstanceProfileAsPrincipal) {
  EXPECT_EQ(
      messages(R"({ "Version": "2012-10-17", "Statement": { "Effect": "Allow",
  "Principal": { "AWS": "arn:aws:iam::111111111111:instance-profile/app" },
  "Action": "sts:AssumeRole" } })",
               PolicyType::trust),
      R"(policy.json:2:25: error: `arn:aws:iam::111111111111:instance-profile/app` is an instance profile [bad-principal]
 2 |   "Principal": { "AWS": "arn:aws:iam::111111111111:instance-profile/app" },
   |                         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  help: name the role that the profile holds: …:role/name
)");
}

TEST(PolicyDiagnosticsTest, AMisspeltOperator) {
  EXPECT_EQ(
      messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
  "Condition": { "StringEqualsIfExist": { "aws:username": "a" } } } })"),
      R"(policy.json:3:18: error: unknown condition operator `StringEqualsIfExist` [unknown-operator]
 3 |   "Condition": { "StringEqualsIfExist": { "aws:username": "a" } } } }
   |                  ^~~~~~~~~~~~~~~~~~~~~
  help: did you mean `StringEqualsIfExists`?
)");
}

TEST(PolicyDiagnosticsTest, ANumberThatIsNone) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
  "Condition": { "NumericLessThan": { "aws:MultiFactorAuthAge": "1h" } } } })"),
            R"(policy.json:3:65: error: NumericLessThan does not take `1h` [bad-condition-value]
 3 |   "Condition": { "NumericLessThan": { "aws:MultiFactorAuthAge": "1h" } } } }
   |                                                                 ^~~~
  help: write a whole or decimal number
)");
}

TEST(PolicyDiagnosticsTest, ACloudFormationParameterThatWasNotFilledIn) {
  EXPECT_EQ(
      messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "Allow", "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::config-${AWS::AccountId}/*" } })"),
      R"(policy.json:3:15: error: `arn:aws:s3:::config-${AWS::AccountId}/*` holds a CloudFormation parameter [bad-variable]
 3 |   "Resource": "arn:aws:s3:::config-${AWS::AccountId}/*" } }
   |               ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  help: wrap the text in Fn::Sub, or write the value
)");
}

TEST(PolicyDiagnosticsTest, TheSameSidTwice) {
  EXPECT_EQ(messages(R"({ "Version": "2012-10-17", "Statement": [
  { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
  { "Sid": "Read", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" } ] })"),
            R"(policy.json:3:12: error: the Sid `Read` stands twice [duplicate-sid]
 3 |   { "Sid": "Read", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" } ] }
   |            ^~~~~~
  help: give each statement its own Sid
)");
}

TEST(PolicyDiagnosticsTest, AKeyWithSeveralValuesWithoutSetOperator) {
  EXPECT_EQ(
      messages(R"({ "Version": "2012-10-17", "Statement": {
  "Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*",
  "Condition": { "StringEquals": { "aws:TagKeys": "team" } } } })"),
      R"(policy.json:3:18: warning: `aws:TagKeys` has several values, so `StringEquals` never matches it [needs-set-operator]
 3 |   "Condition": { "StringEquals": { "aws:TagKeys": "team" } } } }
   |                  ^~~~~~~~~~~~~~
  help: write ForAnyValue:StringEquals or ForAllValues:StringEquals
)");
}

}  // namespace
}  // namespace rolechain
