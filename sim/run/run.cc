#include "sim/run/run.h"

#include <fmt/format.h>

#include <utility>

#include "sim/run/check_plan.h"
#include "sim/run/checks.h"
#include "sim/run/stepper.h"

namespace rolechain {
namespace {

using Shared = std::shared_ptr<const Scenario>;

void add(Diagnostics& to, Diagnostics from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// The case's changes cannot be made, or make something that is no scenario.
Check not_loaded(const Diagnostics& diagnostics, SourceSpan where) {
  Check check;
  check.name = "load";
  check.status = Status::unsupported;
  for (const Diagnostic& one : diagnostics) {
    if (one.severity == Severity::error) check.status = Status::invalid;
  }
  check.message = diagnostics.empty() ? "does not load" : diagnostics.front().message;
  check.detail = render(diagnostics);
  check.where = where;
  return check;
}

void carry_out(CaseReport& report, Loader& loader, const ScenarioFile& file, Changes changes,
               Shared scenario, const CheckPlan& plan, SourceSpan where) {
  auto done = execute_with(loader, file, std::move(changes), std::move(scenario));
  if (!done) {
    report.checks.push_back(not_loaded(done.error(), where));
    return;
  }
  report.execution = std::make_shared<const Execution>(*std::move(done));
  report.steps = report.execution->steps;
  report.checks = check_run(plan, *report.execution);
}

CaseReport run_case(Loader& loader, const ScenarioFile& file, const Scenario& base,
                    const Case& one) {
  CaseReport report;
  report.name = one.name;
  auto scenario = loader.load(file, one.changes);
  if (!scenario) {
    report.checks.push_back(not_loaded(scenario.error(), one.span));
    return report;
  }
  carry_out(report, loader, file, one.changes,
            std::make_shared<const Scenario>(*std::move(scenario)), plan_case(base, one), one.span);
  return report;
}

// No green on zero checks: neither for a scenario nor for a case of it.
void refuse_empty(ScenarioReport& report, const Scenario& scenario) {
  for (const CaseReport& one : report.cases) {
    if (!one.checks.empty()) continue;
    // A scenario may leave all its expectations to its cases.
    if (one.name.empty() && report.cases.size() > 1) continue;
    const std::string what =
        one.name.empty() ? std::string("the scenario") : fmt::format("case `{}`", one.name);
    report.diagnostics.push_back({Severity::error, "nothing-checked",
                                  fmt::format("{} expects nothing, so it proves nothing", what),
                                  scenario.expect.span,
                                  "add `expect:` to a step, or `expect: { grants: … }`"});
  }
}

}  // namespace

ScenarioReport run_scenario(Loader& loader, const std::string& path, const LoadOptions& options) {
  ScenarioReport report;
  report.path = path;
  auto file = loader.read(path, options);
  if (!file) {
    add(report.diagnostics, std::move(file.error()));
    return report;
  }
  auto loaded = loader.load(*file);
  if (!loaded) {
    add(report.diagnostics, std::move(loaded.error()));
    return report;
  }
  const Shared scenario = std::make_shared<const Scenario>(*std::move(loaded));
  report.name = scenario->name;
  report.diagnostics = scenario->warnings;

  CaseReport& own = report.cases.emplace_back();
  carry_out(own, loader, *file, {}, scenario, plan_scenario(*scenario), scenario->expect.span);
  for (const Case& one : scenario->cases) {
    report.cases.push_back(run_case(loader, *file, *scenario, one));
  }
  refuse_empty(report, *scenario);
  return report;
}

}  // namespace rolechain
