// Every single fault that a design's policies can have: a statement or a whole guardrail left out,
// an Allow wider than meant, a condition forgotten, a role that trusts one principal too many.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mocks/base/node.h"
#include "sim/load/load.h"
#include "sim/load/scenario.h"

namespace rolechain::tests {

enum class FaultKind : std::uint8_t {
  statement_dropped,
  deny_dropped,
  guardrail_dropped,  // an SCP, an RCP, a boundary, a session policy: the whole document
  widened,            // Action, Resource or their opposites of an Allow
  condition_removed,
  trust_broadened,  // Principal of a trust or resource policy
};

struct Fault {
  FaultKind kind = FaultKind::widened;
  std::string place;    // "roles/writer/policies/write#Put"; of a document without "#"
  std::string what;     // "Action → dynamodb:*"
  std::string sid;      // of the faulty statement; "" for a document
  std::string pointer;  // JSON pointer into the scenario file, as a case's `set:` has it
  Node value;           // what stands there then; null removes

  [[nodiscard]] std::string name() const { return place + ": " + what; }
};

// The design's file, and the same loaded (for what `@name` stands for). Policies that lie in files
// of their own are not looked into: a design states its policies inline. `intruder` is the ARN that
// a broadened trust policy names besides; the policies of a role or user `intern` or `outsider` are
// no part of the design: it must hold against them.
std::vector<Fault> single_faults(const ScenarioFile& file, const Scenario& scenario,
                                 const std::string& intruder);

}  // namespace rolechain::tests
