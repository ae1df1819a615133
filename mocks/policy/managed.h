// The AWS managed policies that rolechain knows, as the texts that AWS publishes. Parsing is left
// to whoever asks for one. Source and licence: managed/NOTICE.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace rolechain {

struct ManagedPolicyText {
  std::string_view arn;         // in partition `aws`
  std::string_view name;        // "AdministratorAccess"
  std::string_view version_id;  // the default version, "v1"
  std::string_view json;        // may be over the size quota of customers' policies
};

// All of them, sorted by ARN.
std::span<const ManagedPolicyText> managed_policies();

// By ARN, in any partition: "arn:aws-cn:iam::aws:policy/ReadOnlyAccess" (R-POL-10). The text is
// that of partition `aws`. nullopt: not an AWS managed policy, or none of those here.
std::optional<ManagedPolicyText> find_managed_policy(std::string_view arn);

// Does AWS own the policy with this ARN, whether rolechain has its text or not?
bool is_aws_managed_policy_arn(std::string_view arn);

}  // namespace rolechain
