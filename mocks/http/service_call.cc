#include "mocks/http/service_call.h"

#include <utility>

#include "mocks/iam/denial.h"

namespace rolechain {

ContextEntry service_key(std::string key, std::string value) {
  return {std::move(key), {std::move(value)}, false, ContextEntry::Origin::engine};
}

std::optional<ApiError> ServiceCall::allow(std::string action_name, std::string resource_arn,
                                           std::vector<ContextEntry> keys,
                                           std::optional<std::string> owner) {
  action = std::move(action_name);
  resource = std::move(resource_arn);
  // The scenario's own keys come last and win.
  keys.insert(keys.end(), context.begin(), context.end());
  const ApiCall call{action, resource, std::move(keys), std::move(owner)};
  Trace& trace = traces.emplace_back();
  if (session == nullptr) {
    UnsignedCaller nobody;
    nobody.caller.arn = "anonymous";
    decision = authorize(world, nobody, call, now_s, &trace);
    if (decision.allowed()) return std::nullopt;
    return denial("anonymous", action, resource, decision, Audience::stranger);
  }
  decision = authorize(world, *session, call, now_s, &trace);
  if (decision.allowed()) return std::nullopt;
  return denial(session->arn, action, resource, decision, audience_of(trace));
}

}  // namespace rolechain
