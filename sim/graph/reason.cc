#include "sim/graph/reason.h"

#include <fmt/format.h>

namespace rolechain {
namespace {

bool says_yes(const SideTrace* side) {
  return side != nullptr &&
         (side->outcome == SideOutcome::allows || side->outcome == SideOutcome::delegates);
}

bool denies(const SideTrace* side) {
  return side != nullptr && side->outcome == SideOutcome::denies;
}

std::string trust_reason(const SideTrace& side, const Trace& trace, const std::string& caller,
                         const std::string& role) {
  switch (side.reason) {
    case Reason::no_document:
      return fmt::format("{} has no trust policy", role);
    case Reason::principal_not_matched:
      return fmt::format("{} trusts others, not {}", role, caller);
    case Reason::condition_not_met:
      return side.condition == nullptr ? fmt::format("{} sets a condition that is not met", role)
                                       : fmt::format("{} sets a condition on `{}` that is not met",
                                                     role, side.condition->key.value);
    case Reason::no_statement:
    case Reason::statement:
      break;
  }
  return fmt::format("{} has no statement about {}", role, trace.action);
}

}  // namespace

bool caller_says_yes(const Trace& trace) { return says_yes(trace.side(PolicyType::identity)); }
bool trust_says_yes(const Trace& trace) { return says_yes(trace.side(PolicyType::trust)); }

std::string allowed_by(const Trace& trace) {
  std::string out;
  for (const PolicyType type : {PolicyType::identity, PolicyType::trust}) {
    const SideTrace* side = trace.side(type);
    if (!says_yes(side) || side->policy == nullptr) continue;
    if (!out.empty()) out += ", ";
    out += side->statement_label();
  }
  return out;
}

std::string blocked_by(const Trace& trace, const std::string& caller, const std::string& role) {
  for (const SideTrace& side : trace.sides) {
    if (!denies(&side)) continue;
    return side.policy == nullptr ? fmt::format("denied by {}", side.label)
                                  : fmt::format("denied by {}", side.statement_label());
  }
  const SideTrace* trust = trace.side(PolicyType::trust);
  if (trust != nullptr && !says_yes(trust)) return trust_reason(*trust, trace, caller, role);
  // In one account a trust policy that names the caller needs no word of the caller's policies.
  const bool needs_caller =
      !trace.same_account || trust == nullptr || trust->outcome == SideOutcome::delegates;
  if (needs_caller && !caller_says_yes(trace)) {
    return fmt::format("{} may not call {} on {}", caller, trace.action, role);
  }
  for (const SideTrace& side : trace.sides) {
    const bool limits = side.type == PolicyType::scp || side.type == PolicyType::boundary ||
                        side.type == PolicyType::session;
    if (!limits || says_yes(&side)) continue;
    return fmt::format("the {} `{}` does not allow {}", policy_type_name(side.type), side.label,
                       trace.action);
  }
  return fmt::format("{} may not call {} on {}", caller, trace.action, role);
}

}  // namespace rolechain
