// How a statement's Principal or NotPrincipal names a caller.
// Sources: IAM User Guide, "AWS JSON policy elements: Principal", "… NotPrincipal", "IAM
// identifiers".
#include <algorithm>

#include "mocks/base/arn.h"
#include "mocks/policy/compiled.h"

namespace rolechain {
namespace {

// R-PRIN-02: without the role's own ARN (and so its path), the last segment of the named role is
// the role's name in the session's ARN, in the same partition and account. R-PRIN-09: names are
// unique without regard to case, but in ARNs and policies they keep it.
bool is_session_of(std::string_view session_arn, std::string_view role) {
  constexpr std::string_view kSession = "assumed-role/";
  constexpr std::string_view kRole = "role/";
  const auto a = split_arn(session_arn);
  const auto b = split_arn(role);
  if (!a || !b || a->partition != b->partition || a->account != b->account) return false;
  if (b->service != "iam" || !b->resource.starts_with(kRole)) return false;
  if (!a->resource.starts_with(kSession)) return false;
  const std::string_view name = a->resource.substr(kSession.size());
  return name.substr(0, name.find('/')) == b->resource.substr(b->resource.rfind('/') + 1);
}

bool names_role(const Caller& caller, std::string_view value) {
  if (caller.kind != Caller::Kind::role_session) return false;
  // R-PRIN-07: a role that was deleted and made anew has another unique id.
  if (!caller.unique_id.empty() && value == caller.unique_id) return true;
  // Where the role's ARN is known, a Principal that forgot its path names nobody: AWS refuses it.
  return caller.role_arn.empty() ? is_session_of(caller.arn, value) : value == caller.role_arn;
}

bool has_account(Caller::Kind kind) {
  return kind == Caller::Kind::root || kind == Caller::Kind::user ||
         kind == Caller::Kind::role_session || kind == Caller::Kind::federated_user;
}

// R-PRIN-01, R-PRIN-05: "arn:aws:iam::111111111111:root" and "111111111111" are one principal.
// Partitions do not share accounts: the same digits under arn:aws-cn are somebody else.
bool names_account(const Caller& caller, std::string_view value) {
  if (!has_account(caller.kind) || caller.account.empty()) return false;
  if (value == caller.account) return true;
  if (!value.ends_with(":root")) return false;  // most principals are roles
  const auto arn = split_arn(value);
  if (!arn || arn->service != "iam" || arn->account != caller.account) return false;
  const auto own = split_arn(caller.arn);
  return arn->resource == "root" && own && own->partition == arn->partition;
}

bool names_directly(const Caller& caller, std::string_view value) {
  if (!has_account(caller.kind)) return false;
  if (!caller.arn.empty() && value == caller.arn) return true;
  return caller.kind == Caller::Kind::user && !caller.unique_id.empty() &&
         value == caller.unique_id;
}

PrincipalMatch match_entry(const PrincipalEntry& entry, const Caller& caller) {
  const std::string_view value = entry.value.value;
  switch (entry.kind) {
    case PrincipalEntry::Kind::anyone:
      return PrincipalMatch::anyone;  // R-PRIN-08: unsigned callers and services, too
    case PrincipalEntry::Kind::service:
      return caller.kind == Caller::Kind::service && value == caller.service
                 ? PrincipalMatch::direct
                 : PrincipalMatch::none;
    case PrincipalEntry::Kind::federated:
      return caller.kind == Caller::Kind::federated && value == caller.federated
                 ? PrincipalMatch::direct
                 : PrincipalMatch::none;
    case PrincipalEntry::Kind::canonical_user:
      return PrincipalMatch::none;  // parse_document says `unsupported`
    case PrincipalEntry::Kind::aws:
      break;
  }
  if (names_directly(caller, value)) return PrincipalMatch::direct;
  if (caller.kind == Caller::Kind::federated_user && !caller.user_arn.empty() &&
      value == caller.user_arn) {
    return PrincipalMatch::user;
  }
  if (names_role(caller, value)) return PrincipalMatch::role;
  return names_account(caller, value) ? PrincipalMatch::account : PrincipalMatch::none;
}

bool lists(const Statement& statement, const Caller& caller, PrincipalMatch wanted) {
  return std::ranges::any_of(statement.principals, [&](const PrincipalEntry& entry) {
    const PrincipalMatch match = match_entry(entry, caller);
    return match == wanted || match == PrincipalMatch::anyone;
  });
}

// R-PRIN-06: a Deny spares a caller only where every principal that the caller is, is listed.
bool escapes_deny(const Statement& statement, const Caller& caller) {
  if (caller.has_boundary) return false;
  const auto listed = [&](PrincipalMatch match) { return lists(statement, caller, match); };
  switch (caller.kind) {
    case Caller::Kind::role_session:
      return listed(PrincipalMatch::direct) && listed(PrincipalMatch::role) &&
             listed(PrincipalMatch::account);
    case Caller::Kind::user:
    case Caller::Kind::federated_user:
      return listed(PrincipalMatch::direct) && listed(PrincipalMatch::account);
    case Caller::Kind::root:
    case Caller::Kind::service:
    case Caller::Kind::federated:
    case Caller::Kind::anonymous:
      break;
  }
  return listed(PrincipalMatch::direct) || listed(PrincipalMatch::account);
}

}  // namespace

// R-PRIN-01: the strongest class counts. R-PRIN-04: without Principal the list is
// empty and nobody matches.
PrincipalMatch principal_matches(const Statement& statement, const Caller& caller) {
  PrincipalMatch strongest = PrincipalMatch::none;
  for (const PrincipalEntry& entry : statement.principals) {
    strongest = std::max(strongest, match_entry(entry, caller));
  }
  if (!statement.not_principal) return strongest;
  const bool spared = statement.effect == Effect::deny ? escapes_deny(statement, caller)
                                                       : strongest != PrincipalMatch::none;
  return spared ? PrincipalMatch::none : PrincipalMatch::anyone;
}

}  // namespace rolechain
