#include "sim/fix/fix.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "sim/fix/options.h"
#include "sim/fix/overlay.h"
#include "sim/fix/trials.h"
#include "sim/fix/unified_diff.h"
#include "sim/load/holder.h"
#include "sim/run/run.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;

// A path in a patch: relative, and the same whichever way it was written.
std::string patch_path(const std::string& path, const std::string& directory) {
  std::string out = std::filesystem::path(path).lexically_normal().generic_string();
  if (!directory.empty() && out.starts_with(directory + "/")) out.erase(0, directory.size() + 1);
  while (out.starts_with('/')) out.erase(0, 1);
  return out;
}

class FixSearch {
 public:
  FixSearch(FileReader& reader, const FixTarget& target, const Scenario& scenario,
            const ScenarioReport& before, const FixOptions& how)
      : target_(target),
        scenario_(scenario),
        before_(before),
        trees_(reader),
        trials_(reader, target, how.trials) {}

  // The texts of the proved fix; `fix` has it in words, or why there is none. Where changes bring
  // to light what they do not mend, `halfway` has their texts and `fix` their words.
  std::optional<FileTexts> run(CheckFix& fix, std::optional<FileTexts>& halfway) {
    const GrantVerdict& verdict = target_.failed->verdict;
    if (std::ranges::any_of(verdict.differences,
                            [](const auto& one) { return one.kind == Kind::route; })) {
      fix.why_not = "which statement is the reason is the author's choice";
      return std::nullopt;
    }
    const std::string_view workload = workload_in(target_.failed->session);
    if (!workload.empty()) holdings_.emplace(scenario_, workload);
    clauses_ = fix_clauses(
        {scenario_, target_.failed->intent, verdict.differences, holdings_ ? &*holdings_ : nullptr},
        trees_, pool_);
    for (std::size_t i = 0; i < clauses_.size(); ++i) keep_what_helps(i);
    auto found = search();
    fix.tried += trials_.tried();
    if (!found) fix.why_not = why_not();
    if (!found && halfway_) halfway = texts_of(*halfway_);
    const std::optional<ChangeSet>& told = found ? found : halfway_;
    if (!told) return std::nullopt;
    for (const std::size_t index : *told) {
      fix.changes.push_back({pool_[index].words, pool_[index].where});
    }
    return found ? texts_of(*found) : std::nullopt;
  }

 private:
  static const TrialOutcome* pointer_to(const std::optional<TrialOutcome>& outcome) {
    return outcome ? &*outcome : nullptr;
  }

  const TrialOutcome* try_out(const ChangeSet& set) {
    const auto known = outcomes_.find(set);
    if (known != outcomes_.end()) return pointer_to(known->second);
    std::optional<TrialOutcome> outcome;
    if (const auto texts = texts_of(set)) {
      outcome = trials_.ask(*texts);
      spent_ = spent_ || !outcome;
    }
    const auto at = outcomes_.emplace(set, std::move(outcome)).first;
    return pointer_to(at->second);
  }

  std::optional<FileTexts> texts_of(const ChangeSet& set) {
    std::vector<const PolicyChange*> changes;
    for (const std::size_t index : set) changes.push_back(&pool_[index]);
    return write_changes(changes, scenario_, trees_);
  }

  // Of a difference's ways out those that turn its witness, and do no harm elsewhere.
  void keep_what_helps(std::size_t clause) {
    if (began_.empty()) {
      const TrialOutcome now = now_as_it_is();
      began_ = {now.extra, now.missing};
    }
    FixClause& here = clauses_[clause];
    const bool extra = here.difference->kind == Kind::extra;
    std::erase_if(here.alternatives, [&](const ChangeSet& set) {
      const auto needs_others = [&](std::size_t index) { return pool_[index].needs_others; };
      if (std::ranges::any_of(set, needs_others)) return began_[1].empty();
      const TrialOutcome* after = try_out(set);
      if (after == nullptr || !after->loads || after->allowed[clause] == extra) return true;
      // What goes may only be excess, and what comes only what was missing. A hop that opens may
      // show what a role behind it holds too much: that is mended next.
      if (!extra && holdings_) return false;
      return extra ? !std::ranges::includes(began_[1], after->missing)
                   : !std::ranges::includes(began_[0], after->extra);
    });
  }

  TrialOutcome now_as_it_is() const {
    TrialOutcome out;
    for (const GrantDifference& one : target_.failed->verdict.differences) {
      auto& set = one.kind == Kind::missing ? out.missing : out.extra;
      for (const std::string& action : one.actions) {
        set.insert(fmt::format("{} on {}", action, one.resource));
      }
    }
    return out;
  }

  // Sets that hit every clause, by what they cost.
  std::optional<ChangeSet> search() {
    std::size_t most = 0;
    for (const FixClause& clause : clauses_) {
      if (clause.alternatives.empty()) return std::nullopt;
      most += cost_of(clause.alternatives.back(), pool_);
    }
    for (std::size_t limit = 1; limit <= most; ++limit) {
      seen_.clear();
      if (auto found = extend({}, limit)) return found;
      if (spent_) return std::nullopt;
    }
    return std::nullopt;
  }

  static bool is_hit(const FixClause& clause, const ChangeSet& chosen) {
    return std::ranges::any_of(clause.alternatives, [&](const ChangeSet& set) {
      return std::ranges::includes(chosen, set);
    });
  }

  std::optional<ChangeSet> extend(const ChangeSet& chosen, std::size_t limit) {
    if (spent_ || !seen_.insert(chosen).second) return std::nullopt;
    const auto open = std::ranges::find_if(
        clauses_, [&](const FixClause& clause) { return !is_hit(clause, chosen); });
    if (open == clauses_.end()) return proved(chosen) ? std::optional(chosen) : std::nullopt;
    for (const ChangeSet& set : open->alternatives) {
      const ChangeSet longer = joined(chosen, set);
      if (cost_of(longer, pool_) > limit) continue;
      if (auto found = extend(longer, limit)) return found;
    }
    return std::nullopt;
  }

  bool proved(const ChangeSet& set) {
    const TrialOutcome* outcome = try_out(set);
    if (outcome == nullptr) return false;
    if (!outcome->proved) {
      const bool harmless = outcome->loads && std::ranges::includes(began_[1], outcome->missing);
      if (harmless && !halfway_) halfway_ = set;
      return false;
    }
    if (!refuted_.insert(set).second) return false;
    const auto texts = texts_of(set);
    return texts && trials_.holds_everywhere(*texts, before_);
  }

  std::string why_not() const {
    if (spent_) return "the budget is spent";
    const auto open = std::ranges::find_if(
        clauses_, [](const FixClause& clause) { return clause.alternatives.empty(); });
    if (open != clauses_.end()) {
      return fmt::format("nothing that was tried {} {} on {} and leaves the rest as it is",
                         open->difference->kind == Kind::extra ? "takes away" : "grants",
                         few(open->difference->actions), open->difference->resource);
    }
    return "no set of these changes leaves the rest as it is";
  }

  const FixTarget& target_;
  const Scenario& scenario_;
  const ScenarioReport& before_;
  SourceTrees trees_;
  Trials trials_;
  std::optional<Holdings> holdings_;  // of a workload; what is in the pool points into it
  ChangePool pool_;
  std::vector<FixClause> clauses_;
  std::vector<std::set<std::string>> began_;  // extra, missing
  std::map<ChangeSet, std::optional<TrialOutcome>> outcomes_;
  std::set<ChangeSet> seen_;
  std::set<ChangeSet> refuted_;       // by the whole scenario, or shown
  std::optional<ChangeSet> halfway_;  // hits every clause, does no harm, and is not enough
  bool spent_ = false;
};

bool wants_fix(const Check& check) {
  return check.status == Status::failed && check.grants != nullptr &&
         !check.grants->verdict.differences.empty();
}

std::string told(const CheckFix& fix) {
  if (fix.changes.empty()) {
    return fmt::format("no fix found: {} ({} tried)\n", fix.why_not, fix.tried);
  }
  std::string out;
  std::string_view sign = "fix:";
  for (const FixLine& line : fix.changes) {
    const std::string place = location_line(line.where);
    out += fmt::format("{} {}{}\n", sign, line.words, place.empty() ? "" : "   " + place);
    sign = "     and";
  }
  return out;
}

// The scenario as the subject of a grants check met it; null where nobody holds anything.
const Scenario* scenario_of(const CaseReport& report, const std::string& subject) {
  if (report.execution == nullptr) return nullptr;
  if (!workload_in(subject).empty()) return report.execution->worlds.front().get();
  const LiveSession* live = report.execution->session(subject);
  return live == nullptr ? nullptr : live->scenario.get();
}

// What the changes before brought to light, looked for in the changed files.
std::optional<FileTexts> go_on(FileReader& reader, const FixTarget& first, CheckFix& fix,
                               FileTexts texts, const FixOptions& how) {
  constexpr std::size_t kRounds = 4;
  for (std::size_t round = 0; round < kRounds; ++round) {
    Sources sources;
    OverlayReader changed(reader, texts);
    Loader loader(sources, changed);
    const ScenarioReport report = run_scenario(loader, first.path, first.options);
    const auto one = std::ranges::find(report.cases, first.case_name, &CaseReport::name);
    if (one == report.cases.end()) return std::nullopt;
    const auto check = std::ranges::find(one->checks, first.check, &Check::name);
    if (check == one->checks.end() || check->grants == nullptr) return std::nullopt;
    const Scenario* scenario = scenario_of(*one, check->grants->session);
    if (scenario == nullptr) return std::nullopt;
    const FixTarget target{first.path, first.options, first.case_name, first.check,
                           check->grants.get()};
    std::optional<FileTexts> halfway;
    const std::size_t known = fix.changes.size();
    auto found = FixSearch(changed, target, *scenario, report, how).run(fix, halfway);
    for (std::size_t i = known; i < fix.changes.size(); ++i) fix.changes[i].where = {};
    if (!found && !halfway) return std::nullopt;
    for (auto& [path, text] : found ? *found : *halfway) texts[path] = std::move(text);
    if (found) return texts;
  }
  return std::nullopt;
}

// The fix of one check; its texts where there is one.
std::optional<FileTexts> fix_check(FileReader& reader, const LoadOptions& options,
                                   const ScenarioReport& report, const CaseReport& of, Check& check,
                                   const FixOptions& how) {
  CheckFix fix;
  std::optional<FileTexts> texts;
  if (const Scenario* scenario = scenario_of(of, check.grants->session)) {
    const FixTarget target{report.path, options, of.name, check.name, check.grants.get()};
    std::optional<FileTexts> halfway;
    texts = FixSearch(reader, target, *scenario, report, how).run(fix, halfway);
    if (halfway) {
      texts = go_on(reader, target, fix, *std::move(halfway), how);
      // Several rounds can break what the report had right: the whole is proved once more.
      if (texts && !Trials(reader, target, 1).holds_everywhere(*texts, report)) texts.reset();
    }
    if (texts) fix.patch = patch_of(reader, *texts, how);
  }
  if (!texts) fix.changes.clear();
  check.detail += told(fix);
  check.fix = std::move(fix);
  return texts;
}

}  // namespace

void add_fixes(FileReader& reader, const LoadOptions& options, ScenarioReport& report,
               const FixOptions& how) {
  std::size_t count = 0;
  // The search reads statuses alone, so that a check may get its fix meanwhile.
  for (CaseReport& one : report.cases) {
    for (Check& check : one.checks) {
      if (!wants_fix(check) || ++count > how.checks) continue;
      fix_check(reader, options, report, one, check, how);
    }
  }
}

FileTexts fix_files(FileReader& reader, const std::string& path, const LoadOptions& options,
                    FileTexts texts, const FixOptions& how) {
  std::set<std::string> given_up;
  for (std::size_t round = 0; round < how.rounds; ++round) {
    Sources sources;
    OverlayReader changed(reader, texts);
    Loader loader(sources, changed);
    ScenarioReport report = run_scenario(loader, path, options);
    std::optional<FileTexts> found;
    for (CaseReport& one : report.cases) {
      for (Check& check : one.checks) {
        const std::string name = fmt::format("{}\n{}", one.name, check.name);
        if (found || !wants_fix(check) || given_up.contains(name)) continue;
        found = fix_check(changed, options, report, one, check, how);
        if (!found) given_up.insert(name);
      }
    }
    if (!found) break;
    for (auto& [file, text] : *found) texts[file] = std::move(text);
  }
  return texts;
}

std::string patch_of(FileReader& reader, const FileTexts& texts, const FixOptions& how) {
  std::string out;
  for (const auto& [path, text] : texts) {
    const auto before = reader.read(path);
    if (before) out += unified_diff(patch_path(path, how.directory), *before, text);
  }
  return out;
}

}  // namespace rolechain
