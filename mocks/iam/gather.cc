// Finds every policy that bears on a request.
// Source: IAM User Guide, "Policy evaluation logic"; Organizations User Guide, "Service control
// policies", "Resource control policies".
#include <algorithm>
#include <string>

#include "mocks/base/arn.h"
#include "mocks/iam/authorize.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/services.h"

namespace rolechain {
namespace {

constexpr std::string_view kEndpoint = ":vpc-endpoint/";

void add(std::vector<const CompiledPolicy*>& list, const PolicyRef& policy) {
  if (policy != nullptr) list.push_back(policy.get());
}

void add_attached(std::vector<const CompiledPolicy*>& list,
                  const std::vector<AttachedPolicy>& attached) {
  for (const AttachedPolicy& policy : attached) add(list, policy.policy);
}

void gather_user(PoliciesInPlay& policies, const World& world, std::string_view arn) {
  const User* user = world.user(arn);
  if (user == nullptr) return;
  policies.identity_label = user->name;
  policies.boundary = user->boundary.get();
  add_attached(policies.identity, user->policies);
  for (const std::string& key : user->groups) {  // R-EVAL-24
    const Group* group = world.group_by_key(key);
    if (group != nullptr) add_attached(policies.identity, group->policies);
  }
}

// STS calls that credentials of GetSessionToken and GetFederationToken may not make; IAM is closed
// to them but for GetSessionToken's with MFA.
// Source: IAM User Guide, "Compare AWS STS credentials".
bool token_refused(const Session& session, std::string_view service,
                   std::string_view action_lower) {
  const bool identity_call = action_lower == "sts:getcalleridentity";
  if (session.kind == Session::Kind::user_token) {
    if (service == "iam") return !session.mfa;
    // sts:TagSession and sts:SetSourceIdentity are permissions of AssumeRole, not calls.
    if (service == "sts") return !identity_call && !is_trust_action(action_lower);
  }
  if (session.kind == Session::Kind::federated_user) {
    return service == "iam" || (service == "sts" && !identity_call);
  }
  return false;
}

void gather_identity(PoliciesInPlay& policies, const World& world, const Caller& caller) {
  switch (caller.kind) {
    case Caller::Kind::role_session:
      if (const Role* role = world.role(caller.role_arn)) {
        policies.identity_label = role->name;
        policies.boundary = role->boundary.get();
        add_attached(policies.identity, role->policies);
      }
      break;
    case Caller::Kind::user:
      gather_user(policies, world, caller.arn);
      break;
    case Caller::Kind::federated_user:
      gather_user(policies, world, caller.user_arn);
      break;
    case Caller::Kind::root:
      policies.root_user = true;
      policies.identity_label = "root user";
      break;
    case Caller::Kind::anonymous:
    case Caller::Kind::federated:
    case Caller::Kind::service:
      policies.has_identity = false;  // R-EVAL-16
      break;
  }
}

void gather_session(PoliciesInPlay& policies, const Session& session) {
  // A federated user without a session policy has none of the user's permissions, not all of them.
  // Source: STS API Reference, "GetFederationToken".
  policies.has_session_policy =
      session.has_session_policy || session.kind == Session::Kind::federated_user;
  for (const PolicyRef& policy : session.session_policies) add(policies.session, policy);
}

// An S3 object or DynamoDB index that the world lists by itself is still under the policy of its
// bucket or table.
const Resource* policy_holder(const RequestFacts& facts) {
  const Resource* found = facts.named;
  if (found == nullptr || found->policy != nullptr || found->arn != facts.resource || !facts.arn) {
    return found;
  }
  if (facts.arn->service == "s3") {
    const std::size_t slash = facts.resource.find('/');
    if (slash == std::string_view::npos) return found;
    return facts.world->resource(facts.resource.substr(0, slash));
  }
  const std::size_t index = facts.resource.find("/index/");
  if (facts.arn->service == "dynamodb" && index != std::string_view::npos) {
    return facts.world->resource(facts.resource.substr(0, index));
  }
  return found;
}

void gather_resource(PoliciesInPlay& policies, const RequestFacts& facts) {
  const auto& arn = facts.arn;
  const bool role = arn && arn->service == "iam" && arn->resource.starts_with("role/");
  policies.resource_rule = PoliciesInPlay::ResourceRule::ordinary;
  policies.resource_type = PolicyType::resource;
  policies.resource = nullptr;
  policies.resource_label = {};
  policies.default_delegates = false;
  if (facts.service == "sts" && is_trust_action(facts.action_lower) &&
      (role || facts.action_lower.starts_with("sts:assumerole"))) {
    policies.resource_rule = PoliciesInPlay::ResourceRule::must_allow;
    policies.resource_type = PolicyType::trust;
    if (const Role* target = facts.world->role(facts.resource)) {
      policies.resource = target->trust.get();
      policies.resource_label = target->name;
    }
  } else {
    const Resource* found = policy_holder(facts);
    if (found != nullptr) {
      policies.resource = found->policy.get();
      policies.resource_label = found->key;
    }
    if (arn && arn->service == "kms" && arn->resource.starts_with("key/")) {
      policies.resource_rule = PoliciesInPlay::ResourceRule::must_allow;
      policies.default_delegates = policies.resource == nullptr;
    }
  }
}

// R-ORG-03: service-linked roles are bound by neither SCP nor RCP, as callers or as the role that a
// service assumes.
bool bound_by_rcps(const PoliciesInPlay& policies, const Caller& caller,
                   const RequestFacts& facts) {
  if (!facts.world->organization || caller.service_linked_role) return false;
  if (!supports_rcp(facts.service)) return false;
  if (policies.resource_type != PolicyType::trust) return true;
  const Role* target = facts.world->role(facts.resource);
  return target == nullptr || !target->service_linked;
}

}  // namespace

PoliciesInPlay gather_caller(const World& world, const Caller& caller, const Session* session) {
  PoliciesInPlay policies;
  gather_identity(policies, world, caller);
  if (session != nullptr) gather_session(policies, *session);
  // R-ORG-04: SCPs bind the principals of the member account, its root user included; services are
  // of no account, other accounts' principals of another.
  if (!caller.service_linked_role) world.levels(caller.account, policies.scps);
  return policies;
}

void gather_request(PoliciesInPlay& policies, const Caller& caller, const RequestFacts& facts) {
  policies.no_permission_needed = needs_no_permission(facts.action_lower);
  policies.token_refused =
      facts.session != nullptr && token_refused(*facts.session, facts.service, facts.action_lower);
  policies.same_account = caller.account == facts.resource_account;
  gather_resource(policies, facts);
  // R-ORG-05: RCPs bind every caller, of a resource of a member account.
  policies.rcps.clear();
  if (bound_by_rcps(policies, caller, facts)) {
    facts.world->levels(facts.resource_account, policies.rcps);
  }
}

PoliciesInPlay gather(const World& world, const Caller& caller, const Session* session,
                      std::string_view action_lower, std::string_view resource,
                      std::string_view resource_account) {
  PoliciesInPlay policies = gather_caller(world, caller, session);
  gather_request(policies, caller,
                 request_facts(world, session, action_lower, resource, resource_account, 0));
  return policies;
}

bool has_endpoint_policies(const World& world) {
  return std::ranges::any_of(world.resources, [](const Resource& resource) {
    return resource.policy != nullptr && resource.arn.find(kEndpoint) != std::string::npos;
  });
}

const CompiledPolicy* endpoint_policy(const World& world, const Context& context) {
  const ContextEntry* id = context.find("aws:SourceVpce");
  if (id == nullptr || id->values.size() != 1) return nullptr;
  const std::string_view wanted = id->values.front();
  for (const Resource& resource : world.resources) {
    std::string_view arn = resource.arn;
    if (!arn.ends_with(wanted)) continue;
    arn.remove_suffix(wanted.size());
    if (arn.ends_with(kEndpoint)) return resource.policy.get();
  }
  return nullptr;
}

}  // namespace rolechain
