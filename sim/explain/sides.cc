#include "sim/explain/sides.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/arn.h"
#include "sim/explain/statements.h"

namespace rolechain {
namespace {

constexpr std::size_t kNameWidth_chars = 16;

std::string_view side_name(PolicyType type) {
  switch (type) {
    case PolicyType::identity:
      return "caller's side";
    case PolicyType::trust:
      return "role's side";
    case PolicyType::resource:
      return "resource's side";
    case PolicyType::boundary:
      return "boundary";
    case PolicyType::session:
      return "session policy";
    case PolicyType::scp:
      return "SCP";
    case PolicyType::rcp:
      return "RCP";
    case PolicyType::endpoint:
      return "VPC endpoint";
  }
  return "";
}

const Statement* statement_of(const SideTrace& side) {
  return side.policy == nullptr ? nullptr : &side.policy->statements()[side.statement];
}

std::string request_words(const Trace& trace) {
  if (trace.resource.empty() || trace.resource == "*") return trace.action;
  return fmt::format("{} on {}", trace.action, short_resource(trace.resource));
}

// "orders-writer"; a resource without a name of its own goes by its ARN.
std::string owner_of(const SideTrace& side, const Trace& trace) {
  if (side.type == PolicyType::session) return "it";  // its label says no more than the column
  if (!side.label.empty()) return side.label;
  return side.policy == nullptr ? short_resource(trace.resource) : side.policy->label();
}

std::string principals_of(const Statement& statement) {
  std::vector<std::string> names;
  names.reserve(statement.principals.size());
  for (const PrincipalEntry& entry : statement.principals) names.push_back(entry.value.value);
  if (names.empty()) names.emplace_back("nobody");
  const std::string list = fmt::format("{}", fmt::join(names, ", "));
  return statement.not_principal ? "everybody but " + list : list;
}

std::string caller_name(const Trace& trace) {
  std::string principal = principal_of(trace);
  const auto parts = split_arn(principal);
  if (!parts) return principal;
  // Every part of an OIDC provider's URL counts.
  constexpr std::string_view kProvider = "oidc-provider/";
  if (parts->resource.starts_with(kProvider)) {
    return std::string(parts->resource.substr(kProvider.size()));
  }
  const std::size_t slash = parts->resource.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view(principal)
                                                     : parts->resource.substr(slash + 1));
}

// How the statement that allowed names the caller: the account, or the caller itself.
PrincipalMatch principal_match(const SideTrace& side) {
  const StatementTrace* const decided = deciding_statement(side);
  return decided == nullptr ? PrincipalMatch::none : decided->match.principal;
}

std::string yes_words(const SideTrace& side, const Trace& trace) {
  const std::string owner = owner_of(side, trace);
  const Statement* statement = statement_of(side);
  switch (side.type) {
    case PolicyType::identity:
      if (statement == nullptr) return fmt::format("{} needs no policy", owner);
      return fmt::format("{} allows {}", owner, request_words(trace));
    case PolicyType::trust: {
      const PrincipalMatch match = principal_match(side);
      if (match == PrincipalMatch::anyone) return owner + " trusts anyone";
      if (match != PrincipalMatch::account) {
        return fmt::format("{} trusts {}", owner, caller_name(trace));
      }
      return fmt::format("{} trusts the whole account {}", owner, trace.caller_account);
    }
    case PolicyType::resource:
      if (side.outcome == SideOutcome::delegates) {
        return fmt::format("{} leaves it to the policies of account {}", owner,
                           trace.caller_account);
      }
      return fmt::format("the policy of {} allows {}", owner, trace.action);
    default:
      if (statement == nullptr) return fmt::format("{} allows everything", owner);
      return fmt::format("{} allows {}", owner, trace.action);
  }
}

std::string nothing_words(const SideTrace& side, const Trace& trace) {
  const std::string owner = owner_of(side, trace);
  const bool no_document = side.reason == Reason::no_document;
  switch (side.type) {
    case PolicyType::identity:
      if (no_document) return fmt::format("{} has no policy at all", owner);
      return fmt::format("{} has no statement that allows {}", owner, request_words(trace));
    case PolicyType::trust:
      if (no_document && side.label.empty()) {
        return fmt::format("there is no {} in the scenario, so it trusts nobody", owner);
      }
      if (no_document) return fmt::format("{} has no trust policy, so it trusts nobody", owner);
      return fmt::format("{}'s trust policy has no statement that allows {}", owner, trace.action);
    case PolicyType::resource:
      if (no_document) return fmt::format("{} has no policy of its own", owner);
      return fmt::format("the policy of {} has no statement that allows {}", owner,
                         request_words(trace));
    case PolicyType::session:
      if (no_document) return "the session was given no policy, so it may use nothing";
      [[fallthrough]];
    default:
      return fmt::format("{} has no statement that allows {}", owner, request_words(trace));
  }
}

std::string silent_words(const SideTrace& side, const Trace& trace) {
  const Statement* statement = statement_of(side);
  if (statement != nullptr && side.reason == Reason::principal_not_matched) {
    return fmt::format("{} {} {}, not {}", owner_of(side, trace),
                       side.type == PolicyType::trust ? "trusts" : "allows",
                       principals_of(*statement), principal_of(trace));
  }
  if (side.reason == Reason::condition_not_met && side.condition != nullptr) {
    return fmt::format(
        "{} would allow it, but {}", owner_of(side, trace),
        condition_words(*side.condition, trace.context, side.policy->document().variables));
  }
  return nothing_words(side, trace);
}

}  // namespace

std::string side_line(const SideTrace& side, const Trace& trace, Places places) {
  std::string words;
  if (said_yes(side)) {
    words = yes_words(side, trace);
  } else if (side.outcome == SideOutcome::denies) {
    words = fmt::format("{} denies {}", owner_of(side, trace), request_words(trace));
  } else {
    words = silent_words(side, trace);
  }
  // All names are ASCII, so that their width is their length.
  std::string line = fmt::format("{} {:<{}}{}", said_yes(side) ? "✓" : "✗", side_name(side.type),
                                 kNameWidth_chars, words);
  const Statement* statement = statement_of(side);
  if (statement == nullptr) return line;
  // No statement is about the request: the one shown only comes near.
  line += side.reason == Reason::no_statement ? "   nearest: " : "   ";
  line += side.statement_label();
  if (places == Places::shown) {
    const std::string place = location_line(statement->span);
    if (!place.empty()) line += "   " + place;
  }
  return line;
}

std::string short_resource(std::string_view resource) {
  const auto parts = split_arn(resource);
  return std::string(parts ? parts->resource : resource);
}

std::string principal_of(const Trace& trace) {
  const ContextEntry* arn = trace.context.find("aws:principalarn");
  if (arn != nullptr && !arn->values.empty()) return arn->values.front();
  return trace.caller_arn;
}

const StatementTrace* deciding_statement(const SideTrace& side) {
  const auto at = std::ranges::find_if(side.statements, [&](const StatementTrace& looked_at) {
    return looked_at.policy == side.policy && looked_at.statement == side.statement;
  });
  return at == side.statements.end() ? nullptr : &*at;
}

bool said_yes(const SideTrace& side) {
  return side.outcome == SideOutcome::allows || side.outcome == SideOutcome::delegates;
}

}  // namespace rolechain
