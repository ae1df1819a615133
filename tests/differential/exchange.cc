#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/differential/case.h"

namespace rolechain::differential {
namespace {

using nlohmann::ordered_json;

ordered_json text_of(const CompiledPolicy& policy) {
  return ordered_json::parse(policy.document().span.file->text);
}

ordered_json named(const CompiledPolicy& policy) {
  return {{"name", policy.label()}, {"policy", text_of(policy)}};
}

ordered_json full_access() {
  ordered_json statement = {{"Effect", "Allow"}, {"Action", "*"}, {"Resource", "*"}};
  return {{"name", "FullAWSAccess"},
          {"policy", {{"Version", "2012-10-17"}, {"Statement", {statement}}}}};
}

// SCPs need FullAWSAccess spelled out; RCPFullAWSAccess is implied there as it is here.
ordered_json levels(const World& world, std::string_view account, bool scps) {
  ordered_json list = ordered_json::array();
  for (const PolicyLevel* level : world.levels(account)) {
    ordered_json policies = ordered_json::array();
    if (scps && level->full_aws_access) policies.push_back(full_access());
    for (const PolicyRef& policy : scps ? level->scps : level->rcps) {
      policies.push_back(named(*policy));
    }
    list.push_back({{"orgIdentifier", level->label}, {"policies", policies}});
  }
  return list;
}

ordered_json request_of(const Case& one, const Context& context) {
  const Caller caller = one.caller();
  ordered_json principal = caller.arn;
  if (caller.kind == Caller::Kind::service) principal = caller.service;
  if (caller.kind == Caller::Kind::federated) principal = caller.federated;
  if (caller.kind == Caller::Kind::anonymous) principal = nullptr;
  ordered_json variables = ordered_json::object();
  for (const ContextEntry& value : context.all()) {
    if (value.multi_valued) {
      variables[value.key] = value.values;
    } else if (!value.values.empty()) {
      variables[value.key] = value.values.front();
    }
  }
  return {{"action", one.call.action},
          {"principal", principal},
          {"resource", {{"resource", one.call.resource}, {"accountId", one.resource_account}}},
          {"contextVariables", variables}};
}

const std::vector<AttachedPolicy>* attached(const Case& one) {
  if (!one.session) return nullptr;
  switch (one.session->kind) {
    case Session::Kind::role:
      return &one.world.roles.front().policies;
    case Session::Kind::root:
      return nullptr;
    default:
      return &one.world.users.front().policies;
  }
}

const CompiledPolicy* boundary(const Case& one) {
  if (!one.session || one.session->kind == Session::Kind::root) return nullptr;
  return one.session->kind == Session::Kind::role ? one.world.roles.front().boundary.get()
                                                  : one.world.users.front().boundary.get();
}

}  // namespace

std::string to_peer_line(const Case& one, const Verdict& verdict) {
  ordered_json simulation;
  simulation["request"] = request_of(one, verdict.trace.context);
  simulation["identityPolicies"] = ordered_json::array();
  if (const auto* policies = attached(one)) {
    for (const AttachedPolicy& policy : *policies) {
      simulation["identityPolicies"].push_back(named(*policy.policy));
    }
  }
  const std::string account = one.caller().account;
  simulation["serviceControlPolicies"] = levels(one.world, account, true);
  simulation["resourceControlPolicies"] = levels(one.world, one.resource_account, false);
  if (const CompiledPolicy* policy = boundary(one)) {
    simulation["permissionBoundaryPolicies"] = ordered_json::array({named(*policy)});
  }
  if (one.session && !one.session->session_policies.empty()) {
    simulation["sessionPolicy"] = text_of(*one.session->session_policies.front());
  }
  const Role* target =
      one.call.action.starts_with("sts:") ? one.world.role(one.call.resource) : nullptr;
  if (target != nullptr && target->trust != nullptr) {
    simulation["resourcePolicy"] = text_of(*target->trust);
  }
  for (const Resource& resource : one.world.resources) {
    if (resource.policy == nullptr) continue;
    if (resource.key == "target") simulation["resourcePolicy"] = text_of(*resource.policy);
    if (resource.key == "endpoint") {
      simulation["vpcEndpointPolicies"] = ordered_json::array({named(*resource.policy)});
    }
  }
  const ordered_json line = {{"number", one.number}, {"simulation", simulation}};
  return line.dump();
}

}  // namespace rolechain::differential
