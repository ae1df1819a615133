// Every key that a scenario file may have, by the kind of map it stands in. The loader refuses
// others, and a test holds the published JSON Schema to the same lists.
#pragma once

#include <span>
#include <string_view>

namespace rolechain {

struct Key {
  std::string_view name;
  bool required = false;
};

// `name` is the schema's definition of the map ("role"); `noun` what messages call it ("a role").
struct KeyTable {
  std::string_view name;
  std::string_view noun;
  std::span<const Key> keys;
};

namespace keys {
extern const KeyTable scenario, shared, organization, level, unit, account, resource, role, user,
    group, managed_policy, instance_profile, oidc_provider, saml_provider, from, entity_from;
extern const KeyTable knows, ec2, inline_profile, imds, ecs_task, eks_service_account, lambda,
    user_workload, github_actions;
extern const KeyTable get, assume, assume_web_identity, call, api, advance, set, refresh, fault;
extern const KeyTable assume_with, session_token_with, federation_token_with, mfa;
extern const KeyTable step_expect, because, expect, grant, refuted_grants, must_deny, lint, graph,
    scenario_case;
}  // namespace keys

std::span<const KeyTable* const> all_key_tables();

}  // namespace rolechain
