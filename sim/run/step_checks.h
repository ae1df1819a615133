// Compares one step's `expect:` with how the step went.
#pragma once

#include <optional>
#include <string>

#include "sim/load/scenario.h"
#include "sim/run/report.h"

namespace rolechain {

// The author wrote something to check.
bool says_anything(const StepExpect& expect);
// The step is meant to succeed: said so, or nothing else was said.
bool expects_success(const StepExpect& expect);

// One check for a step; nothing for a step that went well and of which nothing was expected.
std::optional<Check> check_step(const Step& step, const StepExpect& expect,
                                const StepRecord& record, const Scenario& scenario);

// "steps/writer_session", or "steps/3" for a step without id.
std::string step_name(const StepRecord& record);

// Runs of blanks and line breaks become one blank, as YAML's folded texts need.
std::string fold_blanks(std::string_view text);

}  // namespace rolechain
