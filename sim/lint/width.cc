#include "sim/lint/width.h"

#include <algorithm>

namespace rolechain {
namespace {

bool is_every_action(const Text& action) {
  return action.value.find_first_not_of('*') == std::string::npos;
}

bool is_every_resource(const Text& resource) {
  return resource.value.find_first_not_of("*:") == std::string::npos || resource.value == "arn:*" ||
         resource.value == "arn:aws:*";
}

bool on_every_resource(const Statement& statement) {
  return statement.not_resource || std::ranges::any_of(statement.resources, is_every_resource);
}

bool is_whole_service(const Text& action) {
  const std::size_t colon = action.value.find(':');
  return colon != std::string::npos && colon + 1 < action.value.size() &&
         action.value.find_first_not_of('*', colon + 1) == std::string::npos;
}

bool allows_everything(const CompiledPolicy& policy) {
  return std::ranges::any_of(policy.statements(), [](const Statement& statement) {
    return statement.effect == Effect::allow && statement.conditions.empty() &&
           !statement.not_action && !statement.not_resource && on_every_resource(statement) &&
           std::ranges::any_of(statement.actions, is_every_action);
  });
}

bool denies_everything(const AttachedPolicy& attached) {
  return std::ranges::any_of(attached.policy->statements(), [](const Statement& statement) {
    return statement.effect == Effect::deny && statement.conditions.empty() &&
           !statement.not_action && !statement.not_resource && on_every_resource(statement) &&
           std::ranges::any_of(statement.actions, is_every_action);
  });
}

}  // namespace

std::optional<WideStatement> widest_statement(const CompiledPolicy& policy) {
  std::optional<WideStatement> found;
  for (const Statement& statement : policy.statements()) {
    if (statement.effect != Effect::allow || !on_every_resource(statement)) continue;
    if (statement.not_action && !found) found = {&statement, "NotAction"};
    if (statement.not_action) continue;
    for (const Text& action : statement.actions) {
      if (is_every_action(action)) return WideStatement{&statement, action.value};
      if (is_whole_service(action) && !found) found = {&statement, action.value};
    }
  }
  return found;
}

const AttachedPolicy* administrator_policy(const Role& role) {
  if (role.boundary && !allows_everything(*role.boundary)) return nullptr;
  if (std::ranges::any_of(role.policies, denies_everything)) return nullptr;
  const auto found = std::ranges::find_if(role.policies, [](const AttachedPolicy& attached) {
    return allows_everything(*attached.policy);
  });
  return found == role.policies.end() ? nullptr : &*found;
}

}  // namespace rolechain
