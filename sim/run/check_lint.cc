// `lint`: exactly these findings; `lint_absent`: no finding of these rules.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "sim/lint/lint.h"
#include "sim/run/checks.h"
#include "sim/run/words.h"

namespace rolechain {
namespace {

// One place is the other, or lies within it.
bool within(std::string_view a, std::string_view b) {
  const std::string_view inner = a.size() > b.size() ? a : b;
  const std::string_view outer = a.size() > b.size() ? b : a;
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

bool is_free(const CheckPlan& plan, std::string_view at) {
  return std::ranges::any_of(plan.changed_places,
                             [&](const std::string& place) { return within(place, at); });
}

bool matches(const LintExpect& expected, const Finding& finding) {
  return expected.rule == finding.rule && (expected.at.empty() || expected.at == finding.at) &&
         (expected.severity.empty() || expected.severity == severity_word(finding.severity));
}

std::string describe(const Finding& finding) {
  return fmt::format("{} at {} ({}): {}   {}\n", finding.rule, finding.at,
                     severity_word(finding.severity), finding.message,
                     location_line(finding.where));
}

Check check_exactly(const std::vector<LintExpect>& expected, const std::vector<Finding>& findings,
                    const CheckPlan& plan, SourceSpan where) {
  std::vector<bool> found(findings.size(), false);
  std::string missing;
  std::string same;
  for (const LintExpect& one : expected) {
    if (is_free(plan, one.at)) continue;
    std::size_t at = 0;
    while (at < findings.size() && (found[at] || !matches(one, findings[at]))) ++at;
    if (at == findings.size()) {
      missing += fmt::format("- MISSING  {}{}{}   {}\n", one.rule, one.at.empty() ? "" : " at ",
                             one.at, location_line(one.span));
    } else {
      found[at] = true;
      same += "= same     " + describe(findings[at]);
    }
  }
  std::string detail;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (found[i] || is_free(plan, findings[i].at)) continue;
    detail += "+ EXTRA    " + describe(findings[i]);
  }
  detail += missing;
  if (detail.empty()) return passed_check("lint", "exactly these findings", where);
  return failed_check("lint", "other findings than expected", detail + same, where);
}

// A rule that does not exist finds nothing, for ever.
std::optional<Check> unknown_rule(const std::string& name, std::string_view rule,
                                  SourceSpan where) {
  std::vector<std::string_view> ids;
  for (const LintRule& one : lint_rules()) ids.push_back(one.id);
  if (std::ranges::count(ids, rule) != 0) return std::nullopt;
  const std::string help = did_you_mean(rule, ids);
  Check check = failed_check(name, fmt::format("no lint rule is called `{}`", rule),
                             help.empty() ? "" : "help: " + help + "\n", where);
  check.status = Status::invalid;
  return check;
}

}  // namespace

void check_lint(const CheckPlan& plan, const Execution& execution, Checks& out) {
  if (!plan.lint && plan.lint_absent.empty()) return;
  const Scenario& scenario = *execution.worlds.front();
  const std::vector<Finding> findings = lint(scenario);
  const SourceSpan where = scenario.expect.span;
  for (const LintExpect& one : plan.lint.value_or(std::vector<LintExpect>())) {
    if (auto unknown = unknown_rule("lint", one.rule, one.span)) {
      out.push_back(*std::move(unknown));
    }
  }
  if (plan.lint) out.push_back(check_exactly(*plan.lint, findings, plan, where));
  for (const std::string& rule : plan.lint_absent) {
    const std::string name = "lint_absent/" + rule;
    if (std::optional<Check> unknown = unknown_rule(name, rule, where)) {
      out.push_back(*std::move(unknown));
      continue;
    }
    const auto of_rule = [&](const Finding& one) {
      return one.rule == rule && !is_free(plan, one.at);
    };
    const auto at = std::ranges::find_if(findings, of_rule);
    if (at == findings.end()) {
      out.push_back(passed_check(name, "no such finding", where));
    } else {
      out.push_back(failed_check(name, "there is a finding of this rule",
                                 "+ EXTRA    " + describe(*at), at->where));
    }
  }
}

}  // namespace rolechain
