// Who a statement is about (R-PRIN-*).
// Source: IAM User Guide, "AWS JSON policy elements: Principal" and "… NotPrincipal".
#include <algorithm>

#include "tests/reference/evaluator.h"

namespace rolechain::reference {
namespace {

using Kind = Principal::Kind;

struct Entry {
  std::string type;  // "*", "AWS", "Service", "Federated" …
  std::string value;
};

std::vector<Entry> entries_of(const Json& element) {
  if (element.is_string()) return {{"*", "*"}};
  std::vector<Entry> out;
  for (const auto& [type, values] : element.items()) {
    for (const std::string& value : texts_of(values)) {
      out.push_back({type == "AWS" && value == "*" ? "*" : type, value});
    }
  }
  return out;
}

bool is_account(std::string_view text) {
  return text.size() == 12 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool names_account(std::string_view value, const Principal& caller, std::string_view account) {
  if (account.empty()) return false;
  if (is_account(value)) return value == account;
  const auto parts = split(value, ':', 6);
  return parts.size() == 6 && parts[1] == split(caller.arn, ':', 6)[1] && parts[2] == "iam" &&
         parts[4] == account && parts[5] == "root";
}

Named entry_names(const Entry& entry, const Principal& caller, std::string_view account) {
  if (entry.type == "*") return Named::anyone;
  if (entry.type == "Service") {
    return caller.kind == Kind::service && entry.value == caller.service ? Named::directly
                                                                         : Named::no;
  }
  if (entry.type == "Federated") {
    return caller.kind == Kind::web_identity && entry.value == caller.provider ? Named::directly
                                                                               : Named::no;
  }
  if (entry.type != "AWS" || account.empty()) return Named::no;
  if (names_account(entry.value, caller, account)) return Named::account;
  // R-PRIN-07: an id names one life of a role or user; another one has another id.
  const bool by_id = !caller.unique_id.empty() && entry.value == caller.unique_id;
  if (entry.value == caller.arn) return Named::directly;
  if (caller.kind == Kind::user && by_id) return Named::directly;
  // With its path: IAM keeps the principal's unique id, so an ARN that names no role names nobody.
  if (caller.kind == Kind::role_session && (entry.value == caller.role_arn || by_id)) {
    return Named::role;
  }
  if (caller.kind == Kind::federated_user && entry.value == caller.user_arn) return Named::user;
  return Named::no;
}

}  // namespace

Named principal_fits(const Json& statement, const Principal& caller, std::string_view account,
                     bool has_boundary) {
  if (statement.contains("Principal")) {
    Named best = Named::no;
    for (const Entry& entry : entries_of(statement["Principal"])) {
      best = std::max(best, entry_names(entry, caller, account));
    }
    return best;
  }
  if (!statement.contains("NotPrincipal")) return Named::no;
  const std::vector<Entry> listed = entries_of(statement["NotPrincipal"]);
  const auto lists = [&](Named how) {
    return std::ranges::any_of(
        listed, [&](const Entry& entry) { return entry_names(entry, caller, account) == how; });
  };
  if (statement["Effect"] == "Allow") {
    const bool named = std::ranges::any_of(listed, [&](const Entry& entry) {
      return entry_names(entry, caller, account) != Named::no;
    });
    return named ? Named::no : Named::anyone;
  }
  if (has_boundary) return Named::anyone;
  if (lists(Named::anyone)) return Named::no;
  bool escapes = lists(Named::directly);
  switch (caller.kind) {
    case Kind::role_session:
      escapes = escapes && lists(Named::role) && lists(Named::account);
      break;
    // The User Guide asks for the account of whoever is to escape, and for assumed roles for more.
    case Kind::federated_user:
    case Kind::user:
      escapes = escapes && lists(Named::account);
      break;
    case Kind::root:
      escapes = lists(Named::account);
      break;
    case Kind::anonymous:
      escapes = false;
      break;
    case Kind::service:
    case Kind::web_identity:
      break;
  }
  return escapes ? Named::no : Named::anyone;
}

}  // namespace rolechain::reference
