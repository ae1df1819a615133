// Says why, in the words of the person who asks: each side's yes or no, the statement that decided
// with file and line, and a one-line fix.
#pragma once

#include <string>

#include "mocks/iam/trace.h"
#include "sim/load/scenario.h"
#include "sim/run/report.h"

namespace rolechain {

// The decision tree of one step, as `expect.explain` compares it:
//   ✗ base_session may not assume orders_writer (AccessDenied)
//     ✓ caller's side   app-base allows sts:AssumeRole on role/orders-writer base/hop#AssumeWriter
//     ✗ role's side     orders-writer has no trust policy, so it trusts nobody
//     → accounts differ (111111111111, 222222222222): both sides must allow
//     fix: add a trust policy that allows arn:aws:iam::111111111111:role/app-base to call …
// `caller` and `target` are the names to print ("base_session", "orders_writer").
std::string explain_step(const StepRecord& step, const Scenario& scenario);

// The sides of one trace, indented, for failed checks.
std::string explain_trace(const Trace& trace, const Scenario& scenario);

}  // namespace rolechain
