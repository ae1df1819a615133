// The operations of `api:` steps: instance profiles and their associations, with the permissions
// that a caller needs for them.
#pragma once

#include <string>

#include "mocks/base/api_error.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "sim/load/scenario.h"
#include "sim/run/report.h"

namespace rolechain {

bool is_api_operation(std::string_view operation);

// Changes the world, or answers as AWS does. REQUIRES: is_api_operation(api.operation).
ApiResult<void> perform(World& world, const Api& api, std::string_view caller_account);

// Asks for the operation's own action and for iam:PassRole where it hands a role to a service
// (R-EVAL-21). False: refused, and the record says why.
bool authorize_api(const World& world, const Session& session, const Api& api,
                   const std::vector<ContextEntry>& context, EpochSeconds now_s,
                   StepRecord& record);

}  // namespace rolechain
