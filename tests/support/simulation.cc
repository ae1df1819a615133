#include "tests/support/simulation.h"

#include <nlohmann/json.hpp>

namespace rolechain::testing {
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

ordered_json levels(const std::vector<const PolicyLevel*>& in, bool scps) {
  ordered_json list = ordered_json::array();
  for (const PolicyLevel* level : in) {
    ordered_json policies = ordered_json::array();
    if (scps && level->full_aws_access) policies.push_back(full_access());
    for (const PolicyRef& policy : scps ? level->scps : level->rcps) {
      policies.push_back(named(*policy));
    }
    list.push_back({{"orgIdentifier", level->label}, {"policies", std::move(policies)}});
  }
  return list;
}

ordered_json request_of(const SimulationRequest& request) {
  ordered_json variables = ordered_json::object();
  for (const ContextEntry& entry : request.context) {
    if (entry.multi_valued) {
      variables[entry.key] = entry.values;
    } else if (!entry.values.empty()) {
      variables[entry.key] = entry.values.front();
    }
  }
  ordered_json principal = request.principal;
  if (request.principal.empty()) principal = nullptr;
  return {{"action", request.action},
          {"principal", std::move(principal)},
          {"resource", {{"resource", request.resource}, {"accountId", request.resource_account}}},
          {"contextVariables", std::move(variables)}};
}

}  // namespace

std::string to_simulation(const SimulationRequest& request, const PoliciesInPlay& policies) {
  ordered_json out;
  out["request"] = request_of(request);
  out["identityPolicies"] = ordered_json::array();
  for (const CompiledPolicy* policy : policies.identity) {
    out["identityPolicies"].push_back(named(*policy));
  }
  out["serviceControlPolicies"] = levels(policies.scps, true);
  out["resourceControlPolicies"] = levels(policies.rcps, false);
  const auto list_of_one = [&](const char* member, const CompiledPolicy* policy) {
    if (policy != nullptr) out[member] = ordered_json::array({named(*policy)});
  };
  list_of_one("permissionBoundaryPolicies", policies.boundary);
  list_of_one("vpcEndpointPolicies", policies.endpoint);
  if (!policies.session.empty()) out["sessionPolicy"] = text_of(*policies.session.front());
  if (policies.resource != nullptr) out["resourcePolicy"] = text_of(*policies.resource);
  return out.dump();
}

}  // namespace rolechain::testing
