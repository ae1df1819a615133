// Gives workloads their first credentials, each from the endpoint that its platform offers.
#pragma once

#include <string>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/sts/sts.h"
#include "sim/load/scenario.h"

namespace rolechain {

// How one request for credentials went.
struct Delivery {
  ApiResult<Session> session = std::unexpected(ApiError{});
  StsTrace trace;
  std::vector<std::string> wire;  // request and response lines
  std::string action;             // what was asked of STS: "sts:AssumeRole"
  std::string resource;
};

class WorkloadCredentials {
 public:
  // Keeps references: they must outlive it. The world may change in place.
  WorkloadCredentials(const World& world, Sts& sts, IdSource& ids, const Clock& clock)
      : world_(world), sts_(sts), ids_(ids), clock_(clock) {}

  Delivery get(const Workload& workload, const std::vector<ContextEntry>& context);
  // The token that a workload presents to AssumeRoleWithWebIdentity.
  ApiResult<std::string> web_identity_token(const Workload& workload);

 private:
  Delivery by_service(const Workload& workload, std::string_view service,
                      const std::vector<ContextEntry>& context);
  Delivery of_user(const Workload& workload);

  const World& world_;
  Sts& sts_;
  IdSource& ids_;
  const Clock& clock_;
};

}  // namespace rolechain
