#include "sim/run/report.h"

#include <algorithm>

namespace rolechain {
namespace {

// What is worst for the exit code: a broken file hides what it would have checked.
int badness(Status status) {
  switch (status) {
    case Status::passed:
      return 0;
    case Status::failed:
      return 1;
    case Status::unsupported:
      return 2;
    case Status::invalid:
      return 3;
  }
  return 3;
}

}  // namespace

Status ScenarioReport::status() const {
  Status worst = Status::passed;
  const auto take = [&](Status status) {
    if (badness(status) > badness(worst)) worst = status;
  };
  std::size_t checks = 0;
  for (const CaseReport& one : cases) {
    checks += one.checks.size();
    for (const Check& check : one.checks) take(check.status);
  }
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::error) take(Status::invalid);
    if (diagnostic.severity == Severity::unsupported) take(Status::unsupported);
  }
  // No green on zero checks.
  return checks == 0 && worst == Status::passed ? Status::invalid : worst;
}

RunSummary summarize(const std::vector<ScenarioReport>& reports) {
  RunSummary summary;
  summary.scenarios = reports.size();
  for (const ScenarioReport& report : reports) {
    bool counted = false;  // the report's own status is seen in one of its checks
    const Status status = report.status();
    for (const CaseReport& one : report.cases) {
      for (const Check& check : one.checks) {
        ++summary.checks;
        counted = counted || check.status == status;
        summary.passed += check.status == Status::passed ? 1U : 0U;
        summary.failed += check.status == Status::failed ? 1U : 0U;
        summary.unsupported += check.status == Status::unsupported ? 1U : 0U;
        summary.invalid += check.status == Status::invalid ? 1U : 0U;
      }
    }
    if (counted) continue;
    // A file that did not load has no checks; it is counted itself.
    summary.unsupported += status == Status::unsupported ? 1U : 0U;
    summary.invalid += status == Status::invalid ? 1U : 0U;
  }
  return summary;
}

int exit_code(const RunSummary& summary) {
  if (summary.invalid > 0 || summary.unsupported > 0 || summary.checks == 0) return 3;
  return summary.failed > 0 ? 1 : 0;
}

}  // namespace rolechain
