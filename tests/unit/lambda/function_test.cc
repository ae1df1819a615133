#include "mocks/lambda/function.h"

#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

// R-LAMBDA-01.
TEST(Lambda, SessionBearsTheFunctionsNameAndArn) {
  Lab lab;
  const std::string role = lab.add_role(
      kApp, "writer", trust_service("lambda.amazonaws.com"),
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*",
          "Condition":{"ArnEquals":{"lambda:SourceFunctionArn":
                       "arn:aws:lambda:eu-west-1:111111111111:function:writer-fn"}}}]})");
  const LambdaFunction function{"writer-fn", std::string(kApp), "", role};
  const auto reply = lambda_credentials(lab.sts, function);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->session.arn, "arn:aws:sts::111111111111:assumed-role/writer/writer-fn");
  const ApiCall call{"s3:GetObject", "arn:aws:s3:::b/k", {}, std::string(kApp)};
  EXPECT_TRUE(authorize(lab.world, reply->session, call, lab.clock.now_s()).allowed());
  const auto other =
      lambda_credentials(lab.sts, {"other-fn", std::string(kApp), "eu-west-1", role});
  ASSERT_TRUE(other);
  EXPECT_FALSE(authorize(lab.world, other->session, call, lab.clock.now_s()).allowed());
}

TEST(Lambda, TheRoleMustTrustLambda) {
  Lab lab;
  const std::string role = lab.add_role(kApp, "writer", trust_service("ec2.amazonaws.com"));
  StsTrace trace;
  const auto reply = lambda_credentials(lab.sts, {"fn", std::string(kApp), "", role}, &trace);
  EXPECT_EQ(outcome(reply),
            "InvalidParameterValueException: The role defined for the function cannot be assumed "
            "by Lambda.");
  EXPECT_EQ(trace.size(), 1U);
}

// A chained hop from a function is capped as any other.
TEST(Lambda, TheNextHopLastsAnHour) {
  Lab lab;
  const std::string role = lab.add_role(kApp, "writer", trust_service("lambda.amazonaws.com"),
                                        allow(R"("sts:AssumeRole")"));
  const std::string next = lab.add_role(kData, "next", trust_account(kApp));
  lab.role("next").max_session_s = 43200;
  const auto reply = lambda_credentials(lab.sts, {"fn", std::string(kApp), "", role});
  ASSERT_TRUE(reply);
  AssumeRoleInput input = lab.input(next);
  input.duration_s = 3601;
  EXPECT_EQ(reason(lab.sts.assume_role(reply->session, input)), "duration");
}

}  // namespace
}  // namespace rolechain::sts_testing
