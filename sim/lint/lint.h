// Finds the mistakes that people make with role chains, without running anything.
#pragma once

#include <string>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "sim/load/scenario.h"

namespace rolechain {

struct Finding {
  std::string rule;  // "trust-missing"
  Severity severity = Severity::warning;
  std::string at;       // JSON pointer into the scenario: "/roles/orders_writer/trust"
  std::string message;  // one line
  std::string help;     // what to do
  SourceSpan where;
};

struct LintRule {
  std::string_view id;
  Severity severity;
  std::string_view what;  // one sentence
};
const std::vector<LintRule>& lint_rules();

// Sorted by place, then rule: the same file gives the same list.
std::vector<Finding> lint(const Scenario& scenario);

}  // namespace rolechain
