// Gives workloads their first credentials, each from the endpoint that its platform offers.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/container/ecs_task.h"
#include "mocks/container/pod_identity.h"
#include "mocks/imds/imds.h"
#include "mocks/sts/sts.h"
#include "sim/load/scenario.h"

namespace rolechain {

// What the mocks of a workload's platform are made with. REQUIRES: the workload is of that type.
ImdsOptions imds_options(const Workload& workload);
EcsTask ecs_task(const Workload& workload);
PodIdentity pod_identity(const Workload& workload);

// How one request for credentials went.
struct Delivery {
  ApiResult<Session> session = std::unexpected(ApiError{});
  StsTrace trace;
  std::vector<std::string> wire;  // request and response, where an endpoint was asked
  std::string action;             // what was asked of STS: "sts:AssumeRole"
  std::string resource;
};

class WorkloadCredentials {
 public:
  // Keeps references: they must outlive it. The world may change in place.
  WorkloadCredentials(const World& world, Sts& sts, IdSource& ids, const Clock& clock)
      : world_(world), sts_(sts), ids_(ids), clock_(clock) {}

  Delivery get(const Workload& workload);
  // The token that a workload presents to AssumeRoleWithWebIdentity; "" for one that has none.
  std::string web_identity_token(const Workload& workload);

 private:
  Delivery of_instance(const Workload& workload);
  Delivery of_token(const Workload& workload);
  Delivery of_user(const Workload& workload);
  Imds& endpoint(const Workload& workload);

  const World& world_;
  Sts& sts_;
  IdSource& ids_;
  const Clock& clock_;
  // By instance: two applications on one host ask the same service, which keeps its session until
  // shortly before the end (R-IMDS-06).
  std::map<std::string, std::unique_ptr<Imds>> instances_;
};

}  // namespace rolechain
