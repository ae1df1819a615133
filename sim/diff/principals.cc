#include "sim/diff/principals.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "sim/diff/callers.h"
#include "sim/grants/lone_policy.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;
using Scope = CallerInPlay::Scope;

// Of a trust policy that stands alone.
constexpr std::string_view kLoneAccount = "123456789012";
constexpr std::string_view kLoneRole = "arn:aws:iam::123456789012:role/it";

// With a permission of its own, or by what the policy alone says.
enum class Aid : std::uint8_t { given, none };

bool has_account(const Caller& caller) {
  return caller.kind != Caller::Kind::service && caller.kind != Caller::Kind::federated;
}

PolicyRef compiled(const std::string& label, PolicyType type, bool variables,
                   std::vector<Statement> statements) {
  Document document;
  document.type = type;
  document.variables = variables;
  document.statements = std::move(statements);
  return std::make_shared<const CompiledPolicy>(label, std::move(document));
}

// The statements that name the caller; of Allows only those that need no permission besides, or
// all.
std::vector<Statement> statements_about(const CompiledPolicy& policy, const Caller& caller,
                                        Aid aid) {
  std::vector<Statement> out;
  for (const Statement& statement : policy.statements()) {
    const PrincipalMatch match = principal_matches(statement, caller);
    const bool too_weak =
        aid == Aid::none && statement.effect == Effect::allow && match == PrincipalMatch::account;
    if (match == PrincipalMatch::none || too_weak) continue;
    Statement& one = out.emplace_back(statement);
    one.not_principal = false;
    one.principals.clear();
  }
  return out;
}

// Which calls end in a session is a matter of who calls: a token's bearer makes no AssumeRole.
Statement calls_of_others(const Caller& caller) {
  Statement out;
  out.effect = Effect::deny;
  out.has_resource = true;
  out.resources.push_back({"*", {}});
  if (caller.kind == Caller::Kind::federated) {
    out.actions.push_back({"sts:AssumeRole", {}});
  } else {
    out.actions.push_back({"sts:AssumeRoleWithWebIdentity", {}});
    out.actions.push_back({"sts:AssumeRoleWithSAML", {}});
  }
  return out;
}

// A role, and who wants to assume it: a role of the same account that stands for the caller. The
// trust policy's statements about the caller name it, and there no other side is asked
// (R-TRUST-01).
class TrustWorld {
 public:
  TrustWorld(const PolicyRef& trust, const CallerInPlay& who, Aid aid, const TrustSubject& subject)
      : known_(who.known) {
    Account account;
    account.id = subject.account;
    world_.accounts.push_back(std::move(account));
    Role target;
    target.key = "target";
    target.account = subject.account;
    target.arn = subject.role_arn;
    target.name = target.arn.substr(target.arn.rfind('/') + 1);
    Role caller;
    caller.key = caller.name = kStandIn;
    caller.account = subject.account;
    caller.arn = fmt::format("arn:{}:iam::{}:role/{}", world_.partition, caller.account, kStandIn);
    caller.policies.push_back(
        {"calls",
         {},
         compiled("calls", PolicyType::identity, true, {calls_of_others(who.caller)})});
    if (trust != nullptr) {
      std::vector<Statement> statements = statements_about(*trust, who.caller, aid);
      for (Statement& one : statements) {
        one.principals = {{PrincipalEntry::Kind::aws, {caller.arn, {}}}};
      }
      target.trust = compiled(trust->label(), PolicyType::trust, trust->document().variables,
                              std::move(statements));
    }
    session_.account = subject.account;
    session_.role_arn = caller.arn;
    session_.arn = assumed_role_arn(subject.account, kStandIn, kStandIn);
    session_.session_name = kStandIn;
    session_.credentials.session_token = "token";
    world_.roles = {std::move(target), std::move(caller)};
  }
  TrustWorld(const TrustWorld&) = delete;
  TrustWorld& operator=(const TrustWorld&) = delete;

  [[nodiscard]] GrantSubject subject() const {
    return {&world_, &session_, 0, known_, ContextModel::free};
  }

 private:
  static constexpr const char* kStandIn = "stand-in";

  World world_;
  Session session_;
  std::vector<ContextEntry> known_;
};

std::string key_of(const PrincipalDifference& one) {
  const GrantDifference& d = one.difference;
  return fmt::format("{}|{}|{}|{}", one.gained, fmt::join(d.actions, ","), d.resource,
                     fmt::join(d.when, ","));
}

// Collects what is found, each thing once: of everybody before it is said of one.
class Found {
 public:
  explicit Found(const std::vector<CallerInPlay>& callers) {
    for (const CallerInPlay& one : callers) {
      if (one.scope == Scope::account) accounts_.insert(one.caller.account);
    }
  }

  void take(const CallerInPlay& who, Aid aid, GrantVerdict verdict) {
    for (Diagnostic& one : verdict.undecided) note(std::move(one));
    for (GrantDifference& d : verdict.differences) {
      if (who.scope != Scope::one && !is_real(who, d.witness)) {
        unreal_ = true;
        continue;
      }
      PrincipalDifference one{who.name, caller_of(who, d.witness), d.kind == Kind::extra,
                              aid == Aid::none && has_account(who.caller), std::move(d)};
      const std::string key = key_of(one);
      if (everybody_.contains(key) || of_account_.contains(who.caller.account + key) ||
          !of_one_.insert(who.name + key).second) {
        continue;
      }
      if (who.scope == Scope::everybody) everybody_.insert(key);
      if (who.scope == Scope::account) of_account_.insert(who.caller.account + key);
      out_.differences.push_back(std::move(one));
    }
  }

  PrincipalVerdict done(const SourceSpan& where) {
    if (unreal_ && out_.differences.empty()) {
      note({Severity::unsupported, "diff-principal-arns",
            "whether a real principal shows the difference could not be decided: it hangs on what "
            "its ARN or account looks like",
            where, "name the principals in Principal"});
    }
    return std::move(out_);
  }

 private:
  void note(Diagnostic one) {
    const auto same = [&](const Diagnostic& d) { return d.message == one.message; };
    if (std::ranges::none_of(out_.undecided, same)) out_.undecided.push_back(std::move(one));
  }

  static std::string caller_of(const CallerInPlay& who, const Witness& witness) {
    if (who.scope == Scope::one) return who.name;
    for (const ContextEntry& entry : witness.context) {
      const bool arn = equals_ignore_case(entry.key, "aws:PrincipalArn");
      if (arn && entry.values.size() == 1 && split_arn(entry.values.front())) {
        return entry.values.front();
      }
    }
    return who.caller.role_arn;
  }

  // A stranger's ARN and account are the proof's choice: they may be those of nobody like it. What
  // is no ARN stands for all that no pattern takes.
  [[nodiscard]] bool is_real(const CallerInPlay& who, const Witness& witness) const {
    const auto fits = [&](std::string_view account) {
      return who.scope == Scope::account ? account == who.caller.account
                                         : !accounts_.contains(std::string(account));
    };
    return std::ranges::all_of(witness.context, [&](const ContextEntry& entry) {
      if (entry.values.size() != 1) return true;
      const std::string& value = entry.values.front();
      if (equals_ignore_case(entry.key, "aws:PrincipalAccount")) return fits(value);
      if (!equals_ignore_case(entry.key, "aws:PrincipalArn")) return true;
      const auto arn = split_arn(value);
      return !arn || fits(arn->account);
    });
  }

  PrincipalVerdict out_;
  std::set<std::string> accounts_;
  std::set<std::string> everybody_;
  std::set<std::string> of_account_;
  std::set<std::string> of_one_;
  bool unreal_ = false;  // a difference that perhaps nobody shows
};

SourceSpan place_of(const PolicyRef& before, const PolicyRef& after) {
  const PolicyRef& shown = after == nullptr ? before : after;
  return shown == nullptr ? SourceSpan{} : shown->document().span;
}

// What a resource's policy grants the caller, as if it were the caller's own.
PolicyRef held_by(const CompiledPolicy& policy, const Caller& caller, Aid aid) {
  std::vector<Statement> statements = statements_about(policy, caller, aid);
  for (Statement& one : statements) {
    one.has_principal = false;
    if (one.has_resource) continue;
    one.has_resource = true;
    one.resources = {{"*", {}}};
  }
  return compiled(policy.label(), PolicyType::identity, policy.document().variables,
                  std::move(statements));
}

}  // namespace

PrincipalVerdict compare_trust(const PolicyRef& before, const PolicyRef& after,
                               const TrustSubject& subject) {
  const bool lone = subject.account.empty();
  const std::vector<std::string> accounts =
      lone ? std::vector<std::string>() : std::vector{subject.account};
  const TrustSubject at =
      lone ? TrustSubject{std::string(kLoneAccount), std::string(kLoneRole)} : subject;
  const auto callers = callers_in_play(before.get(), after.get(), accounts);
  Found found(callers);
  const auto ask = [&](const CallerInPlay& who, Aid aid) {
    const TrustWorld old(before, who, aid, at);
    const TrustWorld now(after, who, aid, at);
    found.take(who, aid, compare_sessions({old.subject()}, {now.subject()}));
  };
  for (const CallerInPlay& who : callers) {
    const Caller& caller = who.caller;
    if (caller.kind == Caller::Kind::federated_user) continue;  // may not assume roles (R-STS-08)
    ask(who, Aid::given);
    if (has_account(caller) && (lone || caller.account == subject.account)) ask(who, Aid::none);
  }
  return found.done(place_of(before, after));
}

PrincipalVerdict compare_resource_policies(const PolicyRef& before, const PolicyRef& after) {
  const auto callers = callers_in_play(before.get(), after.get(), {});
  Found found(callers);
  for (const CallerInPlay& who : callers) {
    for (const Aid aid : {Aid::given, Aid::none}) {
      HeldPolicies pair(held_by(*before, who.caller, aid), held_by(*after, who.caller, aid));
      for (GrantSubject& one : pair.before) one.context = who.known;
      for (GrantSubject& one : pair.after) one.context = who.known;
      found.take(who, aid, compare_sessions(pair.before, pair.after));
    }
  }
  return found.done(place_of(before, after));
}

}  // namespace rolechain
