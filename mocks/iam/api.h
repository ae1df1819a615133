// The IAM and EC2 operations on instance profiles: what a profile and an instance accept, and how
// AWS refuses the rest. One role in a profile (R-IMDS-01), one profile on an instance (R-IMDS-02).
// Functions of (world, request) that change the world or answer an error; they do not authorize.
// Source: IAM API Reference, "AddRoleToInstanceProfile"; IAM User Guide, "IAM and AWS STS quotas";
// EC2 API Reference, "AssociateIamInstanceProfile".
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/cloud/world.h"

namespace rolechain {

// Errors: EntityAlreadyExists.
ApiResult<void> create_instance_profile(World& world, InstanceProfile profile);
// Errors: NoSuchEntity; DeleteConflict while it holds a role.
ApiResult<void> delete_instance_profile(World& world, std::string_view account,
                                        std::string_view profile_name);
// Errors: NoSuchEntity; LimitExceeded for a second role, the same one included (R-IMDS-01).
ApiResult<void> add_role_to_instance_profile(World& world, std::string_view account,
                                             std::string_view profile_name,
                                             std::string_view role_name);
// Errors: NoSuchEntity.
ApiResult<void> remove_role_from_instance_profile(World& world, std::string_view account,
                                                  std::string_view profile_name,
                                                  std::string_view role_name);

// The profile by name or by ARN, not both; it belongs to the instance's account.
struct ProfileSpecification {
  std::string name;
  std::string arn;
};
// Errors: InvalidInstanceID.NotFound, InvalidParameterValue for a profile that is not there,
// InvalidParameterCombination, IncorrectState for a second profile (R-IMDS-02).
ApiResult<void> associate_iam_instance_profile(World& world, std::string_view instance_id,
                                               const ProfileSpecification& profile);
// An instance has one association at most, so the instance's id stands for the association's.
// Errors: InvalidInstanceID.NotFound, InvalidAssociationID.NotFound where there is none; for
// replace also those of the profile.
ApiResult<void> disassociate_iam_instance_profile(World& world, std::string_view instance_id);
ApiResult<void> replace_iam_instance_profile_association(World& world, std::string_view instance_id,
                                                         const ProfileSpecification& profile);

}  // namespace rolechain
