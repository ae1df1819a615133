// Compares a scenario's `because:` with what the policies really said.
#pragma once

#include <string>

#include "mocks/iam/trace.h"
#include "sim/load/scenario.h"
#include "sim/run/report.h"

namespace rolechain {

// The one trace that decided the step: the refused one, else the first; null where no policy was
// asked.
const Trace* deciding_trace(const StepRecord& step);

// What a person reads of a side: "allowed by base/hop#AssumeWriter", "no-statement".
std::string side_word(const SideTrace& side);

// "" where everything that was said holds; else one line that tells what came instead.
// Sides: identity, resource, trust, boundary, session, scp, rcp; `any` is any side that had a part
// in the outcome, or the API's own reason ("duration"). A value is a statement's label or a reason
// word.
std::string because_mismatch(const Because& because, const StepRecord& step);

}  // namespace rolechain
