// The combining rules. Every policy type is asked by itself, then the answers are combined: an
// explicit deny anywhere, then what is missing, then the grant.
// Source: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny
// access", "Cross-account policy evaluation logic", "Evaluating identity-based policies with
// resource-based policies", "Session policies"; Organizations User Guide, "SCP evaluation", "RCP
// evaluation".
#include <array>
#include <span>

#include "mocks/iam/authorize.h"

namespace rolechain {
namespace {

using PolicyList = std::span<const CompiledPolicy* const>;

// What one policy type says about the request. Filled in place: a copy right after its bytes were
// written would wait for them.
struct Answer {
  const CompiledPolicy* policy = nullptr;  // the statement that denies, else that allows
  std::uint32_t statement = 0;
  bool present = false;  // there is something to ask
  bool allows = false;
  bool denies = false;
  PrincipalMatch principal = PrincipalMatch::none;  // of the strongest allow
};

struct Answers {
  Answer identity;
  Answer resource;
  Answer boundary;
  Answer session;
  Answer scp;  // of the deciding level: the first that denies, else the first that is silent
  Answer rcp;
  Answer endpoint;
};

void note(Answer& answer, const CompiledPolicy* policy, std::uint32_t statement) {
  answer.policy = policy;
  answer.statement = statement;
}

const CompiledPolicy* pointer(const CompiledPolicy* policy) { return policy; }
const CompiledPolicy* pointer(const PolicyRef& policy) { return policy.get(); }

// Who says what one policy answers: the request, or somebody who knows which statements match it.
struct RequestAsker {
  const Request& request;

  [[nodiscard]] PolicyAnswer ask(const CompiledPolicy& policy) const { return policy.ask(request); }
  [[nodiscard]] PolicyAnswer ask_denies(const CompiledPolicy& policy) const {
    return policy.ask_denies(request);
  }
  [[nodiscard]] StatementMatch match(const CompiledPolicy& policy, std::uint32_t index) const {
    return policy.match(index, request);
  }
};

struct MatchAsker {
  const StatementMatches& matches;

  [[nodiscard]] PolicyAnswer ask(const CompiledPolicy& policy) const {
    PolicyAnswer answer;
    const std::span<const PrincipalMatch> matched = matches.of(policy);
    for (std::uint32_t i = 0; i < matched.size(); ++i) {
      if (matched[i] == PrincipalMatch::none) continue;
      if (policy.statements()[i].effect == Effect::deny) {
        return {PolicyAnswer::Says::deny, PrincipalMatch::none, i};
      }
      if (answer.says == PolicyAnswer::Says::nothing || matched[i] > answer.principal) {
        answer = {PolicyAnswer::Says::allow, matched[i], i};
      }
    }
    return answer;
  }
  [[nodiscard]] PolicyAnswer ask_denies(const CompiledPolicy& policy) const {
    const PolicyAnswer answer = ask(policy);
    return answer.says == PolicyAnswer::Says::deny ? answer : PolicyAnswer();
  }
  [[nodiscard]] StatementMatch match(const CompiledPolicy& policy, std::uint32_t index) const {
    const std::span<const PrincipalMatch> matched = matches.of(policy);
    StatementMatch out;
    if (index < matched.size()) out.principal = matched[index];
    if (out.principal == PrincipalMatch::none) out.mismatch = Mismatch::resource;
    return out;
  }
};

// Nothing can change a deny (R-EVAL-06), and of what allows one is enough.
template <class Asker>
void ask_quietly(Answer& answer, const CompiledPolicy* policy, const Asker& asker) {
  using Says = PolicyAnswer::Says;
  const PolicyAnswer said = answer.allows ? asker.ask_denies(*policy) : asker.ask(*policy);
  if (said.says == Says::nothing) return;
  (said.says == Says::deny ? answer.denies : answer.allows) = true;
  answer.principal = said.principal;
  note(answer, policy, said.statement);
}

template <class Asker>
void ask_aloud(Answer& answer, const CompiledPolicy* policy, const Asker& asker, SideTrace& side) {
  const auto count = static_cast<std::uint32_t>(policy->statements().size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const StatementMatch match = asker.match(*policy, i);
    side.statements.push_back({policy, i, match});
    if (!match.matches()) continue;  // R-POL-06
    if (policy->statements()[i].effect == Effect::deny) {
      if (!answer.denies) note(answer, policy, i);
      answer.denies = true;
    } else if (!answer.denies && (!answer.allows || match.principal > answer.principal)) {
      // R-PRIN-01: where several statements allow, the strongest way of naming counts.
      answer.allows = true;
      answer.principal = match.principal;
      note(answer, policy, i);
    }
  }
}

template <class Policies, class Asker>
void ask(Answer& answer, const Policies& policies, const Asker& asker, SideTrace* side) {
  answer.present = true;
  for (const auto& listed : policies) {
    const CompiledPolicy* policy = pointer(listed);
    if (policy == nullptr) continue;
    if (side != nullptr) {
      ask_aloud(answer, policy, asker, *side);
      continue;
    }
    ask_quietly(answer, policy, asker);
    if (answer.denies) return;
  }
}

// How near a statement came: the later the failed test, the nearer.
Reason reason_of(Mismatch mismatch) {
  switch (mismatch) {
    case Mismatch::none:
      return Reason::statement;
    case Mismatch::condition:
      return Reason::condition_not_met;
    case Mismatch::principal:
      return Reason::principal_not_matched;
    case Mismatch::action:
    case Mismatch::resource:
      break;
  }
  return Reason::no_statement;
}

// Why a silent side is silent: the allow that came nearest. A Deny that did not fire is no reason.
void find_nearest_miss(SideTrace& side) {
  Mismatch nearest = Mismatch::action;  // an action that differs is not near
  for (const StatementTrace& looked_at : side.statements) {
    const Statement& statement = looked_at.policy->statements()[looked_at.statement];
    if (statement.effect != Effect::allow || looked_at.match.mismatch <= nearest) continue;
    nearest = looked_at.match.mismatch;
    side.policy = looked_at.policy;
    side.statement = looked_at.statement;
    side.condition = looked_at.match.failed;
  }
  side.reason = reason_of(nearest);
}

void close_side(SideTrace* side, const Answer& answer, bool document, bool delegates) {
  if (side == nullptr) return;
  if (answer.denies || answer.allows) {
    side->outcome = answer.denies ? SideOutcome::denies
                    : delegates   ? SideOutcome::delegates
                                  : SideOutcome::allows;
    side->reason = Reason::statement;
    side->policy = answer.policy;
    side->statement = answer.statement;
  } else if (document) {
    find_nearest_miss(*side);
  }
}

SideTrace* open_side(Trace* trace, PolicyType type, std::string_view label) {
  if (trace == nullptr) return nullptr;
  SideTrace side;
  side.type = type;
  side.label = label;
  trace->sides.push_back(std::move(side));
  return &trace->sides.back();
}

template <class Asker>
void ask_identity(Answer& answer, const PoliciesInPlay& policies, const Asker& asker,
                  Trace* trace) {
  if (!policies.has_identity) return;
  SideTrace* side = open_side(trace, PolicyType::identity, policies.identity_label);
  if (policies.root_user) {
    // R-EVAL-17: an account's root user needs no policy. Source: IAM User Guide, "AWS account
    // root user".
    answer.present = true;
    answer.allows = true;
  } else {
    ask(answer, policies.identity, asker, side);
  }
  close_side(side, answer, !policies.identity.empty(), false);
}

template <class Asker>
void ask_resource(Answer& answer, const PoliciesInPlay& policies, const Asker& asker,
                  Trace* trace) {
  const bool needed = policies.resource_rule == PoliciesInPlay::ResourceRule::must_allow ||
                      !policies.same_account || !policies.has_identity;
  if (policies.resource == nullptr && !needed) return;
  SideTrace* side = open_side(trace, policies.resource_type, policies.resource_label);
  answer.present = true;
  if (policies.resource != nullptr) {
    ask(answer, PolicyList(&policies.resource, 1), asker, side);
  } else if (policies.default_delegates && policies.same_account && policies.has_identity) {
    // R-EVAL-14. Source: AWS KMS Developer Guide, "Default key policy".
    answer.allows = true;
    answer.principal = PrincipalMatch::account;
  }
  const bool delegates = policies.same_account && answer.principal == PrincipalMatch::account;
  close_side(side, answer, policies.resource != nullptr, delegates);
}

template <class Asker>
void ask_guardrail(Answer& answer, const CompiledPolicy* policy, PolicyType type,
                   const Asker& asker, Trace* trace) {
  if (policy == nullptr) return;
  SideTrace* side = open_side(trace, type, policy->label());
  ask(answer, PolicyList(&policy, 1), asker, side);
  close_side(side, answer, true, false);
}

template <class Asker>
void ask_session(Answer& answer, const PoliciesInPlay& policies, const Asker& asker, Trace* trace) {
  if (!policies.has_session_policy) return;
  SideTrace* side = open_side(trace, PolicyType::session, "session policy");
  // R-EVAL-09: inline and managed session policies are one union.
  ask(answer, policies.session, asker, side);
  close_side(side, answer, !policies.session.empty(), false);
}

// R-ORG-01: every level's SCPs must allow. R-ORG-05: of RCPs only a Deny counts, because
// RCPFullAWSAccess is attached to every level and cannot be detached.
template <class Asker>
void ask_levels(Answer& deciding, const std::vector<const PolicyLevel*>& levels, PolicyType type,
                const Asker& asker, Trace* trace) {
  const bool rcp = type == PolicyType::rcp;
  for (const PolicyLevel* level : levels) {
    const std::vector<PolicyRef>& policies = rcp ? level->rcps : level->scps;
    SideTrace* side = open_side(trace, type, level->label);
    Answer answer;
    ask(answer, policies, asker, side);
    if ((rcp || level->full_aws_access) && !answer.denies && !answer.allows) answer.allows = true;
    close_side(side, answer, !policies.empty(), false);
    const bool worse = !deciding.present || (answer.denies && !deciding.denies) ||
                       (!answer.allows && !answer.denies && deciding.allows && !deciding.denies);
    if (worse) deciding = answer;
  }
}

Decision denied(Outcome outcome, PolicyType by, const Answer& answer = {}) {
  return {outcome, by, answer.policy, answer.statement};
}

// R-EVAL-06: an explicit deny anywhere decides. The order only chooses which one is named: AWS
// reports one type, the organization's before the account's.
std::optional<Decision> explicit_deny(const PoliciesInPlay& policies, const Answers& a) {
  struct Asked {
    const Answer& answer;
    PolicyType type;
  };
  const auto order = std::to_array<Asked>({{a.rcp, PolicyType::rcp},
                                           {a.scp, PolicyType::scp},
                                           {a.resource, policies.resource_type},
                                           {a.identity, PolicyType::identity},
                                           {a.boundary, PolicyType::boundary},
                                           {a.session, PolicyType::session},
                                           {a.endpoint, PolicyType::endpoint}});
  for (const auto& [answer, type] : order) {
    if (answer.denies) return denied(Outcome::explicitly_denied, type, answer);
  }
  return std::nullopt;
}

// Which of the two sides is missing for a grant; nothing where the two suffice together. SCPs and
// RCPs grant nothing (R-ORG-07).
std::optional<PolicyType> missing_side(const PoliciesInPlay& policies, const Answers& a) {
  const bool must_allow = policies.resource_rule == PoliciesInPlay::ResourceRule::must_allow;
  const bool identity = a.identity.allows;
  const bool resource = a.resource.allows;
  // An account match only delegates to the account's identity policies (R-PRIN-01, R-TRUST-06).
  const bool by_itself = resource && a.resource.principal > PrincipalMatch::account;
  // R-EVAL-16: services, web identities and anonymous callers have the resource's policy alone.
  if (!policies.has_identity)
    return by_itself ? std::nullopt : std::optional(policies.resource_type);
  if (policies.same_account) {
    // R-TRUST-01, R-EVAL-14: a trust policy or key policy that is silent cannot be made up for,
    // not even by the role itself (R-TRUST-04).
    if (must_allow && !resource) return policies.resource_type;
    // R-EVAL-07, R-TRUST-02: either side suffices, where the resource names the caller.
    return identity || by_itself ? std::nullopt : std::optional(PolicyType::identity);
  }
  // R-EVAL-08, R-TRUST-03: across accounts both sides, `*` included.
  if (!identity) return PolicyType::identity;
  return resource ? std::nullopt : std::optional(policies.resource_type);
}

// R-EVAL-10: in the same account a resource policy that names the session, the user or the
// federated user, or everyone, is not limited by what a boundary or session policy leaves out. One
// that names the role's ARN (or the user behind a federated session) is.
bool exceeds_guardrails(const PoliciesInPlay& policies, const Answers& a) {
  return policies.same_account && a.resource.allows &&
         a.resource.principal >= PrincipalMatch::anyone;
}

Decision combine(const PoliciesInPlay& policies, const Answers& a) {
  if (const auto deny = explicit_deny(policies, a)) return *deny;
  if (a.scp.present && !a.scp.allows) return denied(Outcome::implicitly_denied, PolicyType::scp);
  // R-EVAL-17: the root user assumes no role, whatever the role trusts. Source: STS API Reference,
  // "AssumeRole".
  if (policies.root_user && policies.resource_type == PolicyType::trust) {
    return denied(Outcome::implicitly_denied, PolicyType::identity);
  }
  if (const auto missing = missing_side(policies, a)) {
    return denied(Outcome::implicitly_denied, *missing);
  }
  const bool exceeds = exceeds_guardrails(policies, a);
  const bool boundary_silent = a.boundary.present && !a.boundary.allows;  // R-EVAL-25
  const bool session_silent = a.session.present && !a.session.allows;
  // R-TRUST-05: assuming a role is no exception to a boundary, however the trust policy names the
  // caller. Source: IAM User Guide, "Troubleshoot IAM roles".
  const bool trust = policies.resource_type == PolicyType::trust;
  if (boundary_silent && (!exceeds || trust)) {
    return denied(Outcome::implicitly_denied, PolicyType::boundary);
  }
  if (session_silent && !exceeds) return denied(Outcome::implicitly_denied, PolicyType::session);
  // R-EVAL-19. Source: AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint
  // policies".
  if (a.endpoint.present && !a.endpoint.allows) {
    return denied(Outcome::implicitly_denied, PolicyType::endpoint);
  }
  const bool by_identity = a.identity.allows && !boundary_silent && !session_silent;
  const Answer& grant = by_identity ? a.identity : a.resource;
  const PolicyType by = by_identity ? PolicyType::identity : policies.resource_type;
  return {Outcome::allowed, by, grant.policy, grant.statement};
}

template <class Asker>
Decision decide_by(const PoliciesInPlay& policies, const Asker& asker, Trace* trace) {
  // R-EVAL-15: needs no permission, and no Deny stops it. Source: STS API Reference,
  // "GetCallerIdentity", "GetSessionToken".
  if (policies.no_permission_needed) return {Outcome::allowed, PolicyType::identity, nullptr, 0};
  if (policies.token_refused) return denied(Outcome::implicitly_denied, PolicyType::session);
  Answers a;
  ask_identity(a.identity, policies, asker, trace);
  ask_resource(a.resource, policies, asker, trace);
  ask_guardrail(a.boundary, policies.boundary, PolicyType::boundary, asker, trace);
  ask_session(a.session, policies, asker, trace);
  ask_levels(a.scp, policies.scps, PolicyType::scp, asker, trace);
  ask_levels(a.rcp, policies.rcps, PolicyType::rcp, asker, trace);
  ask_guardrail(a.endpoint, policies.endpoint, PolicyType::endpoint, asker, trace);
  return combine(policies, a);
}

}  // namespace

Decision decide(const PoliciesInPlay& policies, const Request& request, Trace* trace) {
  Request looked_up = request;
  looked_up.look_up_service();
  const Decision decision = decide_by(policies, RequestAsker{looked_up}, trace);
  if (trace != nullptr) {
    trace->caller = *request.caller;
    trace->same_account = policies.same_account;
    trace->resource_must_allow = policies.resource_rule == PoliciesInPlay::ResourceRule::must_allow;
    trace->allowed = decision.allowed();
    trace->decided_by = decision.by;
  }
  return decision;
}

Decision decide(const PoliciesInPlay& policies, const StatementMatches& matches) {
  return decide_by(policies, MatchAsker{matches}, nullptr);
}

}  // namespace rolechain
