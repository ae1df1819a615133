#include "mocks/sts/assume.h"

#include <algorithm>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/errors.h"

namespace rolechain::sts {
namespace {

constexpr std::size_t kSessionToken_chars = 356;

}  // namespace

ContextEntry engine_entry(std::string key, std::vector<std::string> values, bool multi_valued) {
  return {std::move(key), std::move(values), multi_valued, ContextEntry::Origin::engine};
}

std::vector<ContextEntry> request_context(const Assumption& assumption) {
  std::vector<ContextEntry> out;
  out.push_back(engine_entry("sts:RoleSessionName", {assumption.session_name}));
  if (assumption.passes_source_identity) {
    out.push_back(engine_entry("sts:SourceIdentity", {assumption.source_identity}));
  }
  std::vector<std::string> keys;
  for (const Tag& tag : assumption.tags) {
    out.push_back(engine_entry("aws:RequestTag/" + tag.key, {tag.value}));
    keys.push_back(tag.key);
  }
  if (!keys.empty()) out.push_back(engine_entry("aws:TagKeys", std::move(keys), true));
  if (!assumption.transitive.empty()) {
    out.push_back(engine_entry("sts:TransitiveTagKeys", assumption.transitive, true));
  }
  return out;
}

std::string first_denied(const Ask& ask, const Assumption& assumption, StsTrace* trace) {
  ApiCall call;
  call.resource = assumption.role_arn;
  call.context = request_context(assumption);
  call.context.insert(call.context.end(), assumption.context.begin(), assumption.context.end());

  std::vector<std::string> actions{assumption.action};
  if (!assumption.tags.empty() || !assumption.inherited.empty()) {
    actions.emplace_back("sts:TagSession");
  }
  if (!assumption.source_identity.empty()) actions.emplace_back("sts:SetSourceIdentity");
  for (const std::string& action : actions) {
    call.action = action;
    Trace* const step = trace == nullptr ? nullptr : &trace->emplace_back();
    if (!ask(call, step).allowed()) return action;
  }
  return {};
}

Credentials temporary_credentials(std::string_view account, IdSource& ids) {
  return {ids.access_key_id("ASIA", account), ids.secret_access_key(),
          ids.token(kSessionToken_chars)};
}

Tags transitive_tags(const Session& session) {
  Tags out;
  for (const Tag& tag : session.tags) {
    const bool passes_on = std::ranges::any_of(
        session.transitive, [&](const auto& key) { return equals_ignore_case(key, tag.key); });
    if (passes_on) out.push_back(tag);
  }
  return out;
}

std::optional<ApiError> check_packed_size(const Assumption& assumption) {
  Tags tags = assumption.tags;
  tags.insert(tags.end(), assumption.inherited.begin(), assumption.inherited.end());
  const auto percent = packed_size_percent(assumption.policies, tags);
  if (percent && *percent > 100) return packed_policy_too_large(*percent);
  return std::nullopt;
}

StsReply make_reply(const Role& role, const Assumption& assumption, std::int64_t duration_s,
                    EpochSeconds now_s, IdSource& ids) {
  StsReply reply;
  Session& session = reply.session;
  session.kind = Session::Kind::role;
  session.account = role.account;
  session.arn = assumed_role_arn(role.account, role.name, assumption.session_name);
  session.role_arn = role.arn;
  session.unique_id = role.unique_id;
  session.session_name = assumption.session_name;
  session.credentials = temporary_credentials(role.account, ids);
  session.issued_s = now_s;
  session.expires_s = now_s + duration_s;

  session.tags = assumption.tags;
  session.transitive = assumption.transitive;
  for (const Tag& tag : assumption.inherited) {
    session.tags.push_back(tag);
    session.transitive.push_back(tag.key);
  }
  session.source_identity = assumption.source_identity;
  session.has_session_policy = assumption.policies.sent;
  session.session_policies = assumption.policies.policies;
  session.keys = assumption.keys;

  reply.assumed_role_id = role.unique_id + ":" + assumption.session_name;
  reply.packed_policy_size_percent = packed_size_percent(assumption.policies, session.tags);
  return reply;
}

}  // namespace rolechain::sts
