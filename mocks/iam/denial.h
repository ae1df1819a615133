// AWS's own words for a denied request (R-EVAL-23).
// Source: IAM User Guide, "Troubleshoot access denied error messages"; Amazon S3 User
// Guide, "Troubleshoot access denied (403 Forbidden) errors in Amazon S3".
//
// Where the sources leave a choice:
// - The User Guide shows a reason for trust policies, too; STS's recorded answers have none
//   (R-STS-30). denial_message() knows the first, denial() sends the second.
// - The User Guide's one example of an explicit deny by a session policy reads "in a sessions
//   policy"; its own pattern, and the others' form, is "in a session policy".
// - AWS is adding the denying policy's ARN at the end, service by service, for callers of the same
//   account or organization. Policies of a scenario have no ARN that AWS would show: none is added.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/iam/authorize.h"

namespace rolechain {

// "User: … is not authorized to perform: … on resource: … because no identity-based policy allows
// the … action". A resource of "*" is left out, as AWS does for actions without resources; S3 puts
// the resource in quotation marks.
// REQUIRES: !decision.allowed().
std::string denial_message(std::string_view caller_arn, std::string_view action,
                           std::string_view resource, const Decision& decision);

// Who asks: S3 tells callers outside of the resource's account and organization no more than
// "Access Denied".
enum class Audience : std::uint8_t { member, stranger };

// The error that the action's service answers with: STS's short form, or code, status and message
// by service (errors.h).
ApiError denial(std::string_view caller_arn, std::string_view action, std::string_view resource,
                const Decision& decision, Audience audience = Audience::member);
// REQUIRES: the trace's context is filled (authorize()).
Audience audience_of(const Trace& trace);

}  // namespace rolechain
