#include "sim/explain/granting.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/policy/managed.h"
#include "sim/explain/sides.h"
#include "sim/explain/statements.h"

namespace rolechain {
namespace {

// A side's grant with what the combining rules ask of it.
struct Candidate {
  SideGrant grant;
  bool yes = false;
  PrincipalMatch principal = PrincipalMatch::none;  // the strongest way of naming the caller
};

Candidate candidate(const SideTrace* side) {
  Candidate out;
  if (side == nullptr) return out;
  out.grant.side = side;
  for (const StatementTrace& looked_at : side->statements) {
    if (!looked_at.match.matches() || statement_of(looked_at).effect == Effect::deny) continue;
    out.grant.by.push_back(&looked_at);
    out.principal = std::max(out.principal, looked_at.match.principal);
  }
  out.yes = !out.grant.by.empty() || said_yes(*side);
  return out;
}

bool has_wildcard(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

// The first pattern with a wildcard: what to narrow.
std::optional<std::string_view> broad(const std::vector<std::string_view>& patterns) {
  const auto at = std::ranges::find_if(patterns, has_wildcard);
  return at == patterns.end() ? std::nullopt : std::optional(*at);
}

// "arn:aws:iam::aws:policy/AdministratorAccess" where the policy is AWS's own.
std::string_view aws_policy(const CompiledPolicy& policy) {
  const SourceSpan& span = policy.document().span;
  if (!span.known() || !is_aws_managed_policy_arn(span.file->path)) return {};
  return span.file->path;
}

std::string change_principal(const StatementTrace& looked_at, const MatchedPatterns& matched,
                             const Trace& trace) {
  const Statement& statement = statement_of(looked_at);
  if (!statement.has_principal) return {};
  if (statement.not_principal) return "name who may in Principal instead of NotPrincipal";
  switch (looked_at.match.principal) {
    case PrincipalMatch::anyone:
      return "name who may in Principal instead of `*`";
    case PrincipalMatch::account:
      return fmt::format("name roles in Principal instead of the whole account {}",
                         trace.caller_account);
    default:
      break;
  }
  if (statement.principals.size() < 2 || matched.principals.size() != 1) return {};
  return fmt::format("take {} out of Principal", matched.principals.front());
}

std::string change_action(const Statement& statement, const MatchedPatterns& matched,
                          const Trace& trace) {
  if (statement.not_action) return fmt::format("add {} to NotAction", trace.action);
  if (const auto pattern = broad(matched.actions))
    return fmt::format("narrow Action `{}`", *pattern);
  if (statement.actions.size() < 2) return {};
  return fmt::format("take {} out of Action", trace.action);
}

std::string change_resource(const Statement& statement, const MatchedPatterns& matched,
                            const Trace& trace) {
  if (!statement.has_resource || trace.resource == "*") return {};
  if (statement.not_resource) return fmt::format("add {} to NotResource", trace.resource);
  if (const auto pattern = broad(matched.resources)) {
    return fmt::format("narrow Resource `{}`", *pattern);
  }
  if (statement.resources.size() < 2) return {};
  return fmt::format("take {} out of Resource", trace.resource);
}

std::string change_statement(const StatementTrace& looked_at, const SideTrace& side,
                             const Trace& trace) {
  if (const std::string_view arn = aws_policy(*looked_at.policy); !arn.empty()) {
    return fmt::format("detach {} from {}", arn, side.label);
  }
  const Statement& statement = statement_of(looked_at);
  const MatchedPatterns matched = matched_patterns(looked_at, trace);
  std::vector<std::string> changes;
  for (std::string change :
       {change_principal(looked_at, matched, trace), change_action(statement, matched, trace),
        change_resource(statement, matched, trace)}) {
    if (!change.empty()) changes.push_back(std::move(change));
  }
  // Who a trust policy lets in is the question there, not which of its three actions.
  if (side.type == PolicyType::trust && changes.size() > 1) changes.resize(1);
  // "narrow Action `s3:*` or Resource `*`": the verb is said once.
  constexpr std::string_view kNarrow = "narrow ";
  if (changes.size() == 2 && changes[0].starts_with(kNarrow) && changes[1].starts_with(kNarrow)) {
    changes[1].erase(0, kNarrow.size());
  }
  const std::string label = looked_at.policy->statement_label(looked_at.statement);
  if (changes.empty()) return fmt::format("remove {}, or add a condition to it", label);
  return fmt::format("{} of {}, or add a condition", fmt::join(changes, " or "), label);
}

std::string change_side(const SideGrant& grant, const Trace& trace) {
  if (grant.by.empty()) {
    return grant.side->type == PolicyType::identity
               ? "deny it by an SCP: a root user needs no policy"
               : fmt::format("give {} a policy: the default one leaves it to the account",
                             grant.side->label.empty() ? trace.resource : grant.side->label);
  }
  // The statement that the decision names comes first.
  const auto decided = std::ranges::find_if(grant.by, [&](const StatementTrace* one) {
    return one->policy == grant.side->policy && one->statement == grant.side->statement;
  });
  const StatementTrace* first = decided == grant.by.end() ? grant.by.front() : *decided;
  std::string out = change_statement(*first, *grant.side, trace);
  std::vector<std::string> others;
  for (const StatementTrace* one : grant.by) {
    if (one != first) others.push_back(one->policy->statement_label(one->statement));
  }
  if (!others.empty()) {
    out += fmt::format("; {} {} it, too", fmt::join(others, ", "),
                       others.size() == 1 ? "allows" : "allow");
  }
  return out;
}

}  // namespace

std::string Granting::labels() const {
  std::vector<std::string> out;
  for (const SideGrant& grant : sides) {
    if (!grant.by.empty()) {
      out.push_back(grant.by.front()->policy->statement_label(grant.by.front()->statement));
    }
  }
  return fmt::format("{}", fmt::join(out, " and "));
}

Granting granting(const Trace& trace) {
  const SideTrace* resource_side = trace.side(PolicyType::trust);
  if (resource_side == nullptr) resource_side = trace.side(PolicyType::resource);
  const SideTrace* identity_side = trace.side(PolicyType::identity);
  const Candidate identity = candidate(identity_side);
  const Candidate resource = candidate(resource_side);
  const bool by_itself = resource.yes && resource.principal > PrincipalMatch::account;
  const auto of = [](const auto&... candidates) {
    Granting out;
    (out.sides.push_back(candidates.grant), ...);
    return out;
  };
  const Granting nothing;
  if (identity_side == nullptr) return by_itself ? of(resource) : nothing;
  if (!trace.same_account) {
    return identity.yes && resource.yes ? of(identity, resource) : nothing;
  }
  if (trace.resource_must_allow) {
    if (by_itself) return of(resource);
    return resource.yes && identity.yes ? of(identity, resource) : nothing;
  }
  // A boundary or session policy can leave the resource's policy alone to grant (R-EVAL-10).
  const bool resource_alone = trace.allowed && trace.decided_by != PolicyType::identity;
  if (identity.yes && by_itself && !resource_alone) {
    Granting both = of(identity, resource);
    both.change = Granting::Change::all;
    return both;
  }
  if (by_itself) return of(resource);
  return identity.yes ? of(identity) : nothing;
}

std::vector<std::string> ways_to_refuse(const Trace& trace) {
  std::vector<std::string> out;
  if (!trace.allowed) return out;
  for (const SideGrant& grant : granting(trace).sides) out.push_back(change_side(grant, trace));
  return out;
}

}  // namespace rolechain
