#include <fmt/format.h>

#include "mocks/base/text.h"
#include "tests/differential/case.h"
#include "tests/support/simulation.h"

namespace rolechain::differential {
namespace {

std::string principal_of(const Caller& caller) {
  if (!caller.service.empty()) return caller.service;
  return caller.federated.empty() ? caller.arn : caller.federated;
}

}  // namespace

std::string to_peer_line(const Case& one, const Verdict& verdict) {
  const Caller caller = one.caller();
  PoliciesInPlay policies =
      gather(one.world, caller, one.session ? &*one.session : nullptr, to_lower(one.call.action),
             one.call.resource, one.resource_account);
  policies.endpoint = endpoint_policy(one.world, verdict.trace.context);
  // Whom SCPs and RCPs spare is the peer's to know: it gets those of the accounts.
  policies.scps = one.world.levels(caller.account);
  policies.rcps = one.world.levels(one.resource_account);
  const testing::SimulationRequest request{principal_of(caller), one.call.action, one.call.resource,
                                           one.resource_account, verdict.trace.context.all()};
  return fmt::format(R"({{"number":{},"simulation":{}}})", one.number,
                     testing::to_simulation(request, policies));
}

}  // namespace rolechain::differential
