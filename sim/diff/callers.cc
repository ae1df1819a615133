#include "sim/diff/callers.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

using Scope = CallerInPlay::Scope;

constexpr std::string_view kAnyName = "any";
constexpr std::size_t kAccountDigits = 12;

bool is_account(std::string_view text) {
  return text.size() == kAccountDigits &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

ContextEntry known(std::string_view key, std::string value) {
  return {std::string(key), {std::move(value)}, false, ContextEntry::Origin::scenario};
}

bool is_key(const ConditionTest& test, std::string_view key) {
  return equals_ignore_case(test.key.value, key);
}

// "team/x" of "role/team/x" is path and name.
std::string_view last_part(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  return slash == std::string_view::npos ? text : text.substr(slash + 1);
}

class Callers {
 public:
  void read(const CompiledPolicy& policy) {
    for (const Statement& statement : policy.statements()) {
      for (const PrincipalEntry& entry : statement.principals) add_entry(entry);
      for (const ConditionTest& test : statement.conditions) read_test(test);
    }
  }
  void add_account(const std::string& account) {
    if (is_account(account)) accounts_.insert(account);
  }

  std::vector<CallerInPlay> all() {
    for (const std::string& pattern : arn_patterns_) add_like(pattern);
    std::vector<CallerInPlay> out;
    out.push_back(stranger(unnamed_account(), Scope::everybody));
    for (const std::string& account : accounts_) out.push_back(stranger(account, Scope::account));
    out.insert(out.end(), named_.begin(), named_.end());
    return out;
  }

 private:
  void add_entry(const PrincipalEntry& entry) {
    const std::string& value = entry.value.value;
    switch (entry.kind) {
      case PrincipalEntry::Kind::anyone:
      case PrincipalEntry::Kind::canonical_user:
        return;
      case PrincipalEntry::Kind::service:
        add(service(value));
        return;
      case PrincipalEntry::Kind::federated:
        add(federated(value));
        return;
      case PrincipalEntry::Kind::aws:
        break;
    }
    if (is_account(value)) {
      accounts_.insert(value);
    } else if (auto one = from_arn(value)) {
      add(*std::move(one));
    } else if (!split_arn(value)) {
      CallerInPlay by_id{value, {}, Scope::one, {}};
      by_id.caller.kind =
          value.starts_with("AIDA") ? Caller::Kind::user : Caller::Kind::role_session;
      by_id.caller.unique_id = value;
      add(std::move(by_id));
    }
  }

  void read_test(const ConditionTest& test) {
    for (const Text& value : test.values) {
      if (is_key(test, "aws:PrincipalAccount")) add_account(value.value);
      if (is_key(test, "aws:PrincipalArn")) arn_patterns_.insert(value.value);
    }
  }

  void add(CallerInPlay one) {
    if (std::ranges::find(named_, one.name, &CallerInPlay::name) == named_.end()) {
      named_.push_back(std::move(one));
    }
  }

  // The principal that an ARN names by itself; an account's root stands for the account.
  std::optional<CallerInPlay> from_arn(const std::string& value) {
    const auto arn = split_arn(value);
    if (!arn || !is_account(arn->account)) return std::nullopt;
    const std::string account(arn->account);
    accounts_.insert(account);
    CallerInPlay out{value, {}, Scope::one, {}};
    out.caller.account = account;
    out.caller.arn = value;
    std::string principal_arn = value;
    if (arn->service == "iam" && arn->resource.starts_with("role/")) {
      out.caller.kind = Caller::Kind::role_session;
      out.caller.role_arn = value;
      out.caller.arn = assumed_role_arn(account, last_part(arn->resource), kAnyName);
    } else if (arn->service == "iam" && arn->resource.starts_with("user/")) {
      out.caller.kind = Caller::Kind::user;
      out.caller.user_arn = value;
    } else if (arn->service == "sts" && arn->resource.starts_with("assumed-role/")) {
      const auto parts = split(arn->resource, '/');
      constexpr std::size_t kParts = 3;
      if (parts.size() != kParts) return std::nullopt;
      out.caller.kind = Caller::Kind::role_session;
      out.caller.role_arn = principal_arn =
          fmt::format("arn:{}:iam::{}:role/{}", arn->partition, account, parts[1]);
    } else if (arn->service == "sts" && arn->resource.starts_with("federated-user/")) {
      out.caller.kind = Caller::Kind::federated_user;
    } else {
      return std::nullopt;
    }
    const bool is_user = out.caller.kind == Caller::Kind::user;
    out.known = {known("aws:PrincipalArn", principal_arn), known("aws:PrincipalAccount", account),
                 known("aws:PrincipalIsAWSService", "false")};
    if (is_user || out.caller.kind == Caller::Kind::role_session) {
      out.known.push_back(known("aws:PrincipalType", is_user ? "User" : "AssumedRole"));
    }
    return out;
  }

  // Somebody whose ARN the pattern takes, in each account in play where it leaves that open.
  void add_like(const std::string& pattern) {
    const auto arn = split_arn(pattern);
    if (!arn || pattern.find("${") != std::string::npos) return;
    const bool open = arn->account.find_first_of("*?") != std::string_view::npos;
    std::set<std::string> in;
    if (open) in = accounts_;
    if (is_account(arn->account)) in.emplace(arn->account);
    if (open) in.insert(unnamed_account());
    std::string resource(arn->resource);
    if (resource.starts_with('*')) resource = "role/" + resource;
    std::erase(resource, '*');
    std::ranges::replace(resource, '?', 'x');
    if (resource.ends_with('/')) resource += kAnyName;
    for (const std::string& account : in) {
      if (auto one = from_arn(fmt::format("arn:aws:iam::{}:{}", account, resource))) add(*one);
    }
  }

  static CallerInPlay service(const std::string& name) {
    CallerInPlay out{name, {}, Scope::one, {}};
    out.caller.kind = Caller::Kind::service;
    out.caller.service = out.caller.arn = name;
    out.known = {known("aws:PrincipalIsAWSService", "true"),
                 known("aws:PrincipalServiceName", name)};
    return out;
  }
  static CallerInPlay federated(const std::string& provider) {
    CallerInPlay out{provider, {}, Scope::one, {}};
    out.caller.kind = Caller::Kind::federated;
    out.caller.federated = out.caller.arn = provider;
    out.known = {known("aws:FederatedProvider", provider),
                 known("aws:PrincipalIsAWSService", "false")};
    return out;
  }

  static CallerInPlay stranger(const std::string& account, Scope scope) {
    CallerInPlay out{scope == Scope::everybody
                         ? std::string("any principal of any account")
                         : fmt::format("any principal of account {}", account),
                     {},
                     scope,
                     {}};
    out.caller.kind = Caller::Kind::role_session;
    out.caller.account = account;
    out.caller.role_arn = fmt::format("arn:aws:iam::{}:role/{}", account, kAnyName);
    out.caller.arn = assumed_role_arn(account, kAnyName, kAnyName);
    // Everybody is also who has no account: a service, a token's bearer.
    if (scope == Scope::account) {
      out.known = {known("aws:PrincipalAccount", account),
                   known("aws:PrincipalIsAWSService", "false")};
    }
    return out;
  }

  [[nodiscard]] std::string unnamed_account() const {
    for (std::uint64_t id = 999999999999;; --id) {
      std::string account = std::to_string(id);
      if (!accounts_.contains(account)) return account;
    }
  }

  std::set<std::string> accounts_;
  std::set<std::string> arn_patterns_;
  std::vector<CallerInPlay> named_;
};

}  // namespace

std::vector<CallerInPlay> callers_in_play(const CompiledPolicy* before, const CompiledPolicy* after,
                                          const std::vector<std::string>& accounts) {
  Callers callers;
  for (const std::string& account : accounts) callers.add_account(account);
  for (const CompiledPolicy* policy : {before, after}) {
    if (policy != nullptr) callers.read(*policy);
  }
  return callers.all();
}

}  // namespace rolechain
