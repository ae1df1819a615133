// What every policy said about one request: recorded only where somebody asked for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mocks/policy/compiled.h"
#include "mocks/policy/request.h"

namespace rolechain {

// The stable words of `because:` in scenarios.
enum class Reason : std::uint8_t {
  statement,              // a statement decided; it is named
  no_document,            // "no-document": there is no policy on this side
  no_statement,           // "no-statement": no statement is about this action and resource
  principal_not_matched,  // "principal-not-matched": right action, other principals
  condition_not_met,      // "condition-not-met": all but a condition matched
};
std::string_view reason_word(Reason reason);

enum class SideOutcome : std::uint8_t { allows, silent, denies, delegates };

// One statement of one policy: matched, or the first test that failed.
struct StatementTrace {
  const CompiledPolicy* policy = nullptr;
  std::uint32_t statement = 0;
  StatementMatch match;
};

// One policy type's word on the request: the caller's identity policies together are one side, each
// SCP level is one.
struct SideTrace {
  PolicyType type = PolicyType::identity;
  std::string label;  // "app-base", "account data", the policy's label
  SideOutcome outcome = SideOutcome::silent;
  Reason reason = Reason::no_document;
  const CompiledPolicy* policy = nullptr;  // with Reason::statement, or the nearest miss
  std::uint32_t statement = 0;
  const ConditionTest* condition = nullptr;  // with condition_not_met: the test that failed
  std::vector<StatementTrace> statements;    // all that were looked at

  [[nodiscard]] std::string statement_label() const;  // "base/hop#AssumeWriter" or ""
};

struct Trace {
  std::string action;
  std::string resource;
  std::string caller_arn;
  std::string caller_account;
  Caller caller;
  std::string resource_account;
  bool same_account = true;
  // The resource's own policy must allow in any case: trust policies, KMS key policies.
  bool resource_must_allow = false;
  bool allowed = false;
  Context context;
  // What the engine had for keys that the scenario replaced or took away.
  std::vector<ContextEntry> replaced;
  std::vector<SideTrace> sides;  // identity first, then resource or trust, then the guardrails
  PolicyType decided_by = PolicyType::identity;

  [[nodiscard]] const SideTrace* side(PolicyType type) const;
};

}  // namespace rolechain
