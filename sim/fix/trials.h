// Tries changed files out: loads them, carries out the steps, and compares one session's grants
// with its intent again. Each trial is a run of its own; nothing of it remains.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/fix/change.h"
#include "sim/run/report.h"
#include "sim/run/stepper.h"

namespace rolechain {

// What is tried: one session (or all that a workload can come to hold) of a scenario, or of one of
// its cases.
struct FixTarget {
  std::string path;
  LoadOptions options;
  std::string case_name;  // "" for the scenario itself
  std::string check;      // name of the check that failed
  const GrantsOutcome* failed = nullptr;
};

// A scenario with the changes of the case that is tried.
struct LoadedCase {
  ScenarioFile file;
  Changes changes;
  std::shared_ptr<const Scenario> scenario;
};

struct TrialOutcome {
  bool loads = false;           // and the session is there, or need not be
  bool proved = false;          // exactly what is intended
  std::set<std::string> extra;  // "s3:GetObject on arn:…"
  std::set<std::string> missing;
  std::vector<bool> allowed;  // each difference's witness, by index
};

class Trials {
 public:
  Trials(FileReader& reader, const FixTarget& target, std::size_t budget)
      : reader_(reader), target_(target), budget_(budget) {}

  // Nothing once the budget is spent.
  std::optional<TrialOutcome> ask(const FileTexts& texts);
  // The whole scenario with all its cases: the check passes, and so does all that did before.
  bool holds_everywhere(const FileTexts& texts, const ScenarioReport& before);
  [[nodiscard]] std::size_t tried() const { return tried_; }

 private:
  bool ask_session(Loader& loader, const LoadedCase& of, TrialOutcome& out) const;
  bool ask_workload(const LoadedCase& of, TrialOutcome& out) const;
  // Whether the difference's own request is allowed to the subject.
  [[nodiscard]] bool allowed(const GrantSubject& subject, const GrantDifference& one) const;

  FileReader& reader_;
  const FixTarget& target_;
  std::size_t budget_;
  std::size_t tried_ = 0;
};

}  // namespace rolechain
