#include <algorithm>
#include <utility>

#include "sim/run/run.h"
#include "sim/run/stepper.h"

namespace rolechain {

const LiveSession* Execution::session(std::string_view id) const {
  const auto at = std::ranges::find(sessions, id, &LiveSession::id);
  return at == sessions.end() ? nullptr : &*at;
}

const StepRecord* Execution::step(std::string_view id) const {
  const auto at = std::ranges::find(steps, id, &StepRecord::id);
  return at == steps.end() ? nullptr : &*at;
}

std::expected<Execution, Diagnostics> execute_with(Loader& loader, const ScenarioFile& file,
                                                   Changes changes,
                                                   std::shared_ptr<const Scenario> scenario) {
  // A `set:` step changes the world, not the steps that follow: those are read once, here.
  const std::shared_ptr<const Scenario> steps = scenario;
  Stepper stepper(loader, file, std::move(changes), std::move(scenario));
  for (const Step& step : steps->steps) {
    if (auto done = stepper.run(step); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(stepper).finish();
}

std::expected<Execution, Diagnostics> execute(Loader& loader, const ScenarioFile& file,
                                              std::shared_ptr<const Scenario> scenario) {
  return execute_with(loader, file, {}, std::move(scenario));
}

}  // namespace rolechain
