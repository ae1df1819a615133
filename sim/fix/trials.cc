#include "sim/fix/trials.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/fix/overlay.h"
#include "sim/load/holder.h"
#include "sim/run/holdings.h"
#include "sim/run/run.h"
#include "sim/run/stepper.h"
#include "sim/run/subject.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;

std::optional<LoadedCase> load_case(Loader& loader, const FixTarget& target) {
  auto file = loader.read(target.path, target.options);
  if (!file) return std::nullopt;
  LoadedCase out{*std::move(file), {}, nullptr};
  auto scenario = loader.load(out.file);
  if (scenario && !target.case_name.empty()) {
    const auto at = std::ranges::find(scenario->cases, target.case_name, &Case::name);
    if (at == scenario->cases.end()) return std::nullopt;
    out.changes = at->changes;
    scenario = loader.load(out.file, out.changes);
  }
  if (!scenario) return std::nullopt;
  out.scenario = std::make_shared<const Scenario>(*std::move(scenario));
  return out;
}

std::map<std::string, Status> statuses(const ScenarioReport& report) {
  std::map<std::string, Status> out;
  for (const CaseReport& one : report.cases) {
    for (const Check& check : one.checks) {
      out.emplace(fmt::format("{}\n{}", one.name, check.name), check.status);
    }
  }
  return out;
}

void note(TrialOutcome& out, const GrantVerdict& verdict) {
  for (const GrantDifference& one : verdict.differences) {
    auto& set = one.kind == Kind::missing ? out.missing : out.extra;
    for (const std::string& action : one.actions) {
      set.insert(fmt::format("{} on {}", action, one.resource));
    }
  }
  out.proved = verdict.differences.empty() && verdict.undecided.empty();
}

}  // namespace

std::optional<TrialOutcome> Trials::ask(const FileTexts& texts) {
  if (tried_ == budget_) return std::nullopt;
  ++tried_;
  Sources sources;
  OverlayReader reader(reader_, texts);
  Loader loader(sources, reader);
  TrialOutcome out;
  const std::optional<LoadedCase> loaded = load_case(loader, target_);
  if (!loaded) return out;
  out.loads = workload_in(target_.failed->session).empty() ? ask_session(loader, *loaded, out)
                                                           : ask_workload(*loaded, out);
  return out;
}

bool Trials::ask_session(Loader& loader, const LoadedCase& of, TrialOutcome& out) const {
  const auto execution = execute_with(loader, of.file, of.changes, of.scenario);
  if (!execution) return false;
  const GrantsOutcome& failed = *target_.failed;
  const LiveSession* live = execution->session(failed.session);
  if (live == nullptr) {
    out.proved = failed.intent.empty();
    out.allowed.assign(failed.verdict.differences.size(), false);
    return out.proved;
  }
  const GrantSubject subject = subject_of(*live);
  note(out, compare_grants(subject, failed.intent, failed.mode));
  for (const GrantDifference& one : failed.verdict.differences) {
    out.allowed.push_back(allowed(subject, one));
  }
  return true;
}

bool Trials::ask_workload(const LoadedCase& of, TrialOutcome& out) const {
  const GrantsOutcome& failed = *target_.failed;
  const std::string_view workload = workload_in(failed.session);
  if (of.scenario->workload(workload) == nullptr) return false;
  const Holdings holdings(*of.scenario, workload);
  if (holdings.subjects().empty()) {
    out.proved = failed.intent.empty();
    out.allowed.assign(failed.verdict.differences.size(), false);
    return out.proved;
  }
  GrantVerdict verdict = holdings.compare(failed.intent, failed.mode);
  for (Diagnostic& one : holdings.undecided()) verdict.undecided.push_back(std::move(one));
  note(out, verdict);
  for (const GrantDifference& one : failed.verdict.differences) {
    out.allowed.push_back(std::ranges::any_of(
        holdings.subjects(), [&](const GrantSubject& subject) { return allowed(subject, one); }));
  }
  return true;
}

bool Trials::allowed(const GrantSubject& subject, const GrantDifference& one) const {
  if (!can_call(subject, one.witness.action, one.witness.resource).value_or(false)) return false;
  // In some context: an intent that says nothing of contexts asks for no more.
  const auto conditional = [&](const GrantIntent& intent) {
    return intent.when.form != IntentWhen::Form::some;
  };
  if (std::ranges::none_of(target_.failed->intent, conditional)) return true;
  ApiCall call{one.witness.action, one.witness.resource, subject.context, {}};
  call.context.insert(call.context.end(), one.witness.context.begin(), one.witness.context.end());
  return authorize(*subject.world, *subject.session, call, subject.now_s).allowed();
}

bool Trials::holds_everywhere(const FileTexts& texts, const ScenarioReport& before) {
  Sources sources;
  OverlayReader reader(reader_, texts);
  Loader loader(sources, reader);
  const ScenarioReport after = run_scenario(loader, target_.path, target_.options);
  if (has_errors(after.diagnostics)) return false;
  const auto now = statuses(after);
  const auto at = now.find(fmt::format("{}\n{}", target_.case_name, target_.check));
  if (at == now.end() || at->second != Status::passed) return false;
  return std::ranges::all_of(statuses(before), [&](const auto& one) {
    if (one.second != Status::passed) return true;
    const auto same = now.find(one.first);
    return same != now.end() && same->second == Status::passed;
  });
}

}  // namespace rolechain
