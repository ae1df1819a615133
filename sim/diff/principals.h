// Two trust policies, or two resource policies, compared by what they mean: for everybody whom they
// can tell apart the proof is asked, over all requests and contexts, both ways.
//
// A trust policy counts with the caller's own permission given, and once more without any: in one
// account a trust policy that names a role needs none (R-TRUST-01), one that names the account
// does.
#pragma once

#include <string>
#include <vector>

#include "mocks/cloud/world.h"
#include "sim/grants/grants.h"

namespace rolechain {

// What one principal, or everybody of an account, gains or loses.
struct PrincipalDifference {
  std::string who;
  std::string caller;  // of the witness: one of them
  bool gained = false;
  bool unaided = false;  // it needs no permission of its own
  GrantDifference difference;
};

struct PrincipalVerdict {
  std::vector<PrincipalDifference> differences;
  Diagnostics undecided;
};

// The role that trusts. Without `account`: the policies stand alone, their role may be anywhere.
struct TrustSubject {
  std::string account;
  std::string role_arn;
};

// Either policy may be null: it says nothing.
PrincipalVerdict compare_trust(const PolicyRef& before, const PolicyRef& after,
                               const TrustSubject& subject);
PrincipalVerdict compare_resource_policies(const PolicyRef& before, const PolicyRef& after);

}  // namespace rolechain
