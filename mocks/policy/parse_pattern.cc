// Actions, resources and policy variables as text.
// Source: IAM User Guide, "IAM JSON policy elements: Action", "… Resource", "Variables and tags";
// texts of IAM's MalformedPolicyDocument as recorded.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/glob_cursor.h"
#include "mocks/policy/pattern.h"
#include "mocks/policy/policy_check.h"

namespace rolechain {
namespace {

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What a trust policy may speak about (R-TRUST-11).
constexpr std::array<std::string_view, 6> kTrustActions = {
    "sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity",
    "sts:tagsession", "sts:setsourceidentity",  "sts:setcontext"};

bool is_trust_action(std::string_view action) {
  if (!starts_with_ignore_case(action, "sts:")) return false;
  return std::ranges::any_of(kTrustActions, [&](std::string_view known) {
    return glob_match(action, known, CaseMode::insensitive);
  });
}

void bad_action(PolicyCheck& check, const Text& action, std::string message, std::string help,
                std::string aws) {
  check.error("bad-action", std::move(message), action.span, std::move(help),
              {AwsPhase::action_format, std::move(aws)});
}

// The pieces of an ARN that is too short read as `*` in AWS's message.
std::string partition_message(std::string_view resource) {
  const std::vector<std::string_view> parts = split(resource, ':');
  std::string rest;
  for (std::size_t i = 2; i < std::max<std::size_t>(parts.size(), 6); ++i) {
    rest += ':';
    rest += i < parts.size() ? parts[i] : "*";
  }
  return fmt::format(R"(Partition "{0}" is not valid for resource "arn:{0}{1}".)", parts[1], rest);
}

bool is_partition(std::string_view text) {
  return text == "aws" || text.starts_with("aws-") || has_wildcard(text);
}

bool is_account(std::string_view text) {
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return text.empty() || !digits || is_account_id(text);
}

void bad_resource(PolicyCheck& check, const Text& resource, std::string message, std::string help,
                  AwsRefusal aws) {
  check.error("bad-resource", std::move(message), resource.span, std::move(help), std::move(aws));
}

// The parts before the resource; those that are not there are empty.
struct ArnHead {
  std::array<std::string_view, 5> parts;
  std::size_t count = 0;  // of all parts, six at most
};

ArnHead arn_head(std::string_view text) {
  ArnHead out;
  std::size_t at = 0;
  while (at != std::string_view::npos && out.count < out.parts.size()) {
    const std::size_t colon = text.find(':', at);
    out.parts[out.count++] = text.substr(at, colon - at);
    at = colon == std::string_view::npos ? colon : colon + 1;
  }
  if (at != std::string_view::npos) ++out.count;
  return out;
}

void check_arn(PolicyCheck& check, const Text& resource) {
  const std::string_view value = resource.value;
  const ArnHead head = arn_head(value);
  const auto part = [&](std::size_t i) { return head.parts[i]; };
  if (part(0) != "arn" || !is_partition(part(1))) {
    bad_resource(check, resource, fmt::format("`{}` is not an ARN", value),
                 "ARNs begin with arn:aws: (or another partition, such as arn:aws-cn:)",
                 {AwsPhase::resource_format, partition_message(value)});
  } else if (part(2).empty() || has_wildcard(part(2))) {
    bad_resource(check, resource, fmt::format("`{}` names no single service", value),
                 "name the service: arn:aws:s3:…; a wildcard cannot stand for it",
                 {AwsPhase::resource_format,
                  "Resource vendor must be fully qualified and cannot contain regexes."});
  } else if (head.count < 6 && !value.ends_with('*')) {
    bad_resource(check, resource,
                 fmt::format("`{}` has {} of an ARN's six parts", value, head.count),
                 "write arn:partition:service:region:account:resource; parts may be empty",
                 {AwsPhase::parsing, "The policy failed legacy parsing"});
  } else if (!is_account(part(4))) {
    bad_resource(check, resource, fmt::format("`{}` has `{}` as account", value, part(4)),
                 "an account id has 12 digits, leading zeros included", aws_accepts());
  } else if (part(2) == "iam" && !part(3).empty() && !has_wildcard(part(3))) {
    bad_resource(check, resource, fmt::format("`{}` has a region, and IAM has none", value),
                 "leave the region empty: arn:aws:iam::ACCOUNT:…",
                 {AwsPhase::resource_format,
                  fmt::format("IAM resource {} cannot contain region information.", value)});
  }
}

}  // namespace

void check_action(PolicyCheck& check, const Text& action, std::string_view element) {
  const std::string_view value = action.value;
  if (check.type() == PolicyType::trust && element == "Action" && !is_trust_action(value)) {
    check.error(
        "bad-action", fmt::format("a trust policy cannot speak about `{}`", value), action.span,
        "its actions are sts:AssumeRole, its WithSAML and WithWebIdentity forms, "
        "sts:TagSession, sts:SetSourceIdentity and sts:SetContext",
        {AwsPhase::action_format, "AssumeRole policy may only specify STS AssumeRole actions."});
    return;
  }
  if (value == "*") return;
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos) {
    bad_action(check, action, fmt::format("the action `{}` names no service", value),
               "write service:Name, such as s3:GetObject, or * for all",
               "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    return;
  }
  if (value.find(':', colon + 1) != std::string_view::npos) {
    bad_action(check, action, fmt::format("the action `{}` has more than one colon", value),
               "write service:Name", "Actions/Condition can contain only one colon.");
    return;
  }
  const std::string_view vendor = value.substr(0, colon);
  const std::string_view name = value.substr(colon + 1);
  // R-ACT-02: wildcards stand in the name only.
  if (vendor.empty() ||
      !std::ranges::all_of(vendor, [](char c) { return is_alnum(c) || c == '-' || c == '.'; })) {
    bad_action(check, action,
               fmt::format("`{}` is not a service in the action `{}`", vendor, value),
               "name one service before the colon; wildcards go after it",
               fmt::format("Vendor {} is not valid", vendor));
    return;
  }
  if (name.empty()) {
    check.error("bad-action", fmt::format("the action `{}` has no name", value), action.span,
                "write service:Name, such as s3:GetObject, or s3:* for all", aws_accepts());
  }
}

void check_resource(PolicyCheck& check, const Text& resource) {
  const std::string_view value = resource.value;
  if (value == "*") return;
  check_variables(check, resource);
  if (check.variables()) {
    const std::size_t variable = find_variable(value);
    if (variable != std::string_view::npos && !glob::has_six_segments(value.substr(0, variable))) {
      // R-COND-06: variables stand after the fifth colon of a Resource. IAM takes others, and its
      // documentation does not say what they do.
      check.unsupported("variable-before-fifth-colon",
                        fmt::format("`{}` has a variable before its fifth colon", value),
                        resource.span,
                        "use `*` for the account or region, and a condition on "
                        "aws:ResourceAccount");
      return;
    }
  }
  if (value.find(':') == std::string_view::npos) {
    bad_resource(check, resource, fmt::format("`{}` is neither an ARN nor `*`", value),
                 "write arn:partition:service:region:account:resource",
                 {AwsPhase::resource_format,
                  fmt::format(R"(Resource {} must be in ARN format or "*".)", value)});
    return;
  }
  check_arn(check, resource);
}

void check_variables(PolicyCheck& check, const Text& text) {
  if (text.value.find("${") == std::string::npos) return;
  if (!check.variables()) {
    check.warning("variable-needs-version",
                  fmt::format("`{}` is plain text without Version 2012-10-17", text.value),
                  text.span, R"(add "Version": "2012-10-17" to make ${…} a variable)");
    return;
  }
  const std::size_t cloudformation = text.value.find("${AWS::");
  if (cloudformation != std::string::npos) {
    check.error("bad-variable", fmt::format("`{}` holds a CloudFormation parameter", text.value),
                text.span, "wrap the text in Fn::Sub, or write the value", aws_accepts());
    return;
  }
  const auto fault = find_variable_fault(text.value);
  if (!fault) return;
  std::string_view problem;
  switch (fault->kind) {
    case VariableFault::Kind::missing_brace:
      problem = "has a variable without closing brace";
      break;
    case VariableFault::Kind::empty:
      problem = "has a variable without a name";
      break;
    case VariableFault::Kind::bad_symbol:
      problem = "has a variable whose name is not a condition key";
      break;
    case VariableFault::Kind::bad_default:
      problem = "has a variable whose default is not in single quotes";
      break;
  }
  check.error("bad-variable", fmt::format("`{}` {}", text.value, problem), text.span,
              "write ${aws:username}, ${aws:username, 'nobody'}, or ${$} for a dollar sign",
              aws_accepts());
}

}  // namespace rolechain
