// An identity policy by itself: the world, role and session that it takes to ask about it, of which
// nothing but the policy is given.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "sim/grants/grants.h"

namespace rolechain {

class LonePolicy {
 public:
  // Held by a role of this account.
  LonePolicy(PolicyRef policy, const std::string& account);
  LonePolicy(const LonePolicy&) = delete;
  LonePolicy& operator=(const LonePolicy&) = delete;

  // Valid as long as this object. All condition keys are free.
  [[nodiscard]] GrantSubject subject() const;

 private:
  World world_;
  Session session_;
};

// Two policies, each held by a role of every account of accounts_of().
struct HeldPolicies {
  HeldPolicies(const PolicyRef& one, const PolicyRef& other);

  std::optional<Diagnostic> undecided;  // accounts are left out
  std::deque<LonePolicy> held;
  std::vector<GrantSubject> before;
  std::vector<GrantSubject> after;
};

// One account of each kind that the resources of the policies tell apart, so of those that none of
// them names as well: what a policy grants in an account, an identity policy alone grants to that
// account's own roles. Nothing where too many patterns of accounts overlap.
std::optional<std::vector<std::string>> accounts_of(const std::vector<PolicyRef>& policies);

}  // namespace rolechain
