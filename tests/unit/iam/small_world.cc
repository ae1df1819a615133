#include "tests/unit/iam/small_world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"

namespace rolechain::testing {

SmallWorld::SmallWorld() {
  for (const auto& [key, id] : {std::pair{"app", kApp}, std::pair{"data", kData}}) {
    Account account;
    account.key = key;
    account.id = id;
    account.level.label = std::string("account ") + key;
    world.accounts.push_back(std::move(account));
  }
}

PolicyRef SmallWorld::policy(std::string label, PolicyType type, std::string_view json) {
  const SourceFile& file = sources_.add(label + ".json", std::string(json));
  const Result<Node> node = parse_json(file);
  if (!node) {
    ADD_FAILURE() << render(node.error());
    return nullptr;
  }
  ParsedDocument parsed = parse_document(*node, type);
  if (!parsed.ok()) {
    ADD_FAILURE() << render(parsed.diagnostics);
    return nullptr;
  }
  return std::make_shared<const CompiledPolicy>(std::move(label), std::move(parsed.document));
}

Role& SmallWorld::role(std::string_view account, std::string_view name, std::string_view identity,
                       std::string_view trust) {
  Role role;
  role.key = name;
  role.account = account;
  role.name = name;
  role.unique_id = "AROA" + std::string(name);
  role.arn = role_arn(account, "/", name);
  if (!identity.empty()) {
    const std::string label = role.name + "/policy";
    role.policies.push_back({"policy", {}, policy(label, PolicyType::identity, identity)});
  }
  if (!trust.empty()) role.trust = policy(role.name + "/trust", PolicyType::trust, trust);
  return world.roles.emplace_back(std::move(role));
}

User& SmallWorld::user(std::string_view account, std::string_view name, std::string_view identity) {
  User user;
  user.key = name;
  user.account = account;
  user.name = name;
  user.unique_id = "AIDA" + std::string(name);
  user.arn = user_arn(account, "/", name);
  if (!identity.empty()) {
    const std::string label = user.name + "/policy";
    user.policies.push_back({"policy", {}, policy(label, PolicyType::identity, identity)});
  }
  return world.users.emplace_back(std::move(user));
}

Resource& SmallWorld::resource(std::string_view arn, std::string_view account,
                               std::string_view json) {
  Resource resource;
  resource.key = arn;
  resource.arn = arn;
  resource.account = account;
  if (!json.empty()) resource.policy = policy("resource", PolicyType::resource, json);
  return world.resources.emplace_back(std::move(resource));
}

void SmallWorld::organize() {
  Organization organization;
  organization.id = "o-acme";
  organization.root_id = "r-root";
  organization.management_account = "999999999999";
  organization.root.label = "root";
  OrganizationalUnit unit;
  unit.key = "workloads";
  unit.id = "ou-workloads";
  unit.level.label = "ou workloads";
  organization.units.push_back(std::move(unit));
  world.organization = std::move(organization);
  for (Account& account : world.accounts) {
    account.in_organization = true;
    account.unit = "workloads";
  }
}

Session SmallWorld::session_of(std::string_view role_arn, std::string_view name) const {
  Session session;
  const Role* role = world.role(role_arn);
  session.kind = Session::Kind::role;
  session.role_arn = role_arn;
  session.session_name = name;
  session.credentials.session_token = "token";
  session.issued_s = kNow_s - 60;
  session.expires_s = kNow_s + 3600;
  if (role != nullptr) {
    session.account = role->account;
    session.arn = assumed_role_arn(role->account, role->name, name);
    session.unique_id = role->unique_id;
  }
  return session;
}

Session SmallWorld::user_session(std::string_view user_arn) const {
  Session session;
  const User* user = world.user(user_arn);
  session.kind = Session::Kind::user;
  session.arn = user_arn;
  session.user_arn = user_arn;
  if (user != nullptr) {
    session.account = user->account;
    session.unique_id = user->unique_id;
  }
  return session;
}

Session SmallWorld::root_session(std::string_view account) const {
  Session session;
  session.kind = Session::Kind::root;
  session.account = account;
  session.arn = account_root_arn(account);
  session.unique_id = account;
  return session;
}

std::string document(std::string_view members) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{{}}}]}})", members);
}

std::string allow(std::string_view action) {
  return document(fmt::format(R"("Effect":"Allow","Action":"{}","Resource":"*")", action));
}

std::string deny(std::string_view action) {
  return document(fmt::format(R"("Effect":"Deny","Action":"{}","Resource":"*")", action));
}

std::string grant(std::string_view principal, std::string_view effect) {
  return document(fmt::format(R"("Effect":"{}","Principal":{},"Action":"*","Resource":"*")", effect,
                              principal));
}

std::string trust_policy(std::string_view principal, std::string_view more,
                         std::string_view action) {
  return document(
      fmt::format(R"("Effect":"Allow","Principal":{},"Action":"{}"{})", principal, action, more));
}

std::string aws(std::string_view arn) { return fmt::format(R"({{"AWS":"{}"}})", arn); }
std::string service(std::string_view name) { return fmt::format(R"({{"Service":"{}"}})", name); }

ApiCall call(std::string_view action, std::string_view resource) {
  ApiCall out;
  out.action = action;
  out.resource = resource;
  return out;
}

std::string words(const Decision& decision) {
  std::string_view outcome = "DENIED ";
  if (decision.outcome == Outcome::allowed) outcome = "allowed ";
  if (decision.outcome == Outcome::implicitly_denied) outcome = "denied ";
  return std::string(outcome) + std::string(policy_type_word(decision.by));
}

std::string ask(const SmallWorld& small, const Session& session, std::string_view action,
                std::string_view resource) {
  return words(authorize(small.world, session, call(action, resource), kNow_s));
}

}  // namespace rolechain::testing
