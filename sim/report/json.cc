// The JSON report: one schema for the command line, the lab and grading.
#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/diff/diff.h"
#include "sim/explain/context_rows.h"
#include "sim/explain/fix.h"
#include "sim/explain/granting.h"
#include "sim/explain/sides.h"
#include "sim/explain/statements.h"
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

std::string_view difference_word(GrantDifference::Kind kind) {
  switch (kind) {
    case GrantDifference::Kind::extra:
      return "extra";
    case GrantDifference::Kind::missing:
      return "missing";
    case GrantDifference::Kind::route:
      return "route";
  }
  return "";
}

Json difference_json(const GrantDifference& one) {
  Json context = Json::array();
  for (const ContextEntry& entry : one.witness.context) {
    context.push_back({{"key", entry.key}, {"values", entry.values}});
  }
  return {{"kind", difference_word(one.kind)},
          {"actions", one.actions},
          {"resource", one.resource},
          {"statement", one.statement},
          {"when", one.when},
          {"where", place_json(one.where)},
          {"witness",
           {{"action", one.witness.action},
            {"resource", one.witness.resource},
            {"context", std::move(context)}}}};
}

Json diagnostic_json(const Diagnostic& diagnostic) {
  return {{"severity", severity_word(diagnostic.severity)},
          {"code", diagnostic.code},
          {"message", diagnostic.message},
          {"help", diagnostic.help},
          {"where", place_json(diagnostic.where)}};
}

Json diagnostics_json(const Diagnostics& diagnostics) {
  Json out = Json::array();
  for (const Diagnostic& one : diagnostics) out.push_back(diagnostic_json(one));
  return out;
}

Json parameters_json(const HopParameters& sent) {
  Json out = Json::object();
  if (!sent.session_name.empty()) out["session_name"] = sent.session_name;
  for (const Tag& tag : sent.tags) out["tags"][tag.key] = tag.value;
  if (!sent.transitive.empty()) out["transitive_tag_keys"] = sent.transitive;
  if (sent.source_identity) out["source_identity"] = *sent.source_identity;
  if (sent.external_id) out["external_id"] = *sent.external_id;
  if (sent.mfa) out["mfa"] = true;
  for (const ContextEntry& entry : sent.context) out["context"][entry.key] = entry.values;
  return out;
}

// `path` and `blocked` of a chain, as members of what it belongs to.
void add_chain(Json& out, const ChainRecord& chain) {
  Json path = Json::array();
  for (const ChainHopRecord& hop : chain.path) {
    Json by = Json::array();
    for (const StatementRef& one : hop.by) {
      by.push_back({{"statement", one.label()}, {"where", place_json(one.statement().span)}});
    }
    path.push_back({{"from", hop.from},
                    {"to", hop.to},
                    {"call", hop.call},
                    {"with", parameters_json(hop.with)},
                    {"by", std::move(by)}});
  }
  out["path"] = std::move(path);
  out["blocked"] = nullptr;
  if (!chain.blocked) return;
  const BlockRecord& block = *chain.blocked;
  out["blocked"] = {{"from", block.from},
                    {"to", block.to},
                    {"why", block.why},
                    {"statement", block.statement.known() ? block.statement.label() : ""},
                    {"where", place_json(block.where)}};
}

Json differences_json(const GrantVerdict& verdict) {
  Json out = Json::array();
  for (const GrantDifference& one : verdict.differences) out.push_back(difference_json(one));
  return out;
}

Json counts_json(const GrantVerdict& verdict) {
  Json out = Json::array();
  for (const GrantCount& one : verdict.counts) {
    out.push_back({{"kind", difference_word(one.kind)},
                   {"level", to_string(one.level)},
                   {"resource_type", one.resource_type},
                   {"pairs", one.pairs}});
  }
  return out;
}

// Texts come from users' files: bytes that are no UTF-8 must not throw.
std::string dump_json(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
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

// What the request had for a condition's key; null where it did not have it.
Json actual_json(const ContextEntry* actual) {
  return actual == nullptr ? Json(nullptr) : Json(actual->values);
}

Json condition_json(const ConditionTest& test, const ContextEntry* actual) {
  Json expected = Json::array();
  for (const Text& value : test.values) expected.push_back(value.value);
  return {{"operator", operator_words(test.op)},
          {"key", test.key.value},
          {"expected", std::move(expected)},
          {"actual", actual_json(actual)},
          {"absent", actual == nullptr}};
}

Json statement_json(const StatementTrace& looked_at, const Trace& trace) {
  const Statement& statement = statement_of(looked_at);
  const bool matched = looked_at.match.matches();
  Json out = {{"statement", looked_at.policy->statement_label(looked_at.statement)},
              {"effect", statement.effect == Effect::deny ? "Deny" : "Allow"},
              {"where", place_json(statement.span)},
              {"matched", matched}};
  out["mismatch"] = matched ? Json(nullptr) : Json(mismatch_word(looked_at.match.mismatch));
  if (matched) {
    const MatchedPatterns patterns = matched_patterns(looked_at, trace);
    out["matched_by"] = {{"actions", patterns.actions},
                         {"resources", patterns.resources},
                         {"principals", patterns.principals}};
  }
  Json conditions = Json::array();
  for (const TestedCondition& tested : tested_conditions(looked_at, trace)) {
    Json condition = condition_json(*tested.test, tested.actual);
    condition["met"] = tested.holds;
    conditions.push_back(std::move(condition));
  }
  out["conditions"] = std::move(conditions);
  return out;
}

Json side_json(const SideTrace& side, const Trace& trace) {
  Json statements = Json::array();
  for (const StatementTrace& one : side.statements)
    statements.push_back(statement_json(one, trace));
  Json out = {{"side", policy_type_word(side.type)},
              {"of", side.label},
              {"outcome", outcome_word(side.outcome)},
              {"reason", reason_word(side.reason)},
              {"statement", side.statement_label()}};
  out["where"] = side.policy == nullptr
                     ? Json(nullptr)
                     : place_json(side.policy->statements()[side.statement].span);
  out["condition"] =
      side.condition == nullptr
          ? Json(nullptr)
          : condition_json(*side.condition, trace.context.find(side.condition->key.value));
  out["statements"] = std::move(statements);
  return out;
}

Json context_json(const Trace& trace) {
  Json out = Json::array();
  for (const ContextRow& row : context_rows(trace)) {
    Json one = {{"key", row.key}, {"values", actual_json(row.value)}};
    one["multi_valued"] = row.value != nullptr && row.value->multi_valued;
    one["absent"] = row.value == nullptr;
    one["origin"] = row.from_scenario()    ? Json("scenario")
                    : row.value != nullptr ? Json("engine")
                                           : Json(nullptr);
    one["overrides"] = row.replaced != nullptr;
    if (row.replaced != nullptr) one["instead_of"] = row.replaced->values;
    one["asked_by"] = row.asked_by;
    out.push_back(std::move(one));
  }
  return out;
}

std::string_view decision_word(const Trace& trace) {
  if (trace.allowed) return "allowed";
  const SideTrace* blocking = blocking_side(trace);
  return blocking != nullptr && blocking->outcome == SideOutcome::denies ? "explicitly-denied"
                                                                         : "implicitly-denied";
}

Json granted_by_json(const Granting& granting) {
  Json out = Json::array();
  for (const SideGrant& grant : granting.sides) {
    for (const StatementTrace* one : grant.by) {
      out.push_back(one->policy->statement_label(one->statement));
    }
  }
  return out;
}

// `aws_message`: what AWS answered, for the decision that refused the step.
Json decision_json(const Trace& trace, const std::string& aws_message) {
  Json sides = Json::array();
  for (const SideTrace& side : trace.sides) sides.push_back(side_json(side, trace));
  const Granting grants = granting(trace);
  const SideTrace* blocking = blocking_side(trace);
  Json out = {{"action", trace.action},
              {"resource", trace.resource},
              {"caller", trace.caller_arn},
              {"caller_account", trace.caller_account},
              {"resource_account", trace.resource_account},
              {"same_account", trace.same_account},
              {"allowed", trace.allowed},
              {"decision", decision_word(trace)},
              {"decided_by", policy_type_word(trace.decided_by)},
              {"granted_by", granted_by_json(grants)}};
  out["blocked_by"] = blocking == nullptr ? Json(nullptr)
                                          : Json{{"side", policy_type_word(blocking->type)},
                                                 {"of", blocking->label},
                                                 {"statement", blocking->statement_label()}};
  out["fixes"] = fixes_for(trace);
  out["to_refuse"] = {{"change", grants.change == Granting::Change::one ? "one" : "all"},
                      {"ways", ways_to_refuse(trace)}};
  out["aws_message"] = trace.allowed || aws_message.empty() ? Json(nullptr) : Json(aws_message);
  out["context"] = context_json(trace);
  out["sides"] = std::move(sides);
  return out;
}

Json step_json(const StepRecord& step) {
  Json decisions = Json::array();
  for (const Trace& trace : step.traces) {
    decisions.push_back(decision_json(trace, step.error_message));
  }
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

Json grants_json(const GrantsOutcome& outcome) {
  Json differences = differences_json(outcome.verdict);
  for (std::size_t i = 0; i < outcome.chains.size(); ++i) {
    add_chain(differences[i], outcome.chains[i]);
  }
  return {{"session", outcome.session},
          {"mode", outcome.mode == GrantMode::exact ? "exact" : "at_least"},
          {"verdict", proof_verdict_name(outcome.verdict.verdict())},
          {"contexts", context_model_name(outcome.verdict.model)},
          {"classes", outcome.verdict.classes},
          {"counts", counts_json(outcome.verdict)},
          {"differences", std::move(differences)}};
}

// One for each role, with the chain there or each hop that is blocked.
Json reach_json(const std::vector<ReachDifference>& differences) {
  Json out = Json::array();
  for (const ReachDifference& one : differences) {
    Json chains = Json::array();
    for (const ChainRecord& chain : one.chains) add_chain(chains.emplace_back(), chain);
    out.push_back({{"role", one.role}, {"reached", one.reached}, {"chains", std::move(chains)}});
  }
  return out;
}

Json fix_json(const CheckFix& fix) {
  Json changes = Json::array();
  for (const FixLine& line : fix.changes) {
    changes.push_back({{"change", line.words}, {"where", place_json(line.where)}});
  }
  return {{"changes", std::move(changes)},
          {"patch", fix.patch},
          {"why_not", fix.why_not},
          {"tried", fix.tried}};
}

Json check_json(const Check& check) {
  Json out = {{"name", check.name},
              {"status", status_word(check.status)},
              {"message", check.message},
              {"detail", check.detail},
              {"where", place_json(check.where)}};
  if (check.grants != nullptr) out["grants"] = grants_json(*check.grants);
  if (check.fix) out["fix"] = fix_json(*check.fix);
  if (!check.reach.empty()) out["reach"] = reach_json(check.reach);
  return out;
}

Json case_json(const CaseReport& report) {
  Json steps = Json::array();
  for (const StepRecord& step : report.steps) steps.push_back(step_json(step));
  Json checks = Json::array();
  for (const Check& check : report.checks) checks.push_back(check_json(check));
  return {{"name", report.name}, {"checks", std::move(checks)}, {"steps", std::move(steps)}};
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

std::string_view presence_word(Presence presence) {
  switch (presence) {
    case Presence::both:
      return "both";
    case Presence::added:
      return "added";
    case Presence::removed:
      return "removed";
  }
  return "";
}

std::string_view diff_status_word(DiffReport::Status status) {
  switch (status) {
    case DiffReport::Status::equal:
      return "equal";
    case DiffReport::Status::different:
      return "different";
    case DiffReport::Status::undecided:
      return "undecided";
  }
  return "";
}

Json subject_json(const SubjectDiff& one) {
  return {{"name", one.name},
          {"role", one.role},
          {"presence", presence_word(one.presence)},
          {"verdict", proof_verdict_name(one.verdict.verdict())},
          {"contexts", context_model_name(one.verdict.model)},
          {"where", place_json(one.where)},
          {"counts", counts_json(one.verdict)},
          {"differences", differences_json(one.verdict)},
          {"undecided", diagnostics_json(one.verdict.undecided)}};
}

}  // namespace

std::string to_json_explanation(std::string_view scenario, std::string_view case_name,
                                const std::vector<const StepRecord*>& steps) {
  Json list = Json::array();
  for (const StepRecord* step : steps) list.push_back(step_json(*step));
  const Json out = {
      {"report", "v1"}, {"scenario", scenario}, {"case", case_name}, {"steps", std::move(list)}};
  return dump_json(out);
}

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
  return dump_json(out);
}

std::string to_json_diff(const DiffReport& report) {
  Json subjects = Json::array();
  for (const SubjectDiff& one : report.subjects) subjects.push_back(subject_json(one));
  Json reach = Json::array();
  for (const ReachChange& one : report.reach) {
    reach.push_back(
        {{"from", one.from}, {"role", one.role}, {"gained", one.gained}, {"path", one.path}});
  }
  Json trusts = Json::array();
  for (const TrustChange& one : report.trusts) {
    Json change = difference_json(one.difference);
    change["role"] = one.role;
    change["principal"] = one.who;
    change["words"] = one.words;
    change["gained"] = one.gained;
    change["witness"]["caller"] = one.caller;
    trusts.push_back(std::move(change));
  }
  return dump_json({{"report", "v1"},
                    {"kind", diff_kind_name(report.kind)},
                    {"before", report.before},
                    {"after", report.after},
                    {"status", diff_status_word(report.status())},
                    {"subjects", std::move(subjects)},
                    {"reach", std::move(reach)},
                    {"trust", std::move(trusts)},
                    {"undecided", diagnostics_json(report.undecided)}});
}

}  // namespace rolechain
