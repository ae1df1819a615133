// What a run found out: the one shape that text, JSON, JUnit and the lab are made from.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/iam/trace.h"
#include "sim/chain/record.h"
#include "sim/grants/grants.h"

namespace rolechain {

struct Execution;  // run.h

// One expectation checked. `invalid` and `unsupported` make exit code 3, never a pass.
enum class Status : std::uint8_t { passed, failed, unsupported, invalid };

// What a check of `grants` found, for those who count, draw or mend it.
struct GrantsOutcome {
  std::string session;
  std::vector<GrantIntent> intent;
  GrantMode mode = GrantMode::exact;
  GrantVerdict verdict;  // its witnesses' traces point into the case's execution
  // Of a workload, for each difference: the chain to the session that shows it, or what blocks it.
  // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of initializers that stop before.
  std::vector<ChainRecord> chains = {};
};

// A role that a check of `reach` or `unreachable` found on one side only.
struct ReachDifference {
  bool reached = false;
  std::string role;
  std::vector<ChainRecord> chains;  // the way there, or the hops that are blocked
};

// What to change so that a failed check of `grants` passes (sim/fix); every fix was proved.
struct FixLine {
  std::string words;  // "narrow Resource of writer/write#Orders to arn:…"
  SourceSpan where;   // unknown for what only the changes before it brought to light
};
struct CheckFix {
  std::vector<FixLine> changes;  // to be made together; empty: none was found
  std::string patch;             // the same as a unified diff
  std::string why_not;           // where none was found
  std::size_t tried = 0;         // changed scenarios that were looked at
};

struct Check {
  std::string name;  // "steps/writer_session", "grants/base_session", "must_deny/2", "lint"
  Status status = Status::passed;
  std::string message;  // one line: what was expected and what came
  std::string detail;   // diff, decision tree, witness: several lines
  SourceSpan where;
  // NOLINTBEGIN(readability-redundant-member-init): g++ warns of initializers that stop before.
  std::shared_ptr<const GrantsOutcome> grants = {};  // null for other checks
  std::optional<CheckFix> fix = {};                  // where one was looked for
  std::vector<ReachDifference> reach = {};           // of checks of `reach`, `unreachable`
  // NOLINTEND(readability-redundant-member-init)
};

// A step as it went, for the timeline, explanations and the JSON report.
struct StepRecord {
  std::string id;
  std::string path;      // "/steps/2"
  bool ran = true;       // false: the session that it needs does not exist
  std::string summary;   // "web-orders: sts:AssumeRole on arn:…"
  std::string at;        // ISO 8601 time of the clock
  std::string as;        // ARN of the caller
  std::string caller;    // id of the step whose session acts, or the workload's key
  std::string action;    // "sts:AssumeRole"; empty where no request is made
  std::string resource;  // its ARN
  bool ok = false;       // succeeded, or was allowed
  std::string error_code;
  int http = 200;
  std::string error_message;
  std::string reason;    // ApiError::reason
  std::string identity;  // ARN of the session it made
  std::int64_t lifetime_s = 0;
  std::vector<Trace> traces;      // pointers into the execution: valid while it lives
  std::vector<std::string> wire;  // request and response lines, where an endpoint was asked
};

struct CaseReport {
  std::string name;  // "" for the scenario itself
  std::vector<StepRecord> steps;
  std::vector<Check> checks;
  std::shared_ptr<const Execution> execution;  // owns what the traces of `steps` point to
};

struct ScenarioReport {
  std::string path;
  std::string name;
  Diagnostics diagnostics;  // of loading; errors make the status invalid
  std::vector<CaseReport> cases;

  [[nodiscard]] Status status() const;  // the worst of all
};

struct RunSummary {
  std::size_t scenarios = 0;
  std::size_t checks = 0;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t unsupported = 0;
  std::size_t invalid = 0;
};

RunSummary summarize(const std::vector<ScenarioReport>& reports);
// design: 0 all passed, 1 an expectation failed, 3 invalid or unsupported, or nothing was checked.
int exit_code(const RunSummary& summary);

}  // namespace rolechain
