// The article's two "no"s: a second role in an instance profile, a second profile on an instance.
#include "mocks/iam/api.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mocks/iam/required_permissions.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::kApp;
using testing::kData;
using testing::SmallWorld;

std::string profile_arn(std::string_view account, std::string_view name) {
  return fmt::format("arn:aws:iam::{}:instance-profile/{}", account, name);
}

InstanceProfile make_profile(std::string_view account, std::string_view name) {
  InstanceProfile profile;
  profile.account = account;
  profile.name = name;
  profile.arn = profile_arn(account, name);
  return profile;
}

// "ok", or "409 LimitExceeded: text".
std::string say(const ApiResult<void>& result) {
  if (result) return "ok";
  return fmt::format("{} {}: {}", result.error().http, result.error().code, result.error().message);
}

class InstanceProfiles : public ::testing::Test {
 protected:
  InstanceProfiles() {
    small_.role(kApp, "web");
    small_.role(kApp, "batch");
    small_.world.instance_profiles = {make_profile(kApp, "web"), make_profile(kApp, "batch"),
                                      make_profile(kData, "foreign")};
    Instance instance;
    instance.id = "i-1";
    instance.account = kApp;
    small_.world.instances.push_back(instance);
  }

  SmallWorld small_;
  World& world_ = small_.world;
};

// R-IMDS-01.
TEST_F(InstanceProfiles, HoldOneRole) {
  EXPECT_EQ(say(add_role_to_instance_profile(world_, kApp, "web", "web")), "ok");
  constexpr std::string_view kNo =
      "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1";
  EXPECT_EQ(say(add_role_to_instance_profile(world_, kApp, "web", "batch")), kNo);
  EXPECT_EQ(say(add_role_to_instance_profile(world_, kApp, "web", "web")), kNo);
  EXPECT_EQ(world_.instance_profiles[0].role_arn, "arn:aws:iam::111111111111:role/web");
  EXPECT_EQ(say(remove_role_from_instance_profile(world_, kApp, "web", "web")), "ok");
  EXPECT_EQ(say(add_role_to_instance_profile(world_, kApp, "web", "batch")), "ok");
  EXPECT_EQ(world_.instance_profiles[0].role_arn, "arn:aws:iam::111111111111:role/batch");
}

// R-IMDS-02.
TEST_F(InstanceProfiles, AnInstanceHasOne) {
  EXPECT_EQ(say(associate_iam_instance_profile(world_, "i-1", {"web", {}})), "ok");
  EXPECT_EQ(say(associate_iam_instance_profile(world_, "i-1", {"batch", {}})),
            "400 IncorrectState: There is an existing association for instance i-1");
  EXPECT_EQ(world_.instances[0].profile_arn, profile_arn(kApp, "web"));
  EXPECT_EQ(say(replace_iam_instance_profile_association(world_, "i-1",
                                                         {{}, profile_arn(kApp, "batch")})),
            "ok");
  EXPECT_EQ(world_.instances[0].profile_arn, profile_arn(kApp, "batch"));
  EXPECT_EQ(say(disassociate_iam_instance_profile(world_, "i-1")), "ok");
  EXPECT_EQ(say(associate_iam_instance_profile(world_, "i-1", {"web", {}})), "ok");
}

TEST_F(InstanceProfiles, RefuseWhatIsNotThere) {
  EXPECT_EQ(say(add_role_to_instance_profile(world_, kApp, "none", "web")),
            "404 NoSuchEntity: Instance Profile none cannot be found.");
  EXPECT_EQ(say(add_role_to_instance_profile(world_, kApp, "web", "none")),
            "404 NoSuchEntity: The role with name none cannot be found.");
  EXPECT_EQ(say(remove_role_from_instance_profile(world_, kApp, "web", "web")).substr(0, 16),
            "404 NoSuchEntity");
  EXPECT_EQ(say(associate_iam_instance_profile(world_, "i-2", {"web", {}})),
            "400 InvalidInstanceID.NotFound: The instance ID 'i-2' does not exist");
  EXPECT_EQ(say(associate_iam_instance_profile(world_, "i-1", {"none", {}})),
            "400 InvalidParameterValue: Value (none) for parameter iamInstanceProfile.name is "
            "invalid. Invalid IAM Instance Profile name");
  EXPECT_EQ(say(associate_iam_instance_profile(world_, "i-1", {"foreign", {}})).substr(0, 25),
            "400 InvalidParameterValue");
  EXPECT_EQ(say(associate_iam_instance_profile(world_, "i-1", {{}, profile_arn(kData, "foreign")}))
                .substr(0, 25),
            "400 InvalidParameterValue");
  EXPECT_EQ(say(associate_iam_instance_profile(world_, "i-1", {"web", profile_arn(kApp, "web")})),
            "400 InvalidParameterCombination: The parameter 'iamInstanceProfile.name' may not be "
            "used in combination with 'iamInstanceProfile.arn'");
  EXPECT_EQ(say(disassociate_iam_instance_profile(world_, "i-1")).substr(0, 32),
            "400 InvalidAssociationID.NotFoun");
  EXPECT_EQ(say(replace_iam_instance_profile_association(world_, "i-1", {"web", {}})).substr(0, 32),
            "400 InvalidAssociationID.NotFoun");
}

TEST_F(InstanceProfiles, AreMadeOnceAndDeletedEmpty) {
  EXPECT_EQ(say(create_instance_profile(world_, make_profile(kApp, "WEB"))),
            "409 EntityAlreadyExists: Instance Profile WEB already exists.");
  EXPECT_EQ(say(create_instance_profile(world_, make_profile(kData, "web"))), "ok");
  EXPECT_EQ(say(add_role_to_instance_profile(world_, kApp, "web", "web")), "ok");
  EXPECT_EQ(say(delete_instance_profile(world_, kApp, "web")),
            "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile "
            "first.");
  EXPECT_EQ(say(remove_role_from_instance_profile(world_, kApp, "web", "web")), "ok");
  EXPECT_EQ(say(delete_instance_profile(world_, kApp, "web")), "ok");
  EXPECT_EQ(say(delete_instance_profile(world_, kApp, "web")),
            "404 NoSuchEntity: Instance Profile web cannot be found.");
}

// R-EVAL-21.
TEST(RequiredPermissions, PassingARoleIsASecondPermission) {
  const auto run = required_permissions("EC2:runinstances");
  ASSERT_EQ(run.size(), 1U);
  EXPECT_EQ(run[0].action, "iam:PassRole");
  EXPECT_EQ(run[0].passed_to, "ec2.amazonaws.com");
  EXPECT_EQ(required_permissions("ecs:RegisterTaskDefinition").size(), 2U);
  EXPECT_EQ(required_permissions("lambda:CreateFunction")[0].passed_to, "lambda.amazonaws.com");
  EXPECT_TRUE(required_permissions("s3:GetObject").empty());
  EXPECT_TRUE(required_permissions("").empty());
}

}  // namespace
}  // namespace rolechain
