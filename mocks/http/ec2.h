// The little of EC2's API that has a decision and no more: whether somebody may start, stop, reboot
// or terminate an instance. A dry run is answered as AWS answers it; what the call would then do is
// not decided here (501). EC2's other operations are decided as any service's (any_service.h). Keys
// that describe an instance (ec2:InstanceType) are absent, unless the scenario's `context` says
// them. Source: Amazon EC2 API Reference, "StopInstances" (DryRun), "Error codes"; Amazon EC2 User
// Guide, "Identity-based policies for Amazon EC2" (encoded authorization failure messages).
#pragma once

#include "mocks/base/api_error.h"
#include "mocks/http/authorization_messages.h"
#include "mocks/http/form.h"
#include "mocks/http/service_call.h"

namespace rolechain {

// Always a refusal: DryRunOperation, UnauthorizedOperation with an encoded message (R-STS-42), or
// `not_decided_here`.
ApiError answer_ec2(ServiceCall& call, const Form& form, AuthorizationMessages& messages,
                    IdSource& ids);

}  // namespace rolechain
