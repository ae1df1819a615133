#include "sim/explain/fix.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "mocks/policy/pattern.h"
#include "sim/explain/sides.h"
#include "sim/explain/statements.h"

namespace rolechain {
namespace {

bool begins(std::string_view key, std::string_view prefix) {
  return starts_with_ignore_case(key, prefix);
}

// The first variable of the expected values that has no value in this request; "" where all have.
std::string unresolved_key(const ConditionTest& test, const Context& context) {
  for (const Text& value : test.values) {
    const Pattern pattern(value.value, Pattern::Wildcards::literal, Pattern::Variables::active);
    if (const std::string_view key = pattern.unresolved(context); !key.empty()) {
      return std::string(key);
    }
  }
  return {};
}

// What somebody can do so that the request has the value; "" where nothing general can be said.
std::string meet_condition(const ConditionTest& test, const Trace& trace, bool variables) {
  const std::string& key = test.key.value;
  const std::string expected = expected_values(test, trace.context, variables);
  if (begins(key, "aws:MultiFactorAuth")) {
    if (trace.caller.kind != Caller::Kind::role_session) {
      return "send the user's mfa_serial and mfa_code";
    }
    // R-EVAL-20. Source: IAM User Guide, "Secure API access with MFA".
    return "let the user come here directly (a role's session carries no MFA)";
  }
  if (test.op.op == Operator::null || is_negated(test.op.op)) return {};
  constexpr std::string_view kPrincipalTag = "aws:PrincipalTag/";
  if (const std::string missing = variables ? unresolved_key(test, trace.context) : "";
      !missing.empty()) {
    return begins(missing, kPrincipalTag) ? fmt::format("tag the caller's role or session with {}",
                                                        missing.substr(kPrincipalTag.size()))
                                          : fmt::format("let the request have {}", missing);
  }
  constexpr std::array<std::string_view, 6> kSent = {"sts:ExternalId",     "sts:RoleSessionName",
                                                     "sts:SourceIdentity", "aws:RequestTag/",
                                                     "aws:TagKeys",        "sts:TransitiveTagKeys"};
  if (std::ranges::any_of(kSent, [&](std::string_view one) { return begins(key, one); })) {
    return fmt::format("send {} {} with the request", key, expected);
  }
  if (begins(key, kPrincipalTag)) {
    return fmt::format("tag the caller's role or session with {} {}",
                       key.substr(kPrincipalTag.size()), expected);
  }
  constexpr std::string_view kResourceTag = "aws:ResourceTag/";
  if (begins(key, kResourceTag)) {
    return fmt::format("tag the resource with {} {}", key.substr(kResourceTag.size()), expected);
  }
  if (begins(key, "aws:SourceIp")) return fmt::format("call from an address in {}", expected);
  if (begins(key, "aws:SourceVpce")) return fmt::format("call through VPC endpoint {}", expected);
  if (begins(key, "aws:SourceVpc")) return fmt::format("call from VPC {}", expected);
  if (begins(key, "aws:RequestedRegion")) return fmt::format("call in region {}", expected);
  return {};
}

std::string fix_condition(const SideTrace& side, const Trace& trace) {
  const ConditionTest& test = *side.condition;
  const std::string label = side.statement_label();
  const std::string meet = meet_condition(test, trace, side.policy->document().variables);
  if (meet.empty())
    return fmt::format("meet the condition on {} of {}, or change it", test.key.value, label);
  return fmt::format("{}, or change the condition of {}", meet, label);
}

// R-COND-06: `${…}` in a policy of an older Version, or of none, is plain text.
bool misses_variables(const SideTrace& side) {
  if (side.policy == nullptr || side.policy->document().variables) return false;
  const auto has_variable = [](const Text& text) {
    return find_variable(text.value) != std::string::npos;
  };
  const Statement& statement = side.policy->statements()[side.statement];
  if (side.condition != nullptr) return std::ranges::any_of(side.condition->values, has_variable);
  return std::ranges::any_of(statement.resources, has_variable);
}

std::string fix_deny(const SideTrace& side) {
  const Statement& statement = side.policy->statements()[side.statement];
  if (!statement.not_principal) {
    return fmt::format("remove or narrow the Deny {}", side.statement_label());
  }
  // R-PRIN-06. Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
  return fmt::format(
      "name the session, its role and its account in the NotPrincipal of {}, or use "
      "Principal `*` and a condition on aws:PrincipalArn",
      side.statement_label());
}

std::string fix_trust(const SideTrace& side, const Trace& trace) {
  const std::string principal = principal_of(trace);
  switch (side.reason) {
    case Reason::no_document:
      if (side.label.empty()) {
        return fmt::format("add the role {} with a trust policy that allows {} to call {}",
                           trace.resource, principal, trace.action);
      }
      return fmt::format("add a trust policy that allows {} to call {}", principal, trace.action);
    case Reason::principal_not_matched:
      return fmt::format("name {} in the Principal of {}", principal, side.statement_label());
    default:
      return fmt::format("add a statement to {}'s trust policy that allows {} to call {}",
                         side.label, principal, trace.action);
  }
}

std::string fix_resource(const SideTrace& side, const Trace& trace) {
  const std::string principal = principal_of(trace);
  if (side.reason == Reason::principal_not_matched) {
    return fmt::format("name {} in the Principal of {}", principal, side.statement_label());
  }
  const std::string& owner = side.label.empty() ? trace.resource : side.label;
  return side.reason == Reason::no_document
             ? fmt::format("give {} a policy that allows {} to call {}", owner, principal,
                           trace.action)
             : fmt::format("add to the policy of {} a statement that allows {} to call {}", owner,
                           principal, trace.action);
}

std::string fix_side(const SideTrace& side, const Trace& trace) {
  if (side.outcome == SideOutcome::denies) return fix_deny(side);
  if (misses_variables(side)) {
    return fmt::format(
        "give the policy of {} Version 2012-10-17: without it `${{…}}` is plain text",
        side.statement_label());
  }
  if (side.reason == Reason::condition_not_met && side.condition != nullptr) {
    return fix_condition(side, trace);
  }
  switch (side.type) {
    case PolicyType::identity:
      return fmt::format("add to {} a statement that allows {} on {}", side.label, trace.action,
                         trace.resource);
    case PolicyType::trust:
      return fix_trust(side, trace);
    case PolicyType::resource:
      return fix_resource(side, trace);
    default:
      return fmt::format("allow {} on {} in {} too", trace.action, trace.resource,
                         guardrail_name(side));
  }
}

bool is_guardrail(PolicyType type) {
  return type != PolicyType::identity && type != PolicyType::trust && type != PolicyType::resource;
}

}  // namespace

const SideTrace* blocking_side(const Trace& trace) {
  if (trace.allowed) return nullptr;
  if (const SideTrace* side = trace.side(trace.decided_by)) {
    if (!said_yes(*side)) return side;
  }
  const auto no = [](const SideTrace& side) { return !said_yes(side); };
  const auto at = std::ranges::find_if(trace.sides, no);
  return at == trace.sides.end() ? nullptr : &*at;
}

std::string guardrail_name(const SideTrace& side) {
  switch (side.type) {
    case PolicyType::boundary:
      return "the boundary " + side.label;
    case PolicyType::session:
      return "the session policy";
    case PolicyType::scp:
      return "the SCP of " + side.label;
    case PolicyType::rcp:
      return "the RCP of " + side.label;
    case PolicyType::endpoint:
      return "the endpoint policy " + side.label;
    case PolicyType::identity:
    case PolicyType::resource:
    case PolicyType::trust:
      break;
  }
  return {};
}

std::vector<std::string> fixes_for(const Trace& trace) {
  const SideTrace* blocking = blocking_side(trace);
  if (blocking == nullptr) return {};
  std::vector<std::string> fixes{fix_side(*blocking, trace)};
  for (const SideTrace& side : trace.sides) {
    if (&side == blocking || said_yes(side)) continue;
    // Every guardrail limits; of the two sides both must allow across accounts only.
    const bool needed =
        side.outcome == SideOutcome::denies || is_guardrail(side.type) || !trace.same_account;
    if (needed) fixes.push_back(fix_side(side, trace));
  }
  return fixes;
}

std::string fix_for_refusal(const StepRecord& step) {
  struct Row {
    std::string_view code;
    std::string_view reason;  // "" any
    std::string_view part;    // of AWS's message; "" any
    std::string_view fix;
  };
  constexpr std::array kRows = {
      Row{"", "duration", "greater than or equal to", "ask for at least 900 seconds"},
      Row{"", "duration", "role chaining",
          "ask for at most 1h: a role's credentials assume the next role for no longer"},
      Row{"", "duration", "", "ask for a shorter duration, or raise the role's max_session"},
      Row{"", "expired", "", "get new credentials: these have expired"},
      Row{"", "mfa", "", "send the user's own mfa_serial and a six-digit mfa_code"},
      Row{"", "fault", "", "try again after a pause, as SDKs do"},
      Row{"MalformedPolicyDocument", "", "Json", "send the session policy as correct JSON"},
      Row{"", "", "source identity of a session cannot be changed",
          "send the source identity that the session has, or none"},
      Row{"LimitExceeded", "", "InstanceSessionsPerInstanceProfile",
          "a profile holds one role: let that role assume the other"},
      Row{"IncorrectState", "", "existing association",
          "an instance has one profile: replace the association, or let its role assume the other"},
  };
  const auto* const found = std::ranges::find_if(kRows, [&](const Row& row) {
    return (row.code.empty() || row.code == step.error_code) &&
           (row.reason.empty() || row.reason == step.reason) &&
           step.error_message.find(row.part) != std::string::npos;
  });
  return found == kRows.end() ? std::string() : std::string(found->fix);
}

}  // namespace rolechain
