// Runs a scenario: steps in order, then its expectations, then each case in a world of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mocks/base/ids.h"
#include "mocks/cloud/session.h"
#include "mocks/sts/sts.h"
#include "sim/load/load.h"
#include "sim/load/scenario.h"
#include "sim/run/report.h"

namespace rolechain {

// A session that a step made, with the world as it was then: grants are what the session could do
// at the moment of its issue.
struct LiveSession {
  std::string id;
  Session session;
  std::shared_ptr<const Scenario> scenario;  // the world at issue; shared, never changed
  EpochSeconds issued_s = 0;
};

// The steps of one scenario carried out; expectations not yet looked at.
struct Execution {
  std::shared_ptr<const Scenario> scenario;  // the world at the end
  std::vector<LiveSession> sessions;         // in order of their steps; refused steps have none
  std::vector<StepRecord> steps;
  std::vector<std::shared_ptr<const Scenario>> worlds;  // all that there were, in order of time
  std::vector<Session> past_sessions;  // replaced by `refresh:`; traces point to their policies

  [[nodiscard]] const LiveSession* session(std::string_view id) const;
  [[nodiscard]] const StepRecord* step(std::string_view id) const;
};

// Carries out the steps. The loader is needed for `set:` steps, which load a changed file.
std::expected<Execution, Diagnostics> execute(Loader& loader, const ScenarioFile& file,
                                              std::shared_ptr<const Scenario> scenario);

// The whole: load, execute, check expectations, then every case. Never throws; problems of the
// file are in the report.
ScenarioReport run_scenario(Loader& loader, const std::string& path, const LoadOptions& options);

}  // namespace rolechain
