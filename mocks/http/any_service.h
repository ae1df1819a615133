// A call to a service that this world does not hold: which action on which resource it is, where
// that can be told for certain, so that at least the decision is AWS's. Never a guess.
// Source: each service's API Reference (protocol, parameters); Service Authorization Reference
// (that the action exists, its resource types).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/http_message.h"
#include "mocks/http/service_call.h"

namespace rolechain {

// The prefix of the actions of the service that a signature names: "monitoring" → "cloudwatch"
// (R-API-01).
std::string_view action_prefix(std::string_view signing_name);

// What a request asks for. One action; of several resources, each is asked for.
struct DerivedCall {
  std::string action;                  // "sqs:SendMessage", as AWS spells it
  std::vector<std::string> resources;  // ARNs, or "*"
};
// `service` as the signature names it. Error: 501, and what cannot be told.
ApiResult<DerivedCall> derive_call(const ServiceCall& call, std::string_view service);

// Decides the call (R-API-03). The answer is always a refusal: the service's own where it is
// denied, 501 where it is allowed ("allowed by …, but not answered here"), or where it hangs on a
// condition key that only the service itself could fill.
ApiError answer_any_service(ServiceCall& call, std::string_view service);

// The service whose way of spelling refusals the answer must have: a request of the JSON protocol
// is answered so, also by services that speak another one as well.
std::string_view spelled_as(const HttpRequest& request, std::string_view service);

}  // namespace rolechain
