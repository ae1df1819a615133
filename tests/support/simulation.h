// A request with its policies, as npm @cloud-copilot/iam-simulate takes it: a JSON object of the
// shape `Simulation` that the package publishes.
#pragma once

#include <string>
#include <vector>

#include "mocks/iam/authorize.h"
#include "mocks/policy/request.h"

namespace rolechain::testing {

struct SimulationRequest {
  std::string principal;  // empty: an anonymous caller, written as null
  std::string action;
  std::string resource;
  std::string resource_account;
  std::vector<ContextEntry> context;
};

// FullAWSAccess is spelled out for SCP levels that have it; RCPFullAWSAccess is implied there, too.
std::string to_simulation(const SimulationRequest& request, const PoliciesInPlay& policies);

}  // namespace rolechain::testing
