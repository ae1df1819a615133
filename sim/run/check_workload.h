// Expectations about all sessions that a workload can come to hold.
#pragma once

#include <string>

#include "sim/run/checks.h"

namespace rolechain {

// REQUIRES: `wanted` is about a workload.
Check check_workload_grants(std::string name, const SessionGrants& wanted, GrantMode mode,
                            const Scenario& scenario);

}  // namespace rolechain
