#include "mocks/iam/services.h"

#include <gtest/gtest.h>

namespace rolechain {
namespace {

// R-ORG-06.
TEST(Services, ThatSupportRcps) {
  for (const std::string_view yes : {"s3", "sts", "kms", "sqs", "secretsmanager", "ecr", "aoss",
                                     "cognito-idp", "cognito-identity", "logs", "dynamodb"}) {
    EXPECT_TRUE(supports_rcp(yes)) << yes;
  }
  for (const std::string_view no : {"lambda", "iam", "ec2", "sns", "cognito-sync", ""}) {
    EXPECT_FALSE(supports_rcp(no)) << no;
  }
}

TEST(Services, TrustActions) {
  EXPECT_TRUE(is_trust_action("sts:assumerole"));
  EXPECT_TRUE(is_trust_action("sts:tagsession"));
  EXPECT_FALSE(is_trust_action("sts:getfederationtoken"));
  EXPECT_FALSE(is_trust_action("iam:passrole"));
}

// R-EVAL-15.
TEST(Services, CallsThatNeedNoPermission) {
  EXPECT_TRUE(needs_no_permission("sts:getcalleridentity"));
  EXPECT_TRUE(needs_no_permission("sts:getsessiontoken"));
  EXPECT_FALSE(needs_no_permission("sts:getfederationtoken"));
  EXPECT_FALSE(needs_no_permission("sts:assumerole"));
}

}  // namespace
}  // namespace rolechain
