#include "sim/chain/reason.h"

#include <fmt/format.h>

namespace rolechain {
namespace {

using Why = HopBlock::Why;

bool says_yes(const SideTrace* side) {
  return side != nullptr &&
         (side->outcome == SideOutcome::allows || side->outcome == SideOutcome::delegates);
}

StatementRef statement_of(const SideTrace* side) {
  if (!says_yes(side) || side->policy == nullptr) return {};
  return {side->policy, side->statement};
}

void explain_trust(const SideTrace& side, HopBlock& out) {
  switch (side.reason) {
    case Reason::no_document:
      out.why = Why::no_trust_policy;
      return;
    case Reason::principal_not_matched:
      out.why = Why::not_trusted;
      if (side.policy != nullptr) out.statement = {side.policy, side.statement};
      return;
    case Reason::condition_not_met:
      out.why = Why::condition;
      out.condition = side.condition;
      out.statement = {side.policy, side.statement};
      return;
    case Reason::no_statement:
    case Reason::statement:
      break;
  }
  out.why = Why::trust_silent;
}

bool is_guardrail(PolicyType type) {
  return type == PolicyType::scp || type == PolicyType::boundary || type == PolicyType::session;
}

}  // namespace

bool caller_says_yes(const Trace& trace) { return says_yes(trace.side(PolicyType::identity)); }
bool trust_says_yes(const Trace& trace) { return says_yes(trace.side(PolicyType::trust)); }

StatementRef caller_statement(const Trace& trace) {
  return statement_of(trace.side(PolicyType::identity));
}
StatementRef trust_statement(const Trace& trace) {
  return statement_of(trace.side(PolicyType::trust));
}

HopBlock block_of(const Trace& trace, std::string_view action) {
  HopBlock out;
  out.action = action;
  for (const SideTrace& side : trace.sides) {
    if (side.outcome != SideOutcome::denies) continue;
    out.why = Why::denied;
    out.side = side.type;
    out.label = side.label;
    if (side.policy != nullptr) out.statement = {side.policy, side.statement};
    return out;
  }
  const SideTrace* trust = trace.side(PolicyType::trust);
  if (trust != nullptr && !says_yes(trust)) {
    out.side = PolicyType::trust;
    explain_trust(*trust, out);
    return out;
  }
  out.why = Why::caller_silent;
  // In one account a trust policy that names the caller needs no word of the caller's policies.
  const bool needs_caller =
      !trace.same_account || trust == nullptr || trust->outcome == SideOutcome::delegates;
  if (needs_caller && !caller_says_yes(trace)) return out;
  for (const SideTrace& side : trace.sides) {
    if (!is_guardrail(side.type) || says_yes(&side)) continue;
    out.why = Why::guardrail_silent;
    out.side = side.type;
    out.label = side.label;
    return out;
  }
  return out;
}

std::string block_text(const HopBlock& block, const std::string& caller, const std::string& role) {
  switch (block.why) {
    case Why::denied:
      return fmt::format("denied by {}",
                         block.statement.known() ? block.statement.label() : block.label);
    case Why::no_trust_policy:
      return fmt::format("{} has no trust policy", role);
    case Why::not_trusted:
      return fmt::format("{} trusts others, not {}", role, caller);
    case Why::condition:
      return block.condition == nullptr ? fmt::format("{} sets a condition that is not met", role)
                                        : fmt::format("{} sets a condition on `{}` that is not met",
                                                      role, block.condition->key.value);
    case Why::trust_silent:
      return fmt::format("{} has no statement about {}", role, block.action);
    case Why::caller_silent:
      return fmt::format("{} may not call {} on {}", caller, block.action, role);
    case Why::guardrail_silent:
      return fmt::format("the {} `{}` does not allow {}", policy_type_name(block.side), block.label,
                         block.action);
    case Why::undecided:
      return "could not be decided";
    case Why::endpoint:
      return block.label;
  }
  return {};
}

}  // namespace rolechain
