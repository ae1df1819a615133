#include "tests/reference/evaluator.h"

#include <algorithm>
#include <array>

namespace rolechain::reference {
namespace {

using Kind = Principal::Kind;

Documents statements_of(const Json& document) {
  const Json& statement = document["Statement"];
  if (statement.is_object()) return {&statement};
  Documents out;
  for (const Json& each : statement) out.push_back(&each);
  return out;
}

bool any_text(const Json& list, const auto& test) {
  return std::ranges::any_of(texts_of(list), test);
}

bool resource_pattern_fits(const std::string& pattern, std::string_view resource, bool variables,
                           const RequestContext& context) {
  if (pattern == "*") return true;
  auto wanted = split(pattern, ':', 6);
  auto given = split(resource, ':', 6);
  if (given.size() != 6) return false;
  if (wanted.size() < 6 && wanted.back().ends_with('*')) {
    // A star that ends the pattern runs over the colons behind it.
    given.resize(wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!glob_ignoring_case(wanted[i], given[i])) return false;
    }
    return true;
  }
  if (wanted.size() != 6) return false;
  for (std::size_t i = 0; i < 5; ++i) {
    if (!glob_ignoring_case(wanted[i], given[i])) return false;
  }
  const auto last = expand(wanted[5], variables, Wildcards::match, context);
  return last && matches(*last, given[5]);
}

// What some policies say together.
struct Said {
  bool allow = false;
  bool deny = false;
};

enum class Who { everyone, as_principal_says };

bool statement_fits(const Json& statement, const Question& q, bool variables) {
  return action_fits(statement, q.action) &&
         resource_fits(statement, q.resource, variables, *q.context) &&
         (!statement.contains("Condition") ||
          condition_holds(statement["Condition"], *q.context, variables));
}

std::string_view account_of(const Question& q) {
  return q.caller_account == nullptr ? std::string_view() : q.caller_account->id;
}

Said ask(const Documents& documents, const Question& q, Who who) {
  Said out;
  for (const Json* document : documents) {
    for (const Json* each : statements_of(*document)) {
      const Json& statement = *each;
      if (who == Who::as_principal_says &&
          principal_fits(statement, q.caller, account_of(q), q.boundary != nullptr) == Named::no) {
        continue;
      }
      if (!statement_fits(statement, q, has_variables(*document))) continue;
      (statement["Effect"] == "Deny" ? out.deny : out.allow) = true;
    }
  }
  return out;
}

// The resource's own policy, with the ways in which its Allow statements name the caller.
struct ResourceSaid {
  bool deny = false;
  bool to_account = false;  // delegates to the account's identity policies
  bool to_entity = false;   // the role, or the user behind a federated user
  bool to_caller = false;   // the session, the user itself, or everybody
  [[nodiscard]] bool any() const { return to_account || to_entity || to_caller; }
};

ResourceSaid ask_resource(const Question& q) {
  ResourceSaid out;
  if (q.resource_policy == nullptr) return out;
  for (const Json* each : statements_of(*q.resource_policy)) {
    const Json& statement = *each;
    const Named named = principal_fits(statement, q.caller, account_of(q), q.boundary != nullptr);
    if (named == Named::no) continue;
    if (!statement_fits(statement, q, has_variables(*q.resource_policy))) continue;
    if (statement["Effect"] == "Deny") {
      out.deny = true;
    } else if (named == Named::account) {
      out.to_account = true;
    } else if (named == Named::role || named == Named::user) {
      out.to_entity = true;
    } else {
      out.to_caller = true;
    }
  }
  return out;
}

std::string service_of(std::string_view action) { return lower(split(action, ':', 2)[0]); }
std::string name_of(std::string_view action) { return lower(split(action, ':', 2)[1]); }

bool resource_type_is(std::string_view resource, std::string_view service, std::string_view type) {
  const auto parts = split(resource, ':', 6);
  return parts.size() == 6 && parts[2] == service && parts[5].starts_with(std::string(type) + "/");
}

// Services whose resources an RCP can protect, of those that the tests use; dated 2025.
bool rcp_supports(const std::string& service) {
  constexpr std::array<std::string_view, 5> kServices = {"s3", "sts", "kms", "sqs",
                                                         "secretsmanager"};
  return std::ranges::find(kServices, service) != kServices.end();
}

// R-STS-08: what credentials of GetSessionToken and GetFederationToken cannot do at all.
// Source: IAM User Guide, "Compare AWS STS credentials".
bool credentials_refused(const Question& q) {
  const std::string service = service_of(q.action);
  const std::string name = name_of(q.action);
  if (q.caller.kind == Kind::federated_user) {
    return service == "iam" || service == "sts";
  }
  if (!q.caller.session_token) return false;
  if (service == "iam") return !q.caller.mfa;
  // sts:TagSession and sts:SetSourceIdentity are parts of an AssumeRole call.
  return service == "sts" && name != "assumerole" && name != "tagsession" &&
         name != "setsourceidentity";
}

// An Allow at every level; which Deny there is, `explicit_deny` learns.
bool levels_allow(const std::vector<Documents>& levels, const Question& q, Who who,
                  bool& explicit_deny) {
  bool all = true;
  for (const Documents& level : levels) {
    const Said said = ask(level, q, who);
    explicit_deny = explicit_deny || said.deny;
    all = all && said.allow;
  }
  return all;
}

struct Sides {
  bool identity = false;
  bool boundary = true;
  bool session = true;
  ResourceSaid resource;
  bool same_account = false;
};

// AssumeRole is about a role, whatever the request calls it; tagging the session and setting its
// source identity are, where they come with a role.
bool is_role_assumption(const Question& q) {
  if (service_of(q.action) != "sts") return false;
  const std::string name = name_of(q.action);
  if (name.starts_with("assumerole")) return true;
  return (name == "tagsession" || name == "setsourceidentity" || name == "setcontext") &&
         resource_type_is(q.resource, "iam", "role");
}

// Same account (R-EVAL-07, -10, -13, -14); guardrails of the organization are dealt with already.
bool same_account_allows(const Question& q, const Sides& s) {
  const bool limits = s.boundary && s.session;
  if (is_role_assumption(q)) {
    if (!s.boundary) return false;
    if (s.resource.to_caller) return true;
    if (s.resource.to_entity) return s.session;
    return s.resource.to_account && s.identity && s.session;
  }
  if (s.resource.to_caller) return true;
  if (s.resource.to_entity && limits) return true;
  if (!s.identity || !limits) return false;
  if (resource_type_is(q.resource, "kms", "key")) {
    // A key that nobody gave a policy has the default one, which trusts its account.
    return s.resource.to_account || q.resource_policy == nullptr;
  }
  return true;
}

}  // namespace

bool action_fits(const Json& statement, std::string_view action) {
  const auto fits = [&](const std::string& pattern) {
    if (pattern == "*") return true;
    const auto wanted = split(pattern, ':', 2);
    const auto given = split(action, ':', 2);
    return wanted.size() == 2 && given.size() == 2 && same_ignoring_case(wanted[0], given[0]) &&
           glob_ignoring_case(wanted[1], given[1]);
  };
  if (statement.contains("Action")) return any_text(statement["Action"], fits);
  return !any_text(statement["NotAction"], fits);
}

bool resource_fits(const Json& statement, std::string_view resource, bool variables,
                   const RequestContext& context) {
  const auto fits = [&](const std::string& pattern) {
    return resource_pattern_fits(pattern, resource, variables, context);
  };
  if (statement.contains("Resource")) return any_text(statement["Resource"], fits);
  if (statement.contains("NotResource")) return !any_text(statement["NotResource"], fits);
  return true;  // trust policies are about their own role
}

Verdict evaluate(const Question& q) {
  // R-EVAL-15. Source: STS API Reference, "GetCallerIdentity"; IAM User Guide, "Permissions for
  // GetSessionToken": policies do not control authentication.
  if (lower(q.action) == "sts:getcalleridentity") return Verdict::allowed;
  if (lower(q.action) == "sts:getsessiontoken") return Verdict::allowed;

  if (credentials_refused(q)) return Verdict::implicitly_denied;

  const bool signed_caller = q.caller_account != nullptr;
  bool explicit_deny = false;
  Sides sides;
  sides.same_account = signed_caller && q.caller_account->id == q.resource_account->id;

  if (signed_caller) {
    const Said identity = ask(q.identity, q, Who::everyone);
    // The root user may do everything in its own account, and assume nothing (R-EVAL-17).
    sides.identity = identity.allow || q.caller.kind == Kind::root;
    explicit_deny = explicit_deny || identity.deny;
    if (q.boundary != nullptr) {
      const Said boundary = ask({q.boundary}, q, Who::everyone);
      sides.boundary = boundary.allow;
      explicit_deny = explicit_deny || boundary.deny;
    }
    // GetFederationToken without a policy makes a session without permissions.
    sides.session = q.caller.kind != Kind::federated_user;
    if (q.session) {
      const Said session = ask(*q.session, q, Who::everyone);
      sides.session = session.allow;
      explicit_deny = explicit_deny || session.deny;
    }
  }
  bool guardrails = true;
  if (signed_caller && q.caller_account->member && !q.caller.service_linked) {
    guardrails = levels_allow(q.caller_account->scps, q, Who::everyone, explicit_deny);
  }
  const bool linked = q.caller.service_linked || q.service_linked_target;
  if (q.resource_account->member && !linked && rcp_supports(service_of(q.action))) {
    const bool all =
        levels_allow(q.resource_account->rcps, q, Who::as_principal_says, explicit_deny);
    guardrails = guardrails && all;
  }
  if (q.endpoint != nullptr) {
    const Said endpoint = ask({q.endpoint}, q, Who::as_principal_says);
    guardrails = guardrails && endpoint.allow;
    explicit_deny = explicit_deny || endpoint.deny;
  }
  sides.resource = ask_resource(q);
  explicit_deny = explicit_deny || sides.resource.deny;

  if (explicit_deny) return Verdict::explicitly_denied;
  if (q.caller.kind == Kind::root && is_role_assumption(q)) {
    return Verdict::implicitly_denied;
  }
  if (!guardrails) return Verdict::implicitly_denied;

  bool allowed = false;
  if (!signed_caller) {
    allowed = sides.resource.any();
  } else if (sides.same_account) {
    allowed = same_account_allows(q, sides);
  } else {
    allowed = sides.identity && sides.boundary && sides.session && sides.resource.any();
  }
  return allowed ? Verdict::allowed : Verdict::implicitly_denied;
}

}  // namespace rolechain::reference
