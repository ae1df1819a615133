#include "sim/fix/trials.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/fix/overlay.h"
#include "sim/run/run.h"
#include "sim/run/stepper.h"
#include "sim/run/subject.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;

std::optional<Execution> execution_of(Loader& loader, const FixTarget& target) {
  const auto file = loader.read(target.path, target.options);
  if (!file) return std::nullopt;
  auto scenario = loader.load(*file);
  Changes changes;
  if (scenario && !target.case_name.empty()) {
    const auto at = std::ranges::find(scenario->cases, target.case_name, &Case::name);
    if (at == scenario->cases.end()) return std::nullopt;
    changes = at->changes;
    scenario = loader.load(*file, changes);
  }
  if (!scenario) return std::nullopt;
  auto done = execute_with(loader, *file, std::move(changes),
                           std::make_shared<const Scenario>(*std::move(scenario)));
  if (!done) return std::nullopt;
  return *std::move(done);
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
  const std::optional<Execution> execution = execution_of(loader, target_);
  if (!execution) return out;
  const GrantsOutcome& failed = *target_.failed;
  const LiveSession* live = execution->session(failed.session);
  if (live == nullptr) {
    out.loads = out.proved = failed.intent.empty();
    out.allowed.assign(failed.verdict.differences.size(), false);
    return out;
  }
  out.loads = true;
  const GrantSubject subject = subject_of(*live);
  note(out, compare_grants(subject, failed.intent, failed.mode));
  for (const GrantDifference& one : failed.verdict.differences) {
    out.allowed.push_back(
        can_call(subject, one.witness.action, one.witness.resource).value_or(false));
  }
  return out;
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
