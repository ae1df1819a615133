// API calls that need iam:PassRole besides their own action, because they hand a role to a service.
// Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service"; Service
// Authorization Reference, "Dependent actions" of each action.
#pragma once

#include <span>
#include <string_view>

namespace rolechain {

// R-EVAL-21. The second request: `action` on the role that the call passes, with
// iam:PassedToService = `passed_to`. Needed only where the call names a role by `parameter` (for
// ec2:RunInstances the role inside the instance profile).
struct RequiredPermission {
  std::string_view call;       // "ec2:RunInstances", as AWS spells it
  std::string_view action;     // "iam:PassRole"
  std::string_view passed_to;  // "ec2.amazonaws.com"
  std::string_view parameter;  // "IamInstanceProfile"
};

// Empty for calls that pass no role. `action` in any case.
std::span<const RequiredPermission> required_permissions(std::string_view action);

}  // namespace rolechain
