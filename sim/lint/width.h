// How much an identity policy gives away: everything, or whole services on every resource.
#pragma once

#include <optional>
#include <string>

#include "mocks/cloud/world.h"
#include "mocks/policy/compiled.h"

namespace rolechain {

// A statement that allows all actions, or all of one service, on every resource.
struct WideStatement {
  const Statement* statement = nullptr;
  std::string action;  // as written: "*", "s3:*", "NotAction"
};
std::optional<WideStatement> widest_statement(const CompiledPolicy& policy);

// Action `*` on Resource `*` without a condition, in a policy that nothing takes back: neither a
// boundary nor a Deny on everything. AdministratorAccess is such a policy.
const AttachedPolicy* administrator_policy(const Role& role);

}  // namespace rolechain
