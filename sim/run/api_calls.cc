#include "sim/run/api_calls.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "mocks/base/arn.h"
#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "mocks/iam/api.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/required_permissions.h"
#include "sim/run/calls.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 7> kOperations{
    "iam:CreateInstanceProfile",
    "iam:DeleteInstanceProfile",
    "iam:AddRoleToInstanceProfile",
    "iam:RemoveRoleFromInstanceProfile",
    "ec2:AssociateIamInstanceProfile",
    "ec2:DisassociateIamInstanceProfile",
    "ec2:ReplaceIamInstanceProfileAssociation",
};

bool is(const Api& api, std::string_view operation) {
  return equals_ignore_case(api.operation, operation);
}

std::string_view parameter(const Api& api, std::string_view name) {
  const auto at = api.with.find(std::string(name));
  return at == api.with.end() ? std::string_view{} : std::string_view(at->second);
}

// "app-base" of a name or of an ARN of any path.
std::string_view name_of(std::string_view name_or_arn) {
  const auto parts = split_arn(name_or_arn);
  if (!parts) return name_or_arn;
  return parts->resource.substr(parts->resource.rfind('/') + 1);
}

std::string_view account_in(std::string_view name_or_arn) {
  const auto parts = split_arn(name_or_arn);
  return parts ? parts->account : std::string_view{};
}

// Whose account the operation is about: said, the caller's, or that of what it names.
std::string account_of(const World& world, const Api& api, std::string_view caller_account) {
  if (!parameter(api, "account").empty()) return std::string(parameter(api, "account"));
  if (!caller_account.empty()) return std::string(caller_account);
  for (const std::string_view name : {"instance_profile", "role"}) {
    const std::string_view account = account_in(parameter(api, name));
    if (!account.empty()) return std::string(account);
  }
  if (const Instance* instance = world.instance(parameter(api, "instance"))) {
    return instance->account;
  }
  for (const InstanceProfile& profile : world.instance_profiles) {
    if (profile.name == parameter(api, "instance_profile")) return profile.account;
  }
  return {};
}

ProfileSpecification profile_of(const Api& api) {
  const std::string_view profile = parameter(api, "instance_profile");
  ProfileSpecification out;
  (split_arn(profile) ? out.arn : out.name) = profile;
  return out;
}

std::string profile_arn(const World& world, std::string_view account, std::string_view name) {
  for (const InstanceProfile& profile : world.instance_profiles) {
    if (profile.account == account && equals_ignore_case(profile.name, name)) return profile.arn;
  }
  return fmt::format("arn:{}:iam::{}:instance-profile/{}", world.partition, account, name);
}

std::string instance_arn(const World& world, std::string_view account, std::string_view id) {
  const Instance* instance = world.instance(id);
  const std::string& region =
      instance == nullptr || instance->region.empty() ? world.region : instance->region;
  return fmt::format("arn:{}:ec2:{}:{}:instance/{}", world.partition, region, account, id);
}

// The role that the operation hands over; "" where it hands over none.
std::string passed_role(const World& world, const Api& api, std::string_view account) {
  const std::string_view role = parameter(api, "role");
  if (!role.empty()) {
    const Role* found = world.role_by_name(account, name_of(role));
    return found == nullptr ? std::string(role) : found->arn;
  }
  const std::string_view name = name_of(parameter(api, "instance_profile"));
  const InstanceProfile* profile = world.instance_profile(profile_arn(world, account, name));
  return profile == nullptr ? std::string() : profile->role_arn;
}

}  // namespace

bool is_api_operation(std::string_view operation) {
  return std::ranges::any_of(
      kOperations, [&](std::string_view one) { return equals_ignore_case(one, operation); });
}

ApiResult<void> perform(World& world, const Api& api, std::string_view caller_account) {
  const std::string account = account_of(world, api, caller_account);
  const std::string_view profile = name_of(parameter(api, "instance_profile"));
  const std::string_view role = name_of(parameter(api, "role"));
  const std::string_view instance = parameter(api, "instance");
  if (is(api, "iam:CreateInstanceProfile")) {
    InstanceProfile made;
    made.key = profile;
    made.account = account;
    made.name = profile;
    made.arn = profile_arn(world, account, profile);
    // A fixed id is enough: nothing but the name tells two profiles of this world apart.
    made.unique_id = IdSource::named_unique_id(0, "AIPA", made.arn);
    return create_instance_profile(world, std::move(made));
  }
  if (is(api, "iam:DeleteInstanceProfile")) return delete_instance_profile(world, account, profile);
  if (is(api, "iam:AddRoleToInstanceProfile")) {
    return add_role_to_instance_profile(world, account, profile, role);
  }
  if (is(api, "iam:RemoveRoleFromInstanceProfile")) {
    return remove_role_from_instance_profile(world, account, profile, role);
  }
  if (is(api, "ec2:AssociateIamInstanceProfile")) {
    return associate_iam_instance_profile(world, instance, profile_of(api));
  }
  if (is(api, "ec2:DisassociateIamInstanceProfile")) {
    return disassociate_iam_instance_profile(world, instance);
  }
  return replace_iam_instance_profile_association(world, instance, profile_of(api));
}

bool authorize_api(const World& world, const Session& session, const Api& api,
                   const std::vector<ContextEntry>& context, EpochSeconds now_s,
                   StepRecord& record) {
  const std::string account = account_of(world, api, session.account);
  const std::string resource =
      starts_with_ignore_case(api.operation, "ec2:")
          ? instance_arn(world, account, parameter(api, "instance"))
          : profile_arn(world, account, name_of(parameter(api, "instance_profile")));
  make_call(world, session, {api.operation, resource}, context, now_s, record);
  const std::string role = passed_role(world, api, account);
  for (const RequiredPermission& needed : required_permissions(api.operation)) {
    if (!record.ok || role.empty()) break;
    std::vector<ContextEntry> passing = context;
    passing.push_back({"iam:PassedToService", {std::string(needed.passed_to)}, false});
    make_call(world, session, {std::string(needed.action), role}, passing, now_s, record);
  }
  record.resource = resource;
  return record.ok;
}

}  // namespace rolechain
