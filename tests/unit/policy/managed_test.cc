#include "mocks/policy/managed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace rolechain {
namespace {

TEST(ManagedPolicies, EachIsAWholePolicyUnderItsArn) {
  EXPECT_GE(managed_policies().size(), 30U);
  for (const ManagedPolicyText& policy : managed_policies()) {
    const auto document = nlohmann::json::parse(policy.json, nullptr, false);
    ASSERT_TRUE(document.is_object()) << policy.name;
    EXPECT_EQ(document.value("Version", ""), "2012-10-17") << policy.name;
    EXPECT_TRUE(document.contains("Statement")) << policy.name;
    EXPECT_TRUE(policy.arn.ends_with("/" + std::string(policy.name))) << policy.arn;
    EXPECT_TRUE(policy.version_id.starts_with('v')) << policy.name;
    const auto found = find_managed_policy(policy.arn);
    ASSERT_TRUE(found) << policy.arn;
    EXPECT_EQ(found->json.data(), policy.json.data());
  }
  EXPECT_TRUE(std::ranges::is_sorted(managed_policies(), {}, &ManagedPolicyText::arn));
}

// R-POL-10
TEST(ManagedPolicies, AnArnOfAnyPartitionFindsThem) {
  for (const std::string_view arn : {"arn:aws:iam::aws:policy/AdministratorAccess",
                                     "arn:aws-cn:iam::aws:policy/AdministratorAccess",
                                     "arn:aws-us-gov:iam::aws:policy/AdministratorAccess"}) {
    const auto policy = find_managed_policy(arn);
    ASSERT_TRUE(policy) << arn;
    EXPECT_EQ(policy->name, "AdministratorAccess");
  }
  EXPECT_TRUE(
      find_managed_policy("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"));
  EXPECT_TRUE(find_managed_policy("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"));
}

TEST(ManagedPolicies, NothingElseIsFound) {
  for (const std::string_view arn :
       {"", "AdministratorAccess", "arn:aws:iam::aws:policy/",
        "arn:aws:iam::aws:policy/administratoraccess",
        "arn:aws:iam::123456789012:policy/AdministratorAccess",
        "arn:awsome:iam::aws:policy/AdministratorAccess",
        "arn:aws:sts::aws:policy/AdministratorAccess",
        "arn:aws:iam:eu-west-1:aws:policy/AdministratorAccess",
        "arn:aws:iam::aws:policy/ViewOnlyAccess", "arn:aws:iam::aws:role/AdministratorAccess"}) {
    EXPECT_FALSE(find_managed_policy(arn)) << arn;
  }
}

TEST(ManagedPolicies, AwsOwnsMoreThanWeShip) {
  EXPECT_TRUE(is_aws_managed_policy_arn("arn:aws:iam::aws:policy/AmazonPollyFullAccess"));
  EXPECT_FALSE(is_aws_managed_policy_arn("arn:aws:iam::123456789012:policy/AmazonPollyFullAccess"));
}

}  // namespace
}  // namespace rolechain
