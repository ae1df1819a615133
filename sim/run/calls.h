// One API call of a session: expiry, then authorization, then the service's own error code.
#pragma once

#include <string>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "sim/load/scenario.h"
#include "sim/run/report.h"

namespace rolechain {

// Writes the outcome and the trace into `record`.
void make_call(const World& world, const Session& session, const Call& call,
               const std::vector<ContextEntry>& context, EpochSeconds now_s, StepRecord& record);

// The refusal, as the record has it.
void refuse(StepRecord& record, const ApiError& error);
// Not run: what the step needs is not there. No words of AWS's, so no code.
void skip(StepRecord& record, std::string why);

}  // namespace rolechain
