#include "mocks/iam/services.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace rolechain {
namespace {

using std::string_view_literals::operator""sv;

// As of 2026-03. Source: AWS Organizations User Guide, "List of AWS services that support RCPs".
constexpr std::array kRcpServices = {
    "aoss"sv, "cognito-identity"sv, "cognito-idp"sv, "dynamodb"sv, "ecr"sv, "kms"sv, "logs"sv,
    "s3"sv,   "secretsmanager"sv,   "sqs"sv,         "sts"sv,
};

// Source: IAM User Guide, "Methods to assume a role", "Pass session tags in AWS STS", "Monitor and
// control actions taken with assumed roles".
constexpr std::array kTrustActions = {
    "sts:assumerole"sv, "sts:assumerolewithsaml"sv, "sts:assumerolewithwebidentity"sv,
    "sts:setcontext"sv, "sts:setsourceidentity"sv,  "sts:tagsession"sv,
};

// Source: IAM User Guide, "AWS global condition context keys", aws:RequestedRegion.
constexpr std::array kGlobalServices = {
    "account"sv,      "aws-portal"sv,    "budgets"sv,        "ce"sv,
    "chime"sv,        "cloudfront"sv,    "health"sv,         "iam"sv,
    "importexport"sv, "organizations"sv, "route53"sv,        "route53domains"sv,
    "shield"sv,       "support"sv,       "trustedadvisor"sv, "waf"sv,
};

// Source: Service Authorization Reference, condition keys of each service.
constexpr std::array kTagPrefixes = {
    std::pair{"autoscaling"sv, "autoscaling:ResourceTag/"sv},
    std::pair{"ec2"sv, "ec2:ResourceTag/"sv},
    std::pair{"ecr"sv, "ecr:ResourceTag/"sv},
    std::pair{"ecs"sv, "ecs:ResourceTag/"sv},
    std::pair{"elasticloadbalancing"sv, "elasticloadbalancing:ResourceTag/"sv},
    std::pair{"iam"sv, "iam:ResourceTag/"sv},
    std::pair{"secretsmanager"sv, "secretsmanager:ResourceTag/"sv},
    std::pair{"ssm"sv, "ssm:resourceTag/"sv},
    // sts:AssumeRole's resource is an IAM role, whose tags IAM's own key names.
    std::pair{"sts"sv, "iam:ResourceTag/"sv},
};

// Names of another length, most of them, are told apart at once.
bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool supports_rcp(std::string_view service) { return is_one_of(kRcpServices, service); }

bool is_trust_action(std::string_view action_lower) {
  return std::ranges::binary_search(kTrustActions, action_lower);
}

bool needs_no_permission(std::string_view action_lower) {
  return action_lower == "sts:getcalleridentity" || action_lower == "sts:getsessiontoken";
}

bool is_global_service(std::string_view service) { return is_one_of(kGlobalServices, service); }

std::string_view resource_tag_prefix(std::string_view service) {
  const auto* found = std::ranges::find(kTagPrefixes, service,
                                        &std::pair<std::string_view, std::string_view>::first);
  return found == kTagPrefixes.end() ? std::string_view{} : found->second;
}

}  // namespace rolechain
