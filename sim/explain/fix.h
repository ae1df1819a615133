// What to change so that a refused request would be allowed: one line for each side in the way.
#pragma once

#include <string>
#include <vector>

#include "mocks/iam/trace.h"
#include "sim/run/report.h"

namespace rolechain {

// For the side that stands in the way and for those that would be in the way next. Empty for an
// allowed request.
std::vector<std::string> fixes_for(const Trace& trace);
// For refusals that no policy decided: duration, expired credentials, MFA … "" where AWS's own
// message says it all.
std::string fix_for_refusal(const StepRecord& step);

// The side that decided the refusal; null for an allowed request.
const SideTrace* blocking_side(const Trace& trace);
// "the SCP of ou workloads", "the boundary base/boundary": a policy type that only limits; "" for
// the sides that grant.
std::string guardrail_name(const SideTrace& side);

}  // namespace rolechain
