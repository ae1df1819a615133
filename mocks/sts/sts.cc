#include "mocks/sts/sts.h"

#include <utility>

#include "mocks/base/arn.h"
#include "mocks/iam/errors.h"
#include "mocks/sts/assume.h"
#include "mocks/sts/mfa.h"
#include "mocks/sts/parameters.h"
#include "mocks/sts/session_policy.h"

namespace rolechain {
namespace {

std::optional<ApiError> check_parameters(const AssumeRoleInput& input) {
  return sts::Parameters()
      .role_arn(input.role_arn)
      .session_name(input.session_name)
      .policy_arns(input.policy_arns)
      .policy(input.policy)
      .duration(input.duration_s, sts::kAssumeRoleDuration_s)
      .tags(input.tags, input.transitive_tag_keys)
      .external_id(input.external_id)
      .mfa(input.serial_number, input.token_code)
      .source_identity(input.source_identity)
      .error();
}

// Everything that a refusal can follow from before any policy is asked.
std::optional<ApiError> check_request(const Session& caller, const AssumeRoleInput& input,
                                      EpochSeconds now_s) {
  if (caller.expired(now_s)) return expired_token("sts");
  if (auto error = check_parameters(input)) return error;
  // R-STS-04: root users assume no roles, nor do GetFederationToken's sessions (text assumed).
  if (caller.kind == Session::Kind::root) return root_may_not_assume();
  if (caller.kind == Session::Kind::federated_user) return session_may_not_call("AssumeRole");
  if (auto error = sts::check_role_arn(input.role_arn)) return error;
  if (auto error = sts::check_tags(input.tags, input.transitive_tag_keys, caller.transitive)) {
    return error;
  }
  // R-STS-12: once set, it stays.
  if (input.source_identity && !caller.source_identity.empty() &&
      *input.source_identity != caller.source_identity) {
    return source_identity_changed();
  }
  // R-STS-03: fails, is not shortened.
  if (caller.temporary() && input.duration_s.value_or(sts::kHour_s) > sts::kHour_s) {
    return duration_chained();
  }
  return std::nullopt;
}

sts::Assumption assumption_of(const AssumeRoleInput& input) {
  sts::Assumption out;
  out.role_arn = input.role_arn;
  out.session_name = input.session_name;
  out.tags = input.tags;
  out.transitive = input.transitive_tag_keys;
  out.passes_source_identity = input.source_identity.has_value();
  out.source_identity = input.source_identity.value_or("");
  if (input.external_id) {
    out.context.push_back(sts::engine_entry("sts:ExternalId", {*input.external_id}));
  }
  // R-STS-17: the codes of this very call count for the policies that decide it.
  if (input.serial_number) {
    out.context.push_back(sts::engine_entry("aws:MultiFactorAuthPresent", {"true"}));
    out.context.push_back(sts::engine_entry("aws:MultiFactorAuthAge", {"0"}));
  }
  out.context.insert(out.context.end(), input.context.begin(), input.context.end());
  return out;
}

std::string_view account_of(std::string_view arn) {
  const auto parts = split_arn(arn);
  return parts ? parts->account : std::string_view{};
}

}  // namespace

ApiResult<StsReply> Sts::assume_role(const Session& caller, const AssumeRoleInput& input,
                                     StsTrace* trace) {
  const EpochSeconds now_s = clock_.now_s();
  if (auto error = check_request(caller, input, now_s)) return std::unexpected(*std::move(error));

  sts::Assumption assumption = assumption_of(input);
  assumption.inherited = sts::transitive_tags(caller);
  if (assumption.source_identity.empty()) assumption.source_identity = caller.source_identity;
  auto policies = sts::read_session_policies(world_, account_of(input.role_arn), input.policy,
                                             input.policy_arns);
  if (!policies) return std::unexpected(std::move(policies.error()));
  assumption.policies = *std::move(policies);
  if (auto error = sts::check_packed_size(assumption)) return std::unexpected(*std::move(error));
  if (auto error = sts::check_mfa(world_, caller, input.serial_number, input.token_code)) {
    return std::unexpected(*std::move(error));
  }

  const auto ask = [&](const ApiCall& call, Trace* step) {
    return authorize(world_, caller, call, now_s, step);
  };
  const std::string denied = sts::first_denied(ask, assumption, trace);
  const Role* role = world_.role(input.role_arn);
  // R-STS-30: a role that does not exist is denied in the same words.
  if (!denied.empty() || role == nullptr) {
    return std::unexpected(
        access_denied(caller.arn, denied.empty() ? assumption.action : denied, input.role_arn));
  }
  const std::int64_t duration_s = input.duration_s.value_or(sts::kHour_s);
  if (duration_s > role->max_session_s) return std::unexpected(duration_over_max());
  return sts::make_reply(*role, assumption, duration_s, now_s, ids_);
}

ApiResult<StsReply> Sts::assume_role_for_service(const ServiceInput& input, StsTrace* trace) {
  const EpochSeconds now_s = clock_.now_s();
  if (auto error = check_parameters(input.role)) return std::unexpected(*std::move(error));
  if (auto error = sts::check_role_arn(input.role.role_arn)) {
    return std::unexpected(*std::move(error));
  }
  if (auto error = sts::check_tags(input.role.tags, input.role.transitive_tag_keys, {})) {
    return std::unexpected(*std::move(error));
  }
  sts::Assumption assumption = assumption_of(input.role);
  assumption.keys = input.keys;
  auto policies = sts::read_session_policies(world_, account_of(input.role.role_arn),
                                             input.role.policy, input.role.policy_arns);
  if (!policies) return std::unexpected(std::move(policies.error()));
  assumption.policies = *std::move(policies);
  if (auto error = sts::check_packed_size(assumption)) return std::unexpected(*std::move(error));

  UnsignedCaller caller;
  caller.caller.kind = Caller::Kind::service;
  caller.caller.service = input.service;
  caller.caller.arn = input.service;
  const auto ask = [&](const ApiCall& call, Trace* step) {
    return authorize(world_, caller, call, now_s, step);
  };
  const std::string denied = sts::first_denied(ask, assumption, trace);
  const Role* role = world_.role(input.role.role_arn);
  if (!denied.empty() || role == nullptr) {
    return std::unexpected(access_denied(input.service, denied.empty() ? assumption.action : denied,
                                         input.role.role_arn));
  }
  return sts::make_reply(*role, assumption, input.lifetime_s, now_s, ids_);
}

}  // namespace rolechain
