#include "sim/grants/lone_policy.h"

#include <utility>

#include "mocks/base/arn.h"

namespace rolechain {
namespace {

constexpr std::string_view kAccount = "111111111111";
constexpr std::string_view kName = "holder";

}  // namespace

LonePolicy::LonePolicy(PolicyRef policy) {
  Account account;
  account.id = kAccount;
  world_.accounts.push_back(std::move(account));
  Role role;
  role.key = role.name = kName;
  role.account = kAccount;
  role.arn = "arn:aws:iam::111111111111:role/holder";
  role.policies.push_back({"policy", {}, std::move(policy)});
  world_.roles.push_back(std::move(role));
  session_.account = kAccount;
  session_.role_arn = world_.roles.front().arn;
  session_.arn = assumed_role_arn(kAccount, kName, kName);
  session_.session_name = kName;
  session_.credentials.session_token = "token";
}

GrantSubject LonePolicy::subject() const {
  return {&world_, &session_, 0, {}, ContextModel::free};
}

}  // namespace rolechain
