#include "tests/differential/classes.h"

#include <algorithm>
#include <array>
#include <string>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/operator_family.h"
#include "mocks/policy/pattern.h"
#include "mocks/policy/values.h"

namespace rolechain::differential {
namespace {

using Element = Difference::Element;

bool matches(std::string_view word) { return word == "matches"; }

// ---- resources ------------------------------------------------------------------------------

// What the statement's Resource would say without the patterns that `out` picks.
template <class Out>
bool resource_without(const Observation& seen, Out out) {
  const Statement& statement = seen.difference.of();
  const Caller caller = seen.one.caller();
  const std::string action = to_lower(seen.one.call.action);
  const Request request{&caller, action, seen.one.call.resource, &seen.ours.trace.context};
  bool any = false;
  for (const Text& pattern : statement.resources) {
    if (out(std::string_view(pattern.value))) continue;
    Statement single;
    single.has_resource = true;
    single.resources = {pattern};
    any = any || resource_matches(single, request, seen.difference.policy->document().variables);
  }
  return any != statement.not_resource;
}

// The peer's answer is ours without those patterns.
template <class Out>
bool resource_explained(const Observation& seen, Out out) {
  if (seen.difference.element != Element::resource) return false;
  return std::ranges::any_of(seen.difference.of().resources,
                             [&](const Text& text) { return out(std::string_view(text.value)); }) &&
         resource_without(seen, out) == matches(seen.difference.theirs);
}

bool pattern_in_type(std::string_view pattern) {
  const auto parts = split_arn_segments(pattern);
  if (!parts) return false;
  const std::string_view resource = parts->back();
  const std::string_view type = resource.substr(0, resource.find_first_of("/:"));
  return resource != "*" && type.find_first_of("*?$") != std::string_view::npos;
}

bool unresolved(const Observation& seen, std::string_view text) {
  const Pattern pattern(text, Pattern::Wildcards::active, Pattern::Variables::active);
  return !pattern.unresolved(seen.ours.trace.context).empty();
}

bool is_pattern_in_type(const Observation& seen) {
  return resource_explained(seen, pattern_in_type);
}

bool is_unresolved_not_resource(const Observation& seen) {
  if (seen.difference.element != Element::resource) return false;
  const Statement& statement = seen.difference.of();
  return statement.not_resource && !matches(seen.difference.theirs) &&
         std::ranges::any_of(statement.resources,
                             [&](const Text& text) { return unresolved(seen, text.value); });
}

// ---- conditions -----------------------------------------------------------------------------

bool is_ignored(const Observation& seen, std::string_view key) {
  return std::ranges::any_of(seen.theirs.ignored_keys, [&](const std::string& ignored) {
    return to_lower(ignored) == to_lower(key);
  });
}

// The key, or one that a value's variable names, was taken out of the request there.
bool is_ignored_key(const Observation& seen) {
  if (seen.difference.test == nullptr) return false;
  const ConditionTest& test = *seen.difference.test;
  if (is_ignored(seen, test.key.value)) return true;
  return std::ranges::any_of(test.values, [&](const Text& text) {
    const Pattern pattern(text.value, Pattern::Wildcards::active, Pattern::Variables::active);
    return std::ranges::any_of(pattern.tokens(), [&](const PatternToken& token) {
      return token.kind == PatternToken::Kind::variable && is_ignored(seen, token.text);
    });
  });
}

const ContextEntry* value_of(const Observation& seen) {
  return seen.ours.trace.context.find(to_lower(seen.difference.test->key.value));
}

bool is_family(const Observation& seen, OperatorFamily family) {
  return seen.difference.test != nullptr && family_of(seen.difference.test->op.op) == family;
}

// What the peer seems to read: a number is a count of milliseconds, not of seconds.
std::string in_milliseconds(const std::string& text) {
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  const auto time = parse_time(text);
  return digits || !time ? text : std::to_string(*time * 1000);
}

bool is_epoch_in_milliseconds(const Observation& seen) {
  if (!is_family(seen, OperatorFamily::date)) return false;
  ConditionTest test = *seen.difference.test;
  for (Text& text : test.values) text.value = in_milliseconds(text.value);
  const ContextEntry* value = value_of(seen);
  if (value == nullptr || value->values.size() != 1) return false;
  Context context;
  context.set(value->key, in_milliseconds(value->values.front()));
  return condition_holds(test, context, true) == matches(seen.difference.theirs);
}

bool is_whole_range(std::string_view text) { return text.ends_with("/0"); }

bool is_any_address(const Observation& seen) {
  if (!is_family(seen, OperatorFamily::ip)) return false;
  ConditionTest test = *seen.difference.test;
  const std::size_t before = test.values.size();
  std::erase_if(test.values, [](const Text& text) { return is_whole_range(text.value); });
  return test.values.size() < before &&
         condition_holds(test, seen.ours.trace.context, true) == matches(seen.difference.theirs);
}

bool is_v6(std::string_view text) { return text.find(':') != std::string_view::npos; }

// NotIpAddress with a range of the other version: no address of this one is in it.
bool is_address_of_other_version(const Observation& seen) {
  if (!is_family(seen, OperatorFamily::ip)) return false;
  const ContextEntry* value = value_of(seen);
  return value != nullptr && value->values.size() == 1 &&
         seen.difference.test->op.op == Operator::not_ip_address &&
         !matches(seen.difference.theirs) &&
         std::ranges::any_of(seen.difference.test->values, [&](const Text& text) {
           return is_v6(text.value) != is_v6(value->values.front());
         });
}

// One IPv6 address, written in two ways.
bool is_ipv6_spelling(const Observation& seen) {
  if (!is_family(seen, OperatorFamily::ip)) return false;
  const ContextEntry* value = value_of(seen);
  if (value == nullptr || value->values.size() != 1) return false;
  const auto address = parse_ip_address(value->values.front());
  return address && std::ranges::any_of(seen.difference.test->values, [&](const Text& text) {
           const auto range = parse_ip_range(text.value);
           return range && range->v6 && range->prefix_bits == 128 && contains(*range, *address) &&
                  text.value != value->values.front();
         });
}

bool is_null_of_empty_list(const Observation& seen) {
  if (!is_family(seen, OperatorFamily::null)) return false;
  const ContextEntry* value = value_of(seen);
  return value != nullptr && value->values.empty();
}

bool is_unresolved_under_negation(const Observation& seen) {
  return seen.difference.test != nullptr && is_negated(seen.difference.test->op.op) &&
         !matches(seen.difference.theirs) &&
         std::ranges::any_of(seen.difference.test->values,
                             [&](const Text& text) { return unresolved(seen, text.value); });
}

bool is_unresolved_negated(const Observation& seen) {
  return is_unresolved_under_negation(seen) && seen.difference.policy->document().variables;
}

// The peer's answer is ours to the same statement under Version 2012-10-17, but for what is wrong
// with its negated operators there.
bool is_variable_under_old_version(const Observation& seen) {
  if (seen.difference.policy == nullptr || seen.difference.policy->document().variables) {
    return false;
  }
  const auto has_variable = [](const Text& text) {
    return text.value.find("${") != std::string::npos;
  };
  if (seen.difference.element == Element::resource) {
    return std::ranges::any_of(seen.difference.of().resources, has_variable);
  }
  return seen.difference.test != nullptr &&
         std::ranges::any_of(seen.difference.test->values, has_variable) &&
         (condition_holds(*seen.difference.test, seen.ours.trace.context, true) ==
              matches(seen.difference.theirs) ||
          is_unresolved_under_negation(seen));
}

// ---- principals -----------------------------------------------------------------------------

bool names_unique_id(const PrincipalEntry& entry) {
  return entry.value.value.starts_with("AROA") || entry.value.value.starts_with("AIDA");
}

// The peer's answer is ours without the unique ids.
bool is_unique_id(const Observation& seen) {
  if (seen.difference.element != Element::principal) return false;
  Statement statement = seen.difference.of();
  const std::size_t before = statement.principals.size();
  std::erase_if(statement.principals, names_unique_id);
  return statement.principals.size() < before &&
         principal_word(principal_matches(statement, seen.one.caller())) == seen.difference.theirs;
}

// The caller escapes there by any of its names: its role's, its account's or its session's.
bool is_not_principal_of_one_name(const Observation& seen) {
  if (seen.difference.element != Element::principal) return false;
  Statement statement = seen.difference.of();
  if (!statement.not_principal || statement.effect != Effect::deny) return false;
  statement.not_principal = false;
  std::erase_if(statement.principals, names_unique_id);
  const bool named = principal_matches(statement, seen.one.caller()) != PrincipalMatch::none;
  return (seen.difference.theirs == "NoMatch") == named;
}

bool is_root_by_account(const Observation& seen) {
  return seen.difference.element == Element::principal &&
         seen.one.caller().kind == Caller::Kind::root && seen.difference.ours == "Match" &&
         seen.difference.theirs == "AccountLevelMatch";
}

// ---- verdicts -------------------------------------------------------------------------------

bool is_verdict(const Observation& seen) { return seen.difference.element == Element::verdict; }

// A statement that matches here and not there is the reason; its difference has a class of its own.
bool follows_from_statement(const Observation& seen) {
  if (!is_verdict(seen)) return false;
  return std::ranges::any_of(seen.ours.trace.sides, [&](const SideTrace& side) {
    return std::ranges::any_of(side.statements, [&](const StatementTrace& looked_at) {
      const Statement& statement = looked_at.policy->statements()[looked_at.statement];
      const auto theirs = seen.theirs.statements.find(statement.sid.value);
      if (theirs == seen.theirs.statements.end()) return false;
      return theirs->second.matches != looked_at.match.matches() ||
             (looked_at.match.matches() && has_principals(side.type) &&
              principal_word(looked_at.match.principal) != theirs->second.principal);
    });
  });
}

bool is_rcp_of_other_service(const Observation& seen) {
  if (!is_verdict(seen) || seen.theirs.result != "ExplicitlyDenied") return false;
  const std::string service = seen.one.call.action.substr(0, seen.one.call.action.find(':'));
  return !supports_rcp(service) &&
         std::ranges::any_of(seen.theirs.statements, [](const auto& statement) {
           return statement.first.starts_with("rcp") && statement.second.matches;
         });
}

bool is_service_linked_role(const Observation& seen) {
  return is_verdict(seen) && seen.one.caller().service_linked_role &&
         std::ranges::any_of(seen.theirs.statements, [](const auto& statement) {
           return statement.first.starts_with("rcp") || statement.first.starts_with("scp");
         });
}

// accounts.google.com and its like: principals of web identities that have no ARN.
bool is_provider_without_arn(const Observation& seen) {
  const Caller caller = seen.one.caller();
  return is_verdict(seen) && caller.kind == Caller::Kind::federated &&
         !caller.federated.starts_with("arn:") && seen.ours.decision.allowed();
}

bool is_root_assuming_role(const Observation& seen) {
  return is_verdict(seen) && seen.one.caller().kind == Caller::Kind::root &&
         seen.ours.trace.side(PolicyType::trust) != nullptr &&
         seen.ours.decision.outcome == Outcome::implicitly_denied &&
         seen.theirs.result == "Allowed";
}

bool is_root_user(const Observation& seen) {
  return is_verdict(seen) && seen.one.caller().kind == Caller::Kind::root &&
         seen.ours.decision.allowed() && seen.theirs.result == "ImplicitlyDenied";
}

bool is_call_closed_to_token(const Observation& seen) {
  const bool sts_or_iam =
      seen.one.call.action.starts_with("sts:") || seen.one.call.action.starts_with("iam:");
  return is_verdict(seen) && sts_or_iam && seen.one.caller().kind == Caller::Kind::federated_user &&
         seen.ours.decision.outcome == Outcome::implicitly_denied && seen.ours.trace.sides.empty();
}

bool is_caller_identity(const Observation& seen) {
  return is_verdict(seen) && seen.one.call.action == "sts:GetCallerIdentity" &&
         seen.ours.decision.allowed();
}

// Assuming a role that has no trust policy, in the caller's own account.
bool is_no_trust_policy(const Observation& seen) {
  const SideTrace* trust = seen.ours.trace.side(PolicyType::trust);
  return is_verdict(seen) && trust != nullptr && trust->reason == Reason::no_document &&
         seen.ours.decision.outcome == Outcome::implicitly_denied &&
         seen.ours.decision.by == PolicyType::trust && seen.theirs.result == "Allowed";
}

bool session_is_silent(const Observation& seen) {
  const SideTrace* side = seen.ours.trace.side(PolicyType::session);
  return side != nullptr && side->outcome == SideOutcome::silent;
}

bool is_session_named(const Observation& seen) {
  return is_verdict(seen) && seen.ours.decision.allowed() && session_is_silent(seen) &&
         seen.ours.trace.same_account && seen.theirs.result == "ImplicitlyDenied";
}

bool is_boundary_on_trust(const Observation& seen) {
  return is_verdict(seen) && seen.theirs.result == "Allowed" &&
         seen.ours.decision.outcome == Outcome::implicitly_denied &&
         seen.ours.decision.by == PolicyType::boundary &&
         seen.ours.trace.side(PolicyType::trust) != nullptr;
}

// In this order: the first that recognises a difference names it.
constexpr std::array kClasses = {
    DisagreementClass{"peer-drops-keys", is_ignored_key},
    DisagreementClass{"variable-under-2008", is_variable_under_old_version},
    DisagreementClass{"pattern-in-resource-type", is_pattern_in_type},
    DisagreementClass{"unresolved-in-notresource", is_unresolved_not_resource},
    DisagreementClass{"epoch-as-milliseconds", is_epoch_in_milliseconds},
    DisagreementClass{"any-address", is_any_address},
    DisagreementClass{"ipv6-spelling", is_ipv6_spelling},
    DisagreementClass{"address-version", is_address_of_other_version},
    DisagreementClass{"null-of-empty-list", is_null_of_empty_list},
    DisagreementClass{"unresolved-negated", is_unresolved_negated},
    DisagreementClass{"unique-id", is_unique_id},
    DisagreementClass{"notprincipal-one-name", is_not_principal_of_one_name},
    DisagreementClass{"root-by-account", is_root_by_account},
    DisagreementClass{"rcp-of-other-service", is_rcp_of_other_service},
    DisagreementClass{"service-linked-role", is_service_linked_role},
    DisagreementClass{"provider-without-arn", is_provider_without_arn},
    DisagreementClass{"root-assumes-role", is_root_assuming_role},
    DisagreementClass{"root-user", is_root_user},
    DisagreementClass{"call-closed-to-token", is_call_closed_to_token},
    DisagreementClass{"caller-identity", is_caller_identity},
    DisagreementClass{"no-trust-policy", is_no_trust_policy},
    DisagreementClass{"boundary-on-trust", is_boundary_on_trust},
    DisagreementClass{"session-named", is_session_named},
    DisagreementClass{"follows-from-statement", follows_from_statement},
};

}  // namespace

std::span<const DisagreementClass> disagreement_classes() { return kClasses; }

std::string_view classify(const Observation& seen) {
  for (const DisagreementClass& known : disagreement_classes()) {
    if (known.recognises(seen)) return known.id;
  }
  return {};
}

}  // namespace rolechain::differential
