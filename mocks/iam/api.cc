#include "mocks/iam/api.h"

#include <algorithm>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

InstanceProfile* find_profile(World& world, std::string_view account, std::string_view name) {
  const auto found =
      std::ranges::find_if(world.instance_profiles, [&](const InstanceProfile& profile) {
        return profile.account == account && equals_ignore_case(profile.name, name);
      });
  return found == world.instance_profiles.end() ? nullptr : &*found;
}

Instance* find_instance(World& world, std::string_view id) {
  const auto found = std::ranges::find(world.instances, id, &Instance::id);
  return found == world.instances.end() ? nullptr : &*found;
}

ApiResult<std::string> profile_arn(World& world, const Instance& instance,
                                   const ProfileSpecification& wanted) {
  if (!wanted.name.empty() && !wanted.arn.empty()) return std::unexpected(profile_name_and_arn());
  if (wanted.arn.empty()) {
    const InstanceProfile* found = find_profile(world, instance.account, wanted.name);
    if (found == nullptr) return std::unexpected(invalid_profile_name(wanted.name));
    return found->arn;
  }
  const InstanceProfile* found = world.instance_profile(wanted.arn);
  if (found == nullptr || found->account != instance.account) {
    return std::unexpected(invalid_profile_arn(wanted.arn));
  }
  return found->arn;
}

}  // namespace

ApiResult<void> create_instance_profile(World& world, InstanceProfile profile) {
  if (find_profile(world, profile.account, profile.name) != nullptr) {
    return std::unexpected(instance_profile_exists(profile.name));
  }
  world.instance_profiles.push_back(std::move(profile));
  return {};
}

ApiResult<void> delete_instance_profile(World& world, std::string_view account,
                                        std::string_view profile_name) {
  const InstanceProfile* profile = find_profile(world, account, profile_name);
  if (profile == nullptr) return std::unexpected(no_such_instance_profile(profile_name));
  if (!profile->role_arn.empty()) {
    return std::unexpected(delete_conflict("remove roles from instance profile first"));
  }
  world.instance_profiles.erase(world.instance_profiles.begin() +
                                (profile - world.instance_profiles.data()));
  return {};
}

ApiResult<void> add_role_to_instance_profile(World& world, std::string_view account,
                                             std::string_view profile_name,
                                             std::string_view role_name) {
  InstanceProfile* profile = find_profile(world, account, profile_name);
  if (profile == nullptr) return std::unexpected(no_such_instance_profile(profile_name));
  const Role* role = world.role_by_name(account, role_name);
  if (role == nullptr) return std::unexpected(no_such_role(role_name));
  // R-IMDS-01: a fixed quota, AWS does not raise it.
  if (!profile->role_arn.empty()) return std::unexpected(limit_exceeded_instance_profile());
  profile->role_arn = role->arn;
  return {};
}

ApiResult<void> remove_role_from_instance_profile(World& world, std::string_view account,
                                                  std::string_view profile_name,
                                                  std::string_view role_name) {
  InstanceProfile* profile = find_profile(world, account, profile_name);
  if (profile == nullptr) return std::unexpected(no_such_instance_profile(profile_name));
  const Role* role = world.role_by_name(account, role_name);
  if (role == nullptr) return std::unexpected(no_such_role(role_name));
  if (profile->role_arn != role->arn) {
    return std::unexpected(no_such_role_in_profile(role_name, profile_name));
  }
  profile->role_arn.clear();
  return {};
}

ApiResult<void> associate_iam_instance_profile(World& world, std::string_view instance_id,
                                               const ProfileSpecification& profile) {
  Instance* instance = find_instance(world, instance_id);
  if (instance == nullptr) return std::unexpected(no_such_instance(instance_id));
  const auto arn = profile_arn(world, *instance, profile);
  if (!arn) return std::unexpected(arn.error());
  // R-IMDS-02: replacing is another operation; associating never replaces.
  if (!instance->profile_arn.empty()) return std::unexpected(existing_association(instance_id));
  instance->profile_arn = *arn;
  return {};
}

ApiResult<void> disassociate_iam_instance_profile(World& world, std::string_view instance_id) {
  Instance* instance = find_instance(world, instance_id);
  if (instance == nullptr) return std::unexpected(no_such_instance(instance_id));
  if (instance->profile_arn.empty()) return std::unexpected(no_such_association(instance_id));
  instance->profile_arn.clear();
  return {};
}

ApiResult<void> replace_iam_instance_profile_association(World& world, std::string_view instance_id,
                                                         const ProfileSpecification& profile) {
  Instance* instance = find_instance(world, instance_id);
  if (instance == nullptr) return std::unexpected(no_such_instance(instance_id));
  if (instance->profile_arn.empty()) return std::unexpected(no_such_association(instance_id));
  const auto arn = profile_arn(world, *instance, profile);
  if (!arn) return std::unexpected(arn.error());
  instance->profile_arn = *arn;
  return {};
}

}  // namespace rolechain
