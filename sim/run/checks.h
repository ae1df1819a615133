// The expectations over a whole run, each of which gives checks.
#pragma once

#include <vector>

#include "sim/run/check_plan.h"
#include "sim/run/report.h"
#include "sim/run/run.h"

namespace rolechain {

// Everything that the plan asks, in the order of the file's sections.
std::vector<Check> check_run(const CheckPlan& plan, const Execution& execution);

// Its parts.
using Checks = std::vector<Check>;
void check_steps(const CheckPlan& plan, const Execution& execution, Checks& out);
void check_grants(const CheckPlan& plan, const Execution& execution, Checks& out);
void check_must_deny(const CheckPlan& plan, const Execution& execution, Checks& out);
void check_graph(const CheckPlan& plan, const Execution& execution, Checks& out);
void check_lint(const CheckPlan& plan, const Execution& execution, Checks& out);
void check_coverage(const CheckPlan& plan, const Execution& execution, Checks& out);
void check_explain(const CheckPlan& plan, const Execution& execution, Checks& out);

Check passed_check(std::string name, std::string message, SourceSpan where);
Check failed_check(std::string name, std::string message, std::string detail, SourceSpan where);

}  // namespace rolechain
