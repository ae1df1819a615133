#include "sim/run/pairs.h"

#include <gtest/gtest.h>

#include <array>

#include "mocks/base/diagnostic.h"

namespace rolechain::tests {
namespace {

// R-RES-04.
TEST(Pairs, AnActionTakesItsOwnResourceTypesOnly) {
  struct Row {
    const char* action;
    const char* resource;
    const char* problem;  // "" none
  };
  const auto table = std::to_array<Row>({
      {"s3:GetObject", "arn:aws:s3:::acme/a", ""},
      {"s3:GetObject", "arn:aws:s3:::acme", "`s3:GetObject` is not about `arn:aws:s3:::acme`"},
      {"s3:GetObject", "arn:aws:sqs:eu-west-1:111111111111:q",
       "`s3:GetObject` is not about `arn:aws:sqs:eu-west-1:111111111111:q`"},
      {"sts:AssumeRole", "*", "`sts:AssumeRole` needs a resource"},
      {"s3:ListAllMyBuckets", "*", ""},
      {"s3:ListAllMyBuckets", "arn:aws:s3:::acme",
       "`s3:ListAllMyBuckets` is not about `arn:aws:s3:::acme`"},
      {"sts:AssumeRole", "arn:aws:iam::111111111111:role/app", ""},
      {"sts:AssumeRole", "arn:aws:iam::111111111111:user/alice",
       "`sts:AssumeRole` is not about `arn:aws:iam::111111111111:user/alice`"},
  });
  const World world;
  for (const auto& row : table) {
    Call call;
    call.action = row.action;
    call.resource = row.resource;
    const auto wrong = wrong_pair(world, call, {});
    EXPECT_EQ(wrong ? wrong->message : "", row.problem) << row.action << " " << row.resource;
    if (wrong) {
      EXPECT_EQ(wrong->code, "wrong-resource");
      EXPECT_EQ(wrong->severity, Severity::error);
    }
  }
}

}  // namespace
}  // namespace rolechain::tests
