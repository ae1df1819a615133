#include "sim/grants/lone_policy.h"

#include <set>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::string_view kAccount = "111111111111";
constexpr std::string_view kName = "holder";

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

std::vector<std::string> accounts_of(const std::vector<PolicyRef>& policies) {
  std::set<std::string> out{std::string(kAccount)};
  for (const PolicyRef& policy : policies) {
    for (const Statement& statement : policy->statements()) {
      for (const Text& resource : statement.resources) {
        constexpr std::size_t kAccountPart = 4;
        const auto parts = split(resource.value, ':');
        if (parts.size() <= kAccountPart) continue;
        const std::string_view account = parts[kAccountPart];
        const bool id = account.size() == kAccount.size() &&
                        account.find_first_not_of("0123456789") == std::string_view::npos;
        if (id) out.emplace(account);
      }
    }
  }
  return {out.begin(), out.end()};
}

HeldPolicies::HeldPolicies(const PolicyRef& one, const PolicyRef& other) {
  for (const std::string& account : accounts_of({one, other})) {
    before.push_back(held.emplace_back(one, account).subject());
    after.push_back(held.emplace_back(other, account).subject());
  }
}

GrantVerdict compare_policies(const PolicyRef& before, const PolicyRef& after,
                              const GrantLimits& limits) {
  const HeldPolicies pair(before, after);
  return compare_sessions(pair.before, pair.after, limits);
}

}  // namespace rolechain
