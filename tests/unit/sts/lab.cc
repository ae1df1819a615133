#include "tests/unit/sts/lab.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kVersion = R"("Version":"2012-10-17")";

std::string document(std::string_view statement) {
  return fmt::format(R"({{{},"Statement":[{}]}})", kVersion, statement);
}

}  // namespace

std::string allow(std::string_view actions, std::string_view resource) {
  return document(
      fmt::format(R"({{"Effect":"Allow","Action":{},"Resource":{}}})", actions, resource));
}

std::string deny(std::string_view actions, std::string_view condition) {
  return document(fmt::format(R"({{"Effect":"Deny","Action":{},"Resource":"*","Condition":{}}})",
                              actions, condition));
}

std::string trust(std::string_view principal, std::string_view actions,
                  std::string_view condition) {
  return document(fmt::format(
      R"({{"Effect":"Allow","Principal":{},"Action":{}{}}})", principal, actions,
      condition.empty() ? std::string() : fmt::format(R"(,"Condition":{})", condition)));
}

std::string trust_account(std::string_view account, std::string_view actions) {
  return trust(fmt::format(R"({{"AWS":"arn:aws:iam::{}:root"}})", account), actions);
}

std::string trust_service(std::string_view service, std::string_view actions,
                          std::string_view condition) {
  return trust(fmt::format(R"({{"Service":"{}"}})", service), actions, condition);
}

Lab::Lab() : clock(*parse_iso8601("2026-01-15T09:00:00Z")), ids(7), sts(world, ids, clock) {
  world.region = "eu-west-1";
  for (const std::string_view id : {kApp, kData}) {
    Account account;
    account.key = id == kApp ? "app" : "data";
    account.id = id;
    world.accounts.push_back(std::move(account));
  }
}

PolicyRef Lab::policy(PolicyType type, std::string_view json, std::string label) {
  const SourceFile& file = sources.add(label + ".json", std::string(json));
  const auto node = parse_json(file);
  if (!node) throw std::runtime_error(render(node.error()));
  ParsedDocument parsed = parse_document(*node, type);
  if (!parsed.ok()) throw std::runtime_error(render(parsed.diagnostics));
  return std::make_shared<const CompiledPolicy>(std::move(label), std::move(parsed.document));
}

std::string Lab::add_role(std::string_view account, std::string_view name,
                          std::string_view trust_json, std::string_view permissions_json) {
  Role role;
  role.key = name;
  role.account = account;
  role.name = name;
  role.unique_id = ids.unique_id("AROA");
  role.arn = role_arn(account, "/", name);
  if (!trust_json.empty()) {
    role.trust = policy(PolicyType::trust, trust_json, role.name + "/trust");
  }
  if (!permissions_json.empty()) {
    role.policies.push_back(
        {"p", "", policy(PolicyType::identity, permissions_json, role.name + "/p")});
  }
  world.roles.push_back(std::move(role));
  return world.roles.back().arn;
}

std::string Lab::add_user(std::string_view account, std::string_view name,
                          std::string_view permissions_json) {
  User user;
  user.key = name;
  user.account = account;
  user.name = name;
  user.unique_id = ids.unique_id("AIDA");
  user.arn = user_arn(account, "/", name);
  if (!permissions_json.empty()) {
    user.policies.push_back(
        {"p", "", policy(PolicyType::identity, permissions_json, user.name + "/p")});
  }
  world.users.push_back(std::move(user));
  return world.users.back().arn;
}

Role& Lab::role(std::string_view name) {
  return *std::ranges::find(world.roles, name,
                            [](const Role& r) -> std::string_view { return r.name; });
}

User& Lab::user(std::string_view name) {
  return *std::ranges::find(world.users, name,
                            [](const User& u) -> std::string_view { return u.name; });
}

Session Lab::as_user(std::string_view name) { return user_session(world, user(name), ids); }

AssumeRoleInput Lab::input(std::string_view role_arn, std::string_view session_name) const {
  AssumeRoleInput out;
  out.role_arn = role_arn;
  out.session_name = session_name;
  return out;
}

Session Lab::assume(const Session& caller, std::string_view role_arn,
                    std::string_view session_name) {
  auto reply = sts.assume_role(caller, input(role_arn, session_name));
  if (!reply) throw std::runtime_error(reply.error().message);
  return reply->session;
}

}  // namespace rolechain::sts_testing
