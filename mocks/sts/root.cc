// AssumeRoot: a privileged task in a member account, from the account that looks after them.
// Source: AWS STS API Reference, "AssumeRoot"; IAM User Guide, "Centrally manage root access for
// member accounts", "Perform a privileged task on an AWS Organizations member account".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/sts_errors.h"
#include "mocks/sts/assume.h"
#include "mocks/sts/parameters.h"
#include "mocks/sts/session_policy.h"
#include "mocks/sts/sts.h"

namespace rolechain {
namespace {

constexpr std::string_view kTaskPolicies = "iam::aws:policy/root-task/";
constexpr std::array<std::string_view, 5> kTasks{
    "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy", "SQSUnlockQueuePolicy"};

bool is_task_policy(const World& world, std::string_view arn) {
  const std::string prefix = fmt::format("arn:{}:{}", world.partition, kTaskPolicies);
  return arn.starts_with(prefix) &&
         std::ranges::find(kTasks, arn.substr(prefix.size())) != kTasks.end();
}

// The account that "111122223333" or "arn:aws:iam::111122223333:root" names; "" for others.
std::string target_account(std::string_view principal) {
  if (is_account_id(principal)) return std::string(principal);
  const auto arn = split_arn(principal);
  const bool is_root = arn && arn->service == "iam" && arn->region.empty() &&
                       is_account_id(arn->account) && arn->resource == "root";
  return is_root ? std::string(arn->account) : std::string();
}

// R-STS-41: who looks after the member accounts, and what is one. That the organization has turned
// central root access on is taken for granted.
bool may_reach(const World& world, std::string_view from, std::string_view to) {
  if (!world.organization || !world.in_organization(from) || !world.in_organization(to)) {
    return false;
  }
  const Organization& organization = *world.organization;
  if (to == organization.management_account) return false;
  return from == organization.management_account ||
         std::ranges::find(organization.iam_administrators, from) !=
             organization.iam_administrators.end();
}

}  // namespace

ApiResult<StsReply> Sts::assume_root(const Session& caller, const RootInput& input,
                                     StsTrace* trace) {
  const EpochSeconds now_s = clock_.now_s();
  if (caller.expired(now_s)) return std::unexpected(expired_token("sts"));
  if (auto error = sts::Parameters()
                       .root(input.target_principal, input.task_policy_arn)
                       .duration(input.duration_s, sts::kRootDuration_s)
                       .error()) {
    return std::unexpected(*std::move(error));
  }
  const std::string account = target_account(input.target_principal);
  if (account.empty()) return std::unexpected(root_target_invalid(input.target_principal));
  if (!is_task_policy(world_, input.task_policy_arn)) {
    return std::unexpected(root_task_policy_unknown(input.task_policy_arn));
  }
  const std::string arn = fmt::format("arn:{}:iam::{}:root", world_.partition, account);
  // The resource has no policy: the caller's own account decides alone.
  ApiCall call{"sts:AssumeRoot", arn, {}, caller.account};
  call.context.push_back(sts::engine_entry("sts:TaskPolicyArn", {input.task_policy_arn}));
  call.context.insert(call.context.end(), input.context.begin(), input.context.end());
  Trace* const step = trace == nullptr ? nullptr : &trace->emplace_back();
  const bool allowed =
      caller.kind != Session::Kind::root && authorize(world_, caller, call, now_s, step).allowed();
  if (!allowed || !may_reach(world_, caller.account, account)) {
    return std::unexpected(access_denied(caller.arn, call.action, arn));
  }
  // R-STS-40: the task's policy denies all but the task. It allows nothing, and need not: the root
  // user may do what no policy denies. So that it counts as one of the session's policies, whose
  // Allows are needed, one that allows everything stands beside it.
  const std::array policy_arns{
      fmt::format("arn:{}:iam::aws:policy/AdministratorAccess", world_.partition),
      input.task_policy_arn};
  auto policies = sts::read_session_policies(world_, account, std::nullopt, policy_arns);
  if (!policies) return std::unexpected(std::move(policies.error()));
  StsReply reply;
  Session& session = reply.session;
  session.kind = Session::Kind::root;
  session.account = account;
  session.arn = arn;
  session.unique_id = account;
  session.credentials = sts::temporary_credentials(account, ids_);
  session.issued_s = now_s;
  session.expires_s = now_s + input.duration_s.value_or(sts::kRootDuration_s.max);
  session.source_identity = caller.source_identity;
  session.has_session_policy = true;
  session.session_policies = policies->policies;
  session.keys.push_back({"aws:AssumedRoot", {"true"}});
  return reply;
}

}  // namespace rolechain
