#include "sim/grants/lone_policy.h"

#include <set>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "sim/grants/classes.h"
#include "sim/grants/policy_comparer.h"

namespace rolechain {
namespace {

constexpr std::string_view kAccount = "111111111111";
constexpr std::string_view kName = "holder";
constexpr std::size_t kStatesMax = 20000;

// What Resource elements say about an account's id, where it can be more than yes. (A `*` before it
// may run over colons, R-RES-02, but then over all of the id.)
void add_accounts(const CompiledPolicy& policy, std::set<std::string>& out) {
  constexpr std::size_t kAccountPart = 4;
  for (const Statement& statement : policy.statements()) {
    for (const Text& resource : statement.resources) {
      const auto parts = split(resource.value, ':');
      if (parts.size() <= kAccountPart) continue;
      const std::string_view account = parts[kAccountPart];
      const bool of_ids = account.find_first_not_of("0123456789*?") == std::string_view::npos;
      const bool tells_apart = account.find_first_of("0123456789") != std::string_view::npos;
      if (of_ids && tells_apart) out.emplace(account);
    }
  }
}

}  // namespace

LonePolicy::LonePolicy(PolicyRef policy, const std::string& account) {
  Account own;
  own.id = account;
  world_.accounts.push_back(std::move(own));
  Role role;
  role.key = role.name = kName;
  role.account = account;
  role.arn = "arn:aws:iam::" + account + ":role/" + std::string(kName);
  role.policies.push_back({"policy", {}, std::move(policy)});
  world_.roles.push_back(std::move(role));
  session_.account = account;
  session_.role_arn = world_.roles.front().arn;
  session_.arn = assumed_role_arn(account, kName, kName);
  session_.session_name = kName;
  session_.credentials.session_token = "token";
}

GrantSubject LonePolicy::subject() const { return {&world_, &session_, 0, {}, ContextModel::free}; }

std::optional<std::vector<std::string>> accounts_of(const std::vector<PolicyRef>& policies) {
  std::set<std::string> texts;
  for (const PolicyRef& policy : policies) add_accounts(*policy, texts);
  TextSet accounts;
  accounts.add_digits(kAccount.size(), kAccount);
  std::vector<PatternList> patterns;
  for (const std::string& text : texts) {
    patterns.push_back({TextPattern(text, TextPattern::Kind::text)});
  }
  std::vector<const PatternList*> lists;
  lists.reserve(patterns.size());
  for (const PatternList& list : patterns) lists.push_back(&list);
  const auto classes = text_classes(accounts, lists, kStatesMax);
  if (!classes) return std::nullopt;
  std::vector<std::string> out;
  out.reserve(classes->size());
  for (const TextClass& one : *classes) out.push_back(one.witness);
  return out;
}

HeldPolicies::HeldPolicies(const PolicyRef& one, const PolicyRef& other) {
  auto accounts = accounts_of({one, other});
  if (!accounts) {
    undecided = {Severity::unsupported, "grants-accounts",
                 "the resources name accounts by too many patterns that overlap",
                 one->document().span, "write the ids of the accounts out"};
    accounts = {std::string(kAccount)};
  }
  for (const std::string& account : *accounts) {
    before.push_back(held.emplace_back(one, account).subject());
    after.push_back(held.emplace_back(other, account).subject());
  }
}

GrantVerdict compare_policies(const PolicyRef& before, const PolicyRef& after,
                              const GrantLimits& limits) {
  return PolicyComparer(limits).compare(before, after);
}

}  // namespace rolechain
