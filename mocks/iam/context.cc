// R-EVAL-20: the condition keys that follow from the world, the session, the time and the ARN.
// Source: IAM User Guide, "AWS global condition context keys", "IAM and AWS STS condition context
// keys".
#include "mocks/iam/context.h"

#include <algorithm>
#include <string>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/authorize.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

std::string_view principal_type(Caller::Kind kind) {
  switch (kind) {
    case Caller::Kind::root:
      return "Account";
    case Caller::Kind::user:
      return "User";
    case Caller::Kind::role_session:
    case Caller::Kind::federated:
      return "AssumedRole";
    case Caller::Kind::federated_user:
      return "FederatedUser";
    case Caller::Kind::anonymous:
      return "Anonymous";
    case Caller::Kind::service:
      break;
  }
  return {};
}

// Source: IAM User Guide, "IAM policy elements: Variables and tags", table of principal key values.
std::string user_id(const Caller& caller, const Session* session) {
  switch (caller.kind) {
    case Caller::Kind::root:
      return caller.account;
    case Caller::Kind::user:
      return caller.unique_id;
    case Caller::Kind::role_session:
      return session == nullptr ? std::string() : caller.unique_id + ":" + session->session_name;
    case Caller::Kind::federated_user:
      return session == nullptr ? std::string() : caller.account + ":" + session->session_name;
    case Caller::Kind::anonymous:
      return "anonymous";
    case Caller::Kind::federated:
    case Caller::Kind::service:
      break;
  }
  return {};
}

void set_tags(Context& context, std::string_view prefix, const Tags& tags) {
  for (const Tag& tag : tags) context.set(std::string(prefix) + tag.key, tag.value);
}

void set_organization(Context& context, const World& world, std::string_view account,
                      std::string_view id_key, std::string_view paths_key) {
  std::string path = world.organization_path(account);
  if (path.empty() || !world.organization) return;
  context.set(id_key, world.organization->id);
  std::vector<std::string> paths;
  paths.push_back(std::move(path));
  context.set_list(paths_key, std::move(paths));
}

void fill_principal_tags(Context& context, const World& world, const Caller& caller,
                         const Session* session) {
  constexpr std::string_view kPrefix = "aws:PrincipalTag/";
  if (const Role* role = world.role(caller.role_arn); role != nullptr && !caller.role_arn.empty()) {
    set_tags(context, kPrefix, role->tags);
  }
  const std::string& user_arn = caller.kind == Caller::Kind::user ? caller.arn : caller.user_arn;
  if (const User* user = world.user(user_arn); user != nullptr && !user_arn.empty()) {
    set_tags(context, kPrefix, user->tags);
  }
  // R-STS-13: a session tag takes the place of the role's or user's tag of the same key.
  if (session != nullptr) set_tags(context, kPrefix, session->tags);
}

void fill_principal(Context& context, const World& world, const Caller& caller,
                    const Session* session) {
  if (const std::string_view type = principal_type(caller.kind); !type.empty()) {
    context.set("aws:PrincipalType", std::string(type));
  }
  if (std::string id = user_id(caller, session); !id.empty()) {
    context.set("aws:userid", std::move(id));
  }
  if (caller.kind == Caller::Kind::service) {
    context.set("aws:PrincipalIsAWSService", "true");
    context.set("aws:PrincipalServiceName", caller.service);
    context.set_list("aws:PrincipalServiceNamesList", {caller.service});
    return;
  }
  if (caller.kind == Caller::Kind::anonymous || caller.kind == Caller::Kind::federated) return;
  context.set("aws:PrincipalIsAWSService", "false");
  // For a role session the ROLE's ARN, with its path: not the session's.
  context.set("aws:PrincipalArn",
              caller.kind == Caller::Kind::role_session ? caller.role_arn : caller.arn);
  context.set("aws:PrincipalAccount", caller.account);
  set_organization(context, world, caller.account, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths");
  if (caller.kind == Caller::Kind::user) {
    if (const User* user = world.user(caller.arn)) context.set("aws:username", user->name);
  }
  fill_principal_tags(context, world, caller, session);
}

void fill_session(Context& context, const Session& session) {
  if (session.temporary()) {
    context.set("aws:TokenIssueTime", format_iso8601(session.issued_s));
  }
  // Absent for long-term keys, and AssumeRole's credentials carry no MFA information.
  // Source: IAM User Guide, "Secure API access with MFA".
  if (session.kind == Session::Kind::user_token) {
    context.set("aws:MultiFactorAuthPresent", session.mfa ? "true" : "false");
  }
  if (!session.source_identity.empty()) {
    context.set("aws:SourceIdentity", session.source_identity);
  }
}

}  // namespace

void set_session_keys(Context& context, const std::vector<SessionKey>& keys) {
  for (const SessionKey& key : keys) {
    if (key.multi_valued) {
      context.set_list(key.key, key.values);
    } else if (key.values.size() == 1) {
      context.set(key.key, key.values.front());
    }
  }
}

void set_call_entries(Context& context, const ApiCall& call) {
  for (const ContextEntry& entry : call.context) {
    if (entry.multi_valued || entry.values.size() > 1) {
      context.set_list(entry.key, entry.values, entry.origin);
    } else if (entry.values.empty()) {
      context.erase(entry.key);  // a scenario takes a key away by giving it no value
    } else {
      context.set(entry.key, entry.values.front(), entry.origin);
    }
  }
}

Context caller_context(const World& world, const Caller& caller, const Session* session) {
  Context context;
  fill_principal(context, world, caller, session);
  if (session != nullptr) {
    fill_session(context, *session);
    set_session_keys(context, session->keys);
  }
  return context;
}

Context full_context(const Context& caller_keys, const RequestFacts& facts, const ApiCall& call) {
  Context context;
  set_request_keys(context, facts);
  for (const ContextEntry& entry : caller_keys.all()) {
    if (entry.multi_valued) {
      context.set_list(entry.key, entry.values, entry.origin);
    } else {
      context.set(entry.key, entry.values.front(), entry.origin);
    }
  }
  set_call_entries(context, call);
  return context;
}

std::vector<ContextEntry> replaced_entries(const Context& caller_keys, const RequestFacts& facts,
                                           const ApiCall& call) {
  const auto by_scenario = [](const ContextEntry& entry) {
    return entry.origin == ContextEntry::Origin::scenario;
  };
  std::vector<ContextEntry> out;
  if (std::ranges::none_of(call.context, by_scenario)) return out;
  ApiCall own = call;
  std::erase_if(own.context, by_scenario);
  const Context engine = full_context(caller_keys, facts, own);
  for (const ContextEntry& had : engine.all()) {
    const bool replaced = std::ranges::any_of(call.context, [&](const ContextEntry& entry) {
      return by_scenario(entry) && equals_ignore_case(entry.key, had.key);
    });
    if (replaced) out.push_back(had);
  }
  return out;
}

Context make_context(const World& world, const Caller& caller, const Session* session,
                     const ApiCall& call, std::string_view resource_account, EpochSeconds now_s) {
  const std::string action = to_lower(call.action);
  const RequestFacts facts =
      request_facts(world, session, action, call.resource, resource_account, now_s);
  return full_context(caller_context(world, caller, session), facts, call);
}

}  // namespace rolechain
