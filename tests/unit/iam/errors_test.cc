#include "mocks/iam/errors.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "mocks/iam/denial.h"

namespace rolechain {
namespace {

std::string say(const ApiError& error) {
  return fmt::format("{} {}: {}", error.http, error.code, error.message);
}

Decision denied(Outcome outcome, PolicyType by) { return {outcome, by, nullptr, 0}; }

// R-EVAL-23. Source: IAM User Guide, "Troubleshoot access denied error messages".
TEST(Denial, NamesThePolicyTypeThatDecided) {
  struct Row {
    Outcome outcome;
    PolicyType by;
    const char* suffix;
  };
  const auto table = std::to_array<Row>({
      {Outcome::implicitly_denied, PolicyType::identity,
       "because no identity-based policy allows the sqs:SendMessage action"},
      {Outcome::implicitly_denied, PolicyType::resource,
       "because no resource-based policy allows the sqs:SendMessage action"},
      {Outcome::implicitly_denied, PolicyType::boundary,
       "because no permissions boundary allows the sqs:SendMessage action"},
      {Outcome::implicitly_denied, PolicyType::session,
       "because no session policy allows the sqs:SendMessage action"},
      {Outcome::implicitly_denied, PolicyType::scp,
       "because no service control policy allows the sqs:SendMessage action"},
      {Outcome::implicitly_denied, PolicyType::endpoint,
       "because no VPC endpoint policy allows the sqs:SendMessage action"},
      {Outcome::explicitly_denied, PolicyType::identity,
       "with an explicit deny in an identity-based policy"},
      {Outcome::explicitly_denied, PolicyType::scp,
       "with an explicit deny in a service control policy"},
      {Outcome::explicitly_denied, PolicyType::rcp,
       "with an explicit deny in a resource control policy"},
      {Outcome::explicitly_denied, PolicyType::resource,
       "with an explicit deny in a resource-based policy"},
      {Outcome::explicitly_denied, PolicyType::boundary,
       "with an explicit deny in a permissions boundary"},
      {Outcome::explicitly_denied, PolicyType::session,
       "with an explicit deny in a session policy"},
      {Outcome::explicitly_denied, PolicyType::endpoint,
       "with an explicit deny in a VPC endpoint policy"},
      {Outcome::explicitly_denied, PolicyType::trust,
       "with an explicit deny in the role trust policy"},
      {Outcome::implicitly_denied, PolicyType::trust,
       "because no role trust policy allows the sqs:SendMessage action"},
  });
  for (const auto& row : table) {
    EXPECT_EQ(denial_message("arn:me", "sqs:SendMessage", "arn:q", denied(row.outcome, row.by)),
              std::string("User: arn:me is not authorized to perform: sqs:SendMessage on "
                          "resource: arn:q ") +
                  row.suffix);
  }
  EXPECT_EQ(denial_message("arn:me", "sqs:ListQueues", "*",
                           denied(Outcome::implicitly_denied, PolicyType::identity)),
            "User: arn:me is not authorized to perform: sqs:ListQueues because no "
            "identity-based policy allows the sqs:ListQueues action");
}

// R-EVAL-23. Source: Amazon S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors".
TEST(Denial, OfS3QuotesTheResourceAndTellsStrangersNothing) {
  const Decision decision = denied(Outcome::implicitly_denied, PolicyType::resource);
  EXPECT_EQ(say(denial("me", "s3:GetObject", "arn:b/k", decision)),
            "403 AccessDenied: User: me is not authorized to perform: s3:GetObject on resource: "
            "\"arn:b/k\" because no resource-based policy allows the s3:GetObject action");
  EXPECT_EQ(say(denial("me", "s3:GetObject", "arn:b/k", decision, Audience::stranger)),
            "403 AccessDenied: Access Denied");
  EXPECT_EQ(say(denial("me", "sns:Publish", "arn:t", decision, Audience::stranger))
                .find("403 AuthorizationError: User: me"),
            0U);
}

TEST(Denial, AStrangerIsOfAnotherAccountAndOrganization) {
  Trace trace;
  EXPECT_EQ(audience_of(trace), Audience::member) << "the same account";
  trace.same_account = false;
  EXPECT_EQ(audience_of(trace), Audience::stranger);
  trace.context.set("aws:PrincipalOrgID", "o-acme12345");
  EXPECT_EQ(audience_of(trace), Audience::stranger);
  trace.context.set("aws:ResourceOrgID", "o-other1234");
  EXPECT_EQ(audience_of(trace), Audience::stranger);
  trace.context.set("aws:ResourceOrgID", "o-acme12345");
  EXPECT_EQ(audience_of(trace), Audience::member);
}

TEST(Denial, SpellsTheCodeAsTheServiceDoes) {
  struct Row {
    const char* action;
    const char* begin;
  };
  const auto table = std::to_array<Row>({
      {"s3:GetObject", "403 AccessDenied: User: me is not"},
      {"dynamodb:PutItem", "400 AccessDeniedException: User: me is not"},
      {"lambda:InvokeFunction", "403 AccessDeniedException: User: me is not"},
      {"kms:Decrypt", "400 AccessDeniedException: User: me is not"},
      {"ec2:RunInstances",
       "403 UnauthorizedOperation: You are not authorized to perform this operation. User: me is"},
      {"sns:Publish", "403 AuthorizationError: User: me is not"},
      {"iam:GetRole", "403 AccessDenied: User: me is not"},
  });
  for (const auto& row : table) {
    const ApiError error =
        denial("me", row.action, "r", denied(Outcome::implicitly_denied, PolicyType::identity));
    EXPECT_EQ(say(error).substr(0, std::string_view(row.begin).size()), row.begin);
  }
}

// R-STS-30: the same whether or not the role exists, and without a reason.
TEST(Denial, OfStsGivesNoReason) {
  EXPECT_EQ(say(denial("me", "sts:AssumeRole", "role",
                       denied(Outcome::explicitly_denied, PolicyType::trust))),
            "403 AccessDenied: User: me is not authorized to perform: sts:AssumeRole on "
            "resource: role");
}

TEST(Errors, ExpiredCredentialsByService) {
  struct Row {
    const char* service;
    const char* error;
  };
  const auto table = std::to_array<Row>({
      {"sts", "403 ExpiredToken: The security token included in the request is expired"},
      {"s3", "400 ExpiredToken: The provided token has expired."},
      {"dynamodb",
       "400 ExpiredTokenException: The security token included in the request is expired"},
      {"lambda",
       "403 ExpiredTokenException: The security token included in the request is expired"},
      {"ec2", "400 RequestExpired: Request has expired."},
  });
  for (const auto& row : table) {
    EXPECT_EQ(say(expired_token(row.service)), row.error);
    EXPECT_EQ(expired_token(row.service).reason, "expired");
  }
}

TEST(Errors, AsRecorded) {
  EXPECT_EQ(say(validation_pattern("Session1:2", "roleSessionName", R"([\w+=,.@-]*)")),
            R"(400 ValidationError: 1 validation error detected: Value 'Session1:2' at )"
            R"('roleSessionName' failed to satisfy constraint: Member must satisfy regular )"
            R"(expression pattern: [\w+=,.@-]*)");
  EXPECT_EQ(say(validation_length_min("a", "roleSessionName", 2)),
            "400 ValidationError: 1 validation error detected: Value 'a' at 'roleSessionName' "
            "failed to satisfy constraint: Member must have length greater than or equal to 2");
  EXPECT_EQ(say(invalid_arn("x")), "400 ValidationError: x is invalid");
  EXPECT_EQ(say(root_may_not_assume()),
            "403 AccessDenied: Roles may not be assumed by root accounts.");
  EXPECT_EQ(say(session_may_not_call("GetFederationToken")),
            "403 AccessDenied: Cannot call GetFederationToken with session credentials");
  EXPECT_EQ(say(malformed_policy_json()),
            "400 MalformedPolicyDocument: This policy contains invalid Json");
  EXPECT_EQ(say(packed_policy_too_large(112)),
            "400 PackedPolicyTooLarge: Packed size of session tags consumes 112% of allotted "
            "space.");
  EXPECT_EQ(say(policy_names_missing_principal("AWS", "arn:aws:iam::111111111111:role/x")),
            "400 MalformedPolicyDocument: Invalid principal in policy: "
            "\"AWS\":\"arn:aws:iam::111111111111:role/x\"");
  EXPECT_EQ(say(unknown_access_key("sts")),
            "403 InvalidClientTokenId: The security token included in the request is invalid");
  EXPECT_EQ(say(unknown_access_key("dynamodb")),
            "400 UnrecognizedClientException: The security token included in the request is "
            "invalid.");
}

TEST(Errors, DurationsHaveTheirOwnReason) {
  for (const ApiError& error : {duration_chained(), duration_over_max(),
                                validation_range_max(50'000, "durationSeconds", 43'200),
                                validation_range_min(1, "durationSeconds", 900)}) {
    EXPECT_EQ(error.reason, "duration") << error.message;
    EXPECT_EQ(error.code, "ValidationError");
    EXPECT_EQ(error.http, 400);
  }
}

TEST(Errors, ServiceOfAction) {
  EXPECT_EQ(service_of_action("s3:GetObject"), "s3");
  EXPECT_EQ(service_of_action("s3"), "s3");
  EXPECT_EQ(service_of_action(""), "");
}

}  // namespace
}  // namespace rolechain
