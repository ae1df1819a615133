#include "mocks/policy/managed.h"

#include <algorithm>

#include "mocks/base/arn.h"

namespace rolechain {

namespace {

// "policy/service-role/Name", or nothing where AWS does not own the policy.
std::optional<std::string_view> aws_policy_resource(std::string_view arn) {
  const auto parts = split_arn(arn);
  if (!parts) return std::nullopt;
  const bool known_partition = parts->partition == "aws" || parts->partition.starts_with("aws-");
  const bool owned = known_partition && parts->service == "iam" && parts->region.empty() &&
                     parts->account == "aws" && parts->resource.starts_with("policy/");
  if (!owned) return std::nullopt;
  return parts->resource;
}

}  // namespace

bool is_aws_managed_policy_arn(std::string_view arn) {
  return aws_policy_resource(arn).has_value();
}

std::optional<ManagedPolicyText> find_managed_policy(std::string_view arn) {
  const auto wanted = aws_policy_resource(arn);
  if (!wanted) return std::nullopt;
  const auto all = managed_policies();
  const auto found = std::ranges::find_if(all, [wanted](const ManagedPolicyText& policy) {
    return aws_policy_resource(policy.arn) == wanted;
  });
  if (found == all.end()) return std::nullopt;
  return *found;
}

}  // namespace rolechain
