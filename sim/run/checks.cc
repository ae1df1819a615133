#include "sim/run/checks.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "sim/explain/explain.h"
#include "sim/run/step_checks.h"

namespace rolechain {
namespace {

// A case that says a session's grants anew has said what its calls get.
bool decided_by_grants(const CheckPlan& plan, const Step& step) {
  return std::holds_alternative<Call>(step.action) && plan.said_anew.contains(step.as);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::string_view line : split(text, '\n')) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
    lines.emplace_back(line);
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// Line by line: what stands at the same height is compared.
std::string line_diff(const std::vector<std::string>& expected,
                      const std::vector<std::string>& came) {
  std::string out;
  for (std::size_t i = 0; i < std::max(expected.size(), came.size()); ++i) {
    const bool in_both = i < expected.size() && i < came.size();
    if (in_both && expected[i] == came[i]) {
      out += "  " + came[i] + "\n";
      continue;
    }
    if (i < expected.size()) out += "- " + expected[i] + "\n";
    if (i < came.size()) out += "+ " + came[i] + "\n";
  }
  return out;
}

}  // namespace

Check passed_check(std::string name, std::string message, SourceSpan where) {
  return {std::move(name), Status::passed, std::move(message), "", where};
}

Check failed_check(std::string name, std::string message, std::string detail, SourceSpan where) {
  return {std::move(name), Status::failed, std::move(message), std::move(detail), where};
}

void check_steps(const CheckPlan& plan, const Execution& execution, Checks& out) {
  const Scenario& scenario = *execution.worlds.front();
  for (std::size_t i = 0; i < execution.steps.size(); ++i) {
    const StepRecord& record = execution.steps[i];
    const Step& step = scenario.steps[i];
    const auto own = plan.steps.find(step.id);
    const bool named = own != plan.steps.end() && !step.id.empty();
    if (plan.is_case && !named && (!record.ran || decided_by_grants(plan, step))) continue;
    auto check = check_step(step, named ? own->second : step.expect, record, scenario);
    if (check) out.push_back(*std::move(check));
  }
}

void check_explain(const CheckPlan& plan, const Execution& execution, Checks& out) {
  const Scenario& scenario = *execution.worlds.front();
  for (const auto& [id, text] : plan.explain) {
    const std::string name = "explain/" + id;
    const StepRecord* record = execution.step(id);
    if (record == nullptr || (plan.is_case && !record->ran)) {
      if (record == nullptr) {
        out.push_back(failed_check(name, "no step is called so", "", scenario.expect.span));
      }
      continue;
    }
    const std::vector<std::string> expected = lines_of(text);
    const std::vector<std::string> came =
        lines_of(explain_step(*record, scenario, Detail::outline));
    if (expected == came) {
      out.push_back(passed_check(name, "the same text", scenario.expect.span));
    } else {
      out.push_back(failed_check(name, "another text than expected", line_diff(expected, came),
                                 scenario.expect.span));
    }
  }
}

std::vector<Check> check_run(const CheckPlan& plan, const Execution& execution) {
  std::vector<Check> out;
  check_steps(plan, execution, out);
  check_grants(plan, execution, out);
  check_must_deny(plan, execution, out);
  check_graph(plan, execution, out);
  check_lint(plan, execution, out);
  check_explain(plan, execution, out);
  check_coverage(plan, execution, out);
  return out;
}

}  // namespace rolechain
