#include "mocks/policy/managed.h"

#include <algorithm>

#include "mocks/base/arn.h"

namespace rolechain {

bool is_aws_managed_policy_arn(std::string_view arn) {
  const auto parts = split_arn(arn);
  if (!parts) return false;
  const bool known_partition = parts->partition == "aws" || parts->partition.starts_with("aws-");
  return known_partition && parts->service == "iam" && parts->region.empty() &&
         parts->account == "aws" && parts->resource.starts_with("policy/");
}

std::optional<ManagedPolicyText> find_managed_policy(std::string_view arn) {
  if (!is_aws_managed_policy_arn(arn)) return std::nullopt;
  const std::string_view wanted = split_arn(arn)->resource;
  const auto all = managed_policies();
  const auto found = std::ranges::find_if(all, [wanted](const ManagedPolicyText& policy) {
    return split_arn(policy.arn)->resource == wanted;
  });
  if (found == all.end()) return std::nullopt;
  return *found;
}

}  // namespace rolechain
