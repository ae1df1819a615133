// Why one call to a served world was decided so: the same explanation that `rolechain explain`
// gives of a step.
#pragma once

#include <string>

#include "mocks/http/recent_calls.h"
#include "sim/load/scenario.h"

namespace rolechain {

// The decision tree, after a line that says when, who and what.
std::string call_story(const RecentCall& call, const Scenario& scenario);
// The steps of a report with this one call (sim/report/json-report.md).
std::string call_story_json(const RecentCall& call, const Scenario& scenario);

}  // namespace rolechain
