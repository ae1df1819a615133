// What to change so that a refused request would be allowed: one line for each side in the way.
#pragma once

#include <string>
#include <vector>

#include "mocks/iam/trace.h"
#include "sim/run/report.h"

namespace rolechain {

// For the side that stands in the way and, across accounts, for the other side where it says no as
// well. Empty for an allowed request.
std::vector<std::string> fixes_for(const Trace& trace);
// For refusals that no policy decided: duration, expired credentials, MFA …
std::string fix_for_refusal(const StepRecord& step);

// The side that decided the refusal; null for an allowed request.
const SideTrace* blocking_side(const Trace& trace);

}  // namespace rolechain
