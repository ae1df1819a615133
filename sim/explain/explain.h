// Says why, in the words of the person who asks: each side's yes or no, the statement that decided
// with file and line, what makes it apply, and a one-line fix.
#pragma once

#include <cstdint>
#include <string>

#include "mocks/iam/trace.h"
#include "sim/load/scenario.h"
#include "sim/run/report.h"

namespace rolechain {

enum class Detail : std::uint8_t {
  // Without places, and without what another edit of the file would change: what `expect.explain`
  // compares.
  outline,
  // With places, what makes a statement apply, how to take a grant away, and AWS's own words.
  normal,
  // With every statement that was looked at, and the request's context, too.
  all,
};

// The decision tree of one step:
//   ✗ base_session may not assume orders_writer (AccessDenied)
//     ✓ caller's side   app-base allows sts:AssumeRole on role/orders-writer base/hop#AssumeWriter
//     ✗ role's side     orders-writer has no trust policy, so it trusts nobody
//     → accounts differ (111111111111, 222222222222): both sides must allow
//     fix: add a trust policy that allows arn:aws:iam::111111111111:role/app-base to call …
//     AWS says: User: arn:aws:sts::… is not authorized to perform: sts:AssumeRole on resource: …
std::string explain_step(const StepRecord& step, const Scenario& scenario,
                         Detail detail = Detail::normal);

// The sides of one trace, indented, for failed checks.
std::string explain_trace(const Trace& trace, const Scenario& scenario,
                          Detail detail = Detail::normal);

}  // namespace rolechain
