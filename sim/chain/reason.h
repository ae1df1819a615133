// What a decision's trace says about a hop, as data: the statements that say yes, or the side that
// says no and why.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mocks/iam/trace.h"
#include "mocks/policy/compiled.h"

namespace rolechain {

enum class HopVerdict : std::uint8_t { allowed, blocked, undecided };

// One statement of a policy of the world, or none.
struct StatementRef {
  const CompiledPolicy* policy = nullptr;
  std::uint32_t index = 0;

  [[nodiscard]] bool known() const { return policy != nullptr; }
  // REQUIRES: known().
  [[nodiscard]] const Statement& statement() const { return policy->statements()[index]; }
  [[nodiscard]] std::string label() const { return policy->statement_label(index); }
  bool operator==(const StatementRef&) const = default;
};

// Why a hop is not possible.
struct HopBlock {
  enum class Why : std::uint8_t {
    denied,            // by `statement`
    no_trust_policy,   // the role has none
    not_trusted,       // the trust policy names others
    condition,         // `condition` of the trust policy is not met
    trust_silent,      // the trust policy says nothing of `action`
    caller_silent,     // the caller's policies do not allow `action`
    guardrail_silent,  // `side`, named `label`, does not allow `action`
    undecided,         // exactly this could not be decided
    endpoint,          // `label` is what the workload's credential endpoint answered
  };
  Why why = Why::undecided;
  PolicyType side = PolicyType::identity;
  StatementRef statement;  // denied; condition: the one that has it; not_trusted: the nearest
  const ConditionTest* condition = nullptr;  // condition; null where it is not known
  std::string_view action;                   // of a constant text
  std::string label;
};

// Both sides' statements that say yes, whatever the outcome.
StatementRef caller_statement(const Trace& trace);
StatementRef trust_statement(const Trace& trace);

// REQUIRES: the trace is of a request that was denied; `action` outlives the result.
HopBlock block_of(const Trace& trace, std::string_view action);

// "writer sets a condition on `sts:ExternalId` that is not met"; `caller`, `role`: names to print.
std::string block_text(const HopBlock& block, const std::string& caller, const std::string& role);

// What the two sides of a hop say, whatever the outcome.
bool caller_says_yes(const Trace& trace);
bool trust_says_yes(const Trace& trace);

}  // namespace rolechain
