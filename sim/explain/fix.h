// One line that tells what to change so that a refused request would be allowed.
#pragma once

#include <string>

#include "mocks/iam/trace.h"
#include "sim/run/report.h"

namespace rolechain {

// For the side that stands in the way; "" where nothing sensible can be said.
std::string fix_for(const Trace& trace);
// For refusals that no policy decided: duration, expired credentials, MFA …
std::string fix_for_refusal(const StepRecord& step);

// The side that decided the refusal; null for an allowed request.
const SideTrace* blocking_side(const Trace& trace);

}  // namespace rolechain
