// What authorization must know about single services: which have resource control policies, which
// STS calls a role's trust policy decides, which need no permission.
#pragma once

#include <string_view>

namespace rolechain {

// R-ORG-06. `service` is the prefix of the action, in lower case.
bool supports_rcp(std::string_view service);

// R-TRUST-01: the role's trust policy is the resource policy of these. `action` in lower case.
bool is_trust_action(std::string_view action_lower);

// R-EVAL-15: sts:GetCallerIdentity, sts:GetSessionToken.
bool needs_no_permission(std::string_view action_lower);

// Services with one endpoint for all regions: aws:RequestedRegion is us-east-1 for them.
bool is_global_service(std::string_view service);

// Services with their own spelling of aws:ResourceTag/…: "ec2:ResourceTag/"; "" for the others.
std::string_view resource_tag_prefix(std::string_view service);

}  // namespace rolechain
