#include "sim/explain/fix.h"

#include <algorithm>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "sim/explain/sides.h"

namespace rolechain {
namespace {

// Keys whose value the sender of an AssumeRole request chooses.
bool chosen_by_sender(std::string_view key) {
  return equals_ignore_case(key, "sts:ExternalId") ||
         equals_ignore_case(key, "sts:RoleSessionName") ||
         equals_ignore_case(key, "sts:SourceIdentity") ||
         starts_with_ignore_case(key, "aws:RequestTag/");
}

std::string fix_condition(const SideTrace& side) {
  const ConditionTest& test = *side.condition;
  const std::string label = side.statement_label();
  if (test.op.op == Operator::null || is_negated(test.op.op) || !chosen_by_sender(test.key.value)) {
    return fmt::format("meet the condition on {} of {}, or change it", test.key.value, label);
  }
  return fmt::format("send {} {} with the request, or change the condition of {}", test.key.value,
                     expected_values(test), label);
}

std::string fix_trust(const SideTrace& side, const Trace& trace) {
  const std::string principal = principal_of(trace);
  switch (side.reason) {
    case Reason::no_document:
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
  return fmt::format("{} the policy of {} a statement that allows {} to call {}",
                     side.reason == Reason::no_document ? "write as" : "add to",
                     side.label.empty() ? trace.resource : side.label, principal, trace.action);
}

std::string fix_guardrail(const SideTrace& side, const Trace& trace) {
  const std::string_view what = side.type == PolicyType::scp        ? "the SCPs of "
                                : side.type == PolicyType::endpoint ? "the endpoint policy "
                                : side.type == PolicyType::session  ? "the "
                                                                    : "";
  return fmt::format("allow {} on {} in {}{} too", trace.action, trace.resource, what, side.label);
}

std::string fix_side(const SideTrace& side, const Trace& trace) {
  if (side.outcome == SideOutcome::denies) {
    return fmt::format("remove or narrow the Deny {}", side.statement_label());
  }
  if (side.reason == Reason::condition_not_met && side.condition != nullptr) {
    return fix_condition(side);
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
      return fix_guardrail(side, trace);
  }
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

std::vector<std::string> fixes_for(const Trace& trace) {
  const SideTrace* blocking = blocking_side(trace);
  if (blocking == nullptr) return {};
  std::vector<std::string> fixes{fix_side(*blocking, trace)};
  if (trace.same_account || blocking->outcome == SideOutcome::denies) return fixes;
  for (const SideTrace& side : trace.sides) {
    const bool needed = side.type == PolicyType::identity || side.type == PolicyType::trust ||
                        side.type == PolicyType::resource;
    if (needed && &side != blocking && !said_yes(side)) fixes.push_back(fix_side(side, trace));
  }
  return fixes;
}

std::string fix_for_refusal(const StepRecord& step) {
  if (step.reason == "duration") {
    return "ask for a shorter duration: at most 1h when a role's credentials assume the next role, "
           "and at most the role's max_session";
  }
  if (step.reason == "expired") return "get new credentials: these have expired";
  if (step.reason == "mfa") return "send the user's own mfa_serial and a six-digit mfa_code";
  return {};
}

}  // namespace rolechain
