// Carries out the steps of one scenario, one after the other, and records how each went.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/sts/sts.h"
#include "sim/load/load.h"
#include "sim/load/scenario.h"
#include "sim/run/run.h"
#include "sim/run/workload_credentials.h"

namespace rolechain {

using Changes = std::vector<std::pair<std::string, Node>>;

// execute() with a case's changes below those of its `set:` steps.
std::expected<Execution, Diagnostics> execute_with(Loader& loader, const ScenarioFile& file,
                                                   Changes changes,
                                                   std::shared_ptr<const Scenario> scenario);

class Stepper {
 public:
  Stepper(Loader& loader, const ScenarioFile& file, Changes changes,
          std::shared_ptr<const Scenario> scenario);
  Stepper(const Stepper&) = delete;
  Stepper& operator=(const Stepper&) = delete;

  // Errors are those of a `set:` step whose file does not load; a refusal is in the record.
  std::expected<void, Diagnostics> run(const Step& step);
  Execution finish() &&;

 private:
  // A caller's session, or the reason why there is none.
  const Session* caller_of_step(const Step& step, StepRecord& record) const;
  void keep(const Step& step, StepRecord& record, Session session);
  std::vector<ContextEntry> context_of(const Step& step) const;
  AssumeRoleInput input_of(const Step& step, const Assume& assume) const;
  // Makes the shared snapshot of `world_` as it is now; the rest is of `scenario`.
  void share_world(Scenario scenario);

  std::expected<void, Diagnostics> act(const Step&, const GetCredentials&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const Assume&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const AssumeWebIdentity&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const GetSessionToken&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const GetFederationToken&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const Call&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const Api&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const Advance&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const Set&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const Refresh&, StepRecord&);
  std::expected<void, Diagnostics> act(const Step&, const Fault&, StepRecord&);
  // True where a fault answers in place of that service or endpoint; the record says how.
  bool meets_fault(std::string_view of, StepRecord& record);

  Loader& loader_;
  const ScenarioFile& file_;
  Changes changes_;
  // The world as it is now. The endpoints keep a reference to it, so it is changed in place;
  // `scenario_` is the shared snapshot of it that sessions keep.
  World world_;
  std::shared_ptr<const Scenario> scenario_;
  ManualClock clock_;
  IdSource ids_;
  Sts sts_;
  WorkloadCredentials workloads_;
  struct Done {
    Api api;
    std::string account;
  };
  std::vector<Done> done_;               // changed the world: done again after `set:`
  std::vector<Fault> faults_;            // with `times` left
  std::map<std::string, Step> origins_;  // by session: the step that made it, for `refresh:`
  Execution execution_;
};

}  // namespace rolechain
