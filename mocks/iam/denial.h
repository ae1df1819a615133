// AWS's own words for a denied request (R-EVAL-23).
// Source: IAM User Guide, "Troubleshoot access denied error messages".
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/iam/authorize.h"

namespace rolechain {

// "User: … is not authorized to perform: … on resource: … because no identity-based policy allows
// the … action". A resource of "*" is left out, as AWS does for actions without resources.
// REQUIRES: !decision.allowed().
std::string denial_message(std::string_view caller_arn, std::string_view action,
                           std::string_view resource, const Decision& decision);

// The error that the action's service answers with: STS's short form, or code, status and message
// by service (errors.h).
ApiError denial(std::string_view caller_arn, std::string_view action, std::string_view resource,
                const Decision& decision);

}  // namespace rolechain
