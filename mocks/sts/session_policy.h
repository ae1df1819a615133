// Session policies: what a caller may send along to make the new session weaker than its role.
// Source: IAM User Guide, "Session policies"; AWS STS API Reference, "AssumeRole" (Policy,
// PolicyArns, PackedPolicySize).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/cloud/world.h"

namespace rolechain::sts {

struct SessionPolicies {
  bool sent = false;
  std::vector<PolicyRef> policies;  // the inline one first
  std::size_t size_chars = 0;       // of texts and ARNs, as they were sent
};

// Errors: MalformedPolicyDocument; `policy_arn_not_usable` for a managed policy that is neither of
// `account` nor AWS's, or that does not exist (R-STS-14). What AWS may accept and rolechain
// does not decide: an error with the reason "unsupported" and a code of ours, never a guess.
ApiResult<SessionPolicies> read_session_policies(const World& world, std::string_view account,
                                                 const std::optional<std::string>& policy,
                                                 std::span<const std::string> policy_arns);

// R-STS-15, status assumed: AWS packs policies and tags by a method that it does not publish. Ours
// is a line through public observations: nine tags of 252 characters fill 498 % of the space, the
// six tags of EKS Pod Identity about 74 %. `tags` are all that the session carries, inherited ones
// too. Nothing where neither policies nor tags were sent or inherited.
std::optional<int> packed_size_percent(const SessionPolicies& policies, const Tags& tags);

}  // namespace rolechain::sts
