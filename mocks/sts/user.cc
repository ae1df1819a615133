// The calls that users make for themselves: GetSessionToken, GetFederationToken,
// GetCallerIdentity.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "mocks/base/arn.h"
#include "mocks/iam/errors.h"
#include "mocks/sts/assume.h"
#include "mocks/sts/mfa.h"
#include "mocks/sts/parameters.h"
#include "mocks/sts/session_policy.h"
#include "mocks/sts/sts.h"

namespace rolechain {
namespace {

constexpr std::int64_t kDefaultUserDuration_s = 43'200;

// R-STS-05: root sessions last an hour at most; a longer request is shortened, it does not fail.
std::int64_t user_duration_s(const Session& caller, std::optional<std::int64_t> asked_s) {
  const std::int64_t duration_s = asked_s.value_or(kDefaultUserDuration_s);
  return caller.kind == Session::Kind::root ? std::min(duration_s, sts::kHour_s) : duration_s;
}

// R-STS-18: these calls take no session credentials.
bool has_long_term_keys(const Session& caller) {
  const bool permanent = caller.kind == Session::Kind::user || caller.kind == Session::Kind::root;
  return permanent && !caller.temporary();
}

// sts:GetFederationToken is asked on the session to be, sts:TagSession where it passes tags.
std::string federation_denied(const World& world, const Session& caller, const std::string& arn,
                              const Tags& tags, EpochSeconds now_s, StsTrace* trace) {
  sts::Assumption assumption;
  assumption.action = "sts:GetFederationToken";
  assumption.role_arn = arn;
  assumption.tags = tags;
  const auto ask = [&](const ApiCall& call, Trace* step) {
    return authorize(world, caller, call, now_s, step);
  };
  return sts::first_denied(ask, assumption, trace);
}

}  // namespace

ApiResult<StsReply> Sts::get_session_token(const Session& caller, const SessionTokenInput& input) {
  const EpochSeconds now_s = clock_.now_s();
  if (caller.expired(now_s)) return std::unexpected(expired_token("sts"));
  if (auto error = sts::Parameters()
                       .duration(input.duration_s, sts::kUserDuration_s)
                       .mfa(input.serial_number, input.token_code)
                       .error()) {
    return std::unexpected(*std::move(error));
  }
  if (!has_long_term_keys(caller)) return std::unexpected(session_may_not_call("GetSessionToken"));
  if (auto error = sts::check_mfa(world_, caller, input.serial_number, input.token_code)) {
    return std::unexpected(*std::move(error));
  }
  StsReply reply;
  reply.session = caller;
  Session& session = reply.session;
  session.id.clear();
  // R-STS-06: the same principal, so the root user stays root.
  if (caller.kind == Session::Kind::user) session.kind = Session::Kind::user_token;
  session.credentials = sts::temporary_credentials(caller.account, ids_);
  session.issued_s = now_s;
  session.expires_s = now_s + user_duration_s(caller, input.duration_s);
  session.mfa = input.serial_number.has_value();
  session.mfa_at_s = session.mfa ? now_s : 0;
  return reply;
}

ApiResult<StsReply> Sts::get_federation_token(const Session& caller,
                                              const FederationTokenInput& input, StsTrace* trace) {
  const EpochSeconds now_s = clock_.now_s();
  if (caller.expired(now_s)) return std::unexpected(expired_token("sts"));
  if (auto error = sts::Parameters()
                       .session_name(input.name, "name", 32)
                       .policy(input.policy)
                       .policy_arns(input.policy_arns)
                       .duration(input.duration_s, sts::kUserDuration_s)
                       .tags(input.tags)
                       .error()) {
    return std::unexpected(*std::move(error));
  }
  if (!has_long_term_keys(caller)) {
    return std::unexpected(session_may_not_call("GetFederationToken"));
  }
  if (auto error = sts::check_tags(input.tags, {}, {})) return std::unexpected(*std::move(error));
  auto policies =
      sts::read_session_policies(world_, caller.account, input.policy, input.policy_arns);
  if (!policies) return std::unexpected(std::move(policies.error()));
  const auto packed = sts::packed_size_percent(*policies, input.tags);
  if (packed && *packed > 100) return std::unexpected(packed_policy_too_large(*packed));

  const std::string arn =
      fmt::format("arn:{}:sts::{}:federated-user/{}", world_.partition, caller.account, input.name);
  const std::string denied = federation_denied(world_, caller, arn, input.tags, now_s, trace);
  if (!denied.empty()) return std::unexpected(access_denied(caller.arn, denied, arn));

  StsReply reply;
  Session& session = reply.session;
  session.kind = Session::Kind::federated_user;
  session.account = caller.account;
  session.arn = arn;
  session.user_arn = caller.kind == Session::Kind::user ? caller.user_arn : caller.arn;
  session.unique_id = caller.unique_id;
  session.session_name = input.name;
  session.credentials = sts::temporary_credentials(caller.account, ids_);
  session.issued_s = now_s;
  session.expires_s = now_s + user_duration_s(caller, input.duration_s);
  session.tags = input.tags;
  // R-STS-07: without a policy the session holds nothing but what resource policies give it.
  session.has_session_policy = true;
  session.session_policies = policies->policies;
  reply.assumed_role_id = caller.account + ":" + input.name;
  reply.packed_policy_size_percent = packed.value_or(0);
  return reply;
}

ApiResult<CallerIdentity> Sts::get_caller_identity(const Session& caller) {
  if (caller.expired(clock_.now_s())) return std::unexpected(expired_token("sts"));
  CallerIdentity out;
  out.account = caller.account;
  out.arn = caller.arn;
  switch (caller.kind) {
    case Session::Kind::user:
    case Session::Kind::user_token:
      out.user_id = caller.unique_id;
      break;
    case Session::Kind::role:
      out.user_id = caller.unique_id + ":" + caller.session_name;
      break;
    case Session::Kind::federated_user:
      out.user_id = caller.account + ":" + caller.session_name;
      break;
    case Session::Kind::root:
      out.user_id = caller.account;
      break;
  }
  return out;
}

Session user_session(const World&, const User& user, IdSource& ids) {
  Session out;
  out.kind = Session::Kind::user;
  out.account = user.account;
  out.arn = user.arn;
  out.user_arn = user.arn;
  out.unique_id = user.unique_id;
  if (!user.access_keys.empty()) {
    out.credentials = {user.access_keys.front().id, user.access_keys.front().secret, ""};
  } else {
    out.credentials = {ids.access_key_id("AKIA", user.account), ids.secret_access_key(), ""};
  }
  return out;
}

}  // namespace rolechain
