// The JSON report: one schema for the command line, the lab and grading.
#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/report/report.h"
#include "sim/run/words.h"

namespace rolechain {
namespace {

using Json = nlohmann::ordered_json;

Json place_json(const SourceSpan& span) {
  if (!span.known()) return nullptr;
  const LineColumn at = line_column(*span.file, span.begin);
  return {{"file", span.file->path}, {"line", at.line}, {"column", at.column}};
}

std::string_view outcome_word(SideOutcome outcome) {
  switch (outcome) {
    case SideOutcome::allows:
      return "allows";
    case SideOutcome::silent:
      return "silent";
    case SideOutcome::denies:
      return "denies";
    case SideOutcome::delegates:
      return "delegates";
  }
  return "";
}

Json side_json(const SideTrace& side) {
  Json out = {{"side", policy_type_word(side.type)},
              {"of", side.label},
              {"outcome", outcome_word(side.outcome)},
              {"reason", reason_word(side.reason)}};
  out["statement"] = side.statement_label();
  out["where"] = side.policy == nullptr
                     ? Json(nullptr)
                     : place_json(side.policy->statements()[side.statement].span);
  if (side.condition != nullptr) out["condition"] = side.condition->key.value;
  return out;
}

// Only the keys that the scenario's author chose: the rest follows from the world.
Json context_json(const Context& context) {
  Json out = Json::object();
  for (const ContextEntry& value : context.all()) {
    if (value.origin == Context::Origin::scenario) out[value.key] = value.values;
  }
  return out;
}

Json decision_json(const Trace& trace) {
  Json sides = Json::array();
  for (const SideTrace& side : trace.sides) sides.push_back(side_json(side));
  return {{"action", trace.action},
          {"resource", trace.resource},
          {"caller", trace.caller_arn},
          {"caller_account", trace.caller_account},
          {"resource_account", trace.resource_account},
          {"allowed", trace.allowed},
          {"decided_by", policy_type_word(trace.decided_by)},
          {"context", context_json(trace.context)},
          {"sides", std::move(sides)}};
}

Json step_json(const StepRecord& step) {
  Json decisions = Json::array();
  for (const Trace& trace : step.traces) decisions.push_back(decision_json(trace));
  Json out = {{"id", step.id},           {"path", step.path},
              {"summary", step.summary}, {"at", step.at},
              {"ran", step.ran},         {"ok", step.ok},
              {"as", step.as},           {"caller", step.caller},
              {"action", step.action},   {"resource", step.resource}};
  out["error"] = step.ok ? Json(nullptr)
                         : Json{{"code", step.error_code},
                                {"http", step.http},
                                {"message", step.error_message},
                                {"reason", step.reason}};
  out["identity"] = step.identity;
  out["lifetime_s"] = step.lifetime_s;
  out["decisions"] = std::move(decisions);
  out["wire"] = step.wire;
  return out;
}

Json check_json(const Check& check) {
  return {{"name", check.name},
          {"status", status_word(check.status)},
          {"message", check.message},
          {"detail", check.detail},
          {"where", place_json(check.where)}};
}

Json case_json(const CaseReport& report) {
  Json steps = Json::array();
  for (const StepRecord& step : report.steps) steps.push_back(step_json(step));
  Json checks = Json::array();
  for (const Check& check : report.checks) checks.push_back(check_json(check));
  return {{"name", report.name}, {"checks", std::move(checks)}, {"steps", std::move(steps)}};
}

Json diagnostic_json(const Diagnostic& diagnostic) {
  return {{"severity", severity_word(diagnostic.severity)},
          {"code", diagnostic.code},
          {"message", diagnostic.message},
          {"help", diagnostic.help},
          {"where", place_json(diagnostic.where)}};
}

Json scenario_json(const ScenarioReport& report) {
  Json diagnostics = Json::array();
  for (const Diagnostic& one : report.diagnostics) diagnostics.push_back(diagnostic_json(one));
  Json cases = Json::array();
  for (const CaseReport& one : report.cases) cases.push_back(case_json(one));
  return {{"path", report.path},
          {"name", report.name},
          {"status", status_word(report.status())},
          {"diagnostics", std::move(diagnostics)},
          {"cases", std::move(cases)}};
}

}  // namespace

std::string to_json_report(const std::vector<ScenarioReport>& reports) {
  const RunSummary summary = summarize(reports);
  Json scenarios = Json::array();
  for (const ScenarioReport& report : reports) scenarios.push_back(scenario_json(report));
  const Json out = {{"report", "v1"},
                    {"summary",
                     {{"scenarios", summary.scenarios},
                      {"checks", summary.checks},
                      {"passed", summary.passed},
                      {"failed", summary.failed},
                      {"unsupported", summary.unsupported},
                      {"invalid", summary.invalid},
                      {"exit_code", exit_code(summary)}}},
                    {"scenarios", std::move(scenarios)}};
  // Texts come from users' files: bytes that are no UTF-8 must not throw.
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rolechain
