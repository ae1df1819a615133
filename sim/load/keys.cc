#include "sim/load/keys.h"

#include <array>

namespace rolechain {
namespace {

constexpr auto kScenario = std::to_array<Key>({
    {"scenario", true},
    {"name", true},
    {"description"},
    {"tags"},
    {"clock"},
    {"region"},
    {"seed"},
    {"use"},
    {"context"},
    {"organization"},
    {"accounts"},
    {"resources"},
    {"roles"},
    {"users"},
    {"groups"},
    {"managed_policies"},
    {"oidc_providers"},
    {"saml_providers"},
    {"from"},
    {"workloads"},
    {"instance_profiles"},
    {"steps"},
    {"expect"},
    {"cases"},
    {"lesson"},
    {"context_model"},
});
// A file that `use:` names: a world, or a part of one.
constexpr auto kShared = std::to_array<Key>({
    {"scenario"},
    {"name"},
    {"description"},
    {"use"},
    {"clock"},
    {"region"},
    {"seed"},
    {"context"},
    {"accounts"},
    {"organization"},
    {"roles"},
    {"resources"},
    {"users"},
    {"groups"},
    {"managed_policies"},
    {"from"},
    {"oidc_providers"},
    {"saml_providers"},
    {"instance_profiles"},
    {"workloads"},
});
constexpr auto kOrganization =
    std::to_array<Key>({{"id"}, {"management"}, {"iam_administrators"}, {"root"}, {"units"}});
constexpr auto kLevel = std::to_array<Key>({{"scps"}, {"rcps"}, {"full_aws_access"}});
constexpr auto kUnit =
    std::to_array<Key>({{"id"}, {"parent"}, {"scps"}, {"rcps"}, {"full_aws_access"}});
constexpr auto kAccount = std::to_array<Key>(
    {{"id", true}, {"unit"}, {"scps"}, {"rcps"}, {"full_aws_access"}, {"in_organization"}});
constexpr auto kResource = std::to_array<Key>({{"arn", true}, {"account"}, {"policy"}, {"tags"}});
constexpr auto kRole = std::to_array<Key>({{"account"},
                                           {"name"},
                                           {"path"},
                                           {"trust", true},
                                           {"policies"},
                                           {"managed"},
                                           {"boundary"},
                                           {"tags"},
                                           {"max_session"},
                                           {"from"},
                                           {"service_linked"}});
constexpr auto kUser = std::to_array<Key>({{"account"},
                                           {"name"},
                                           {"path"},
                                           {"policies"},
                                           {"managed"},
                                           {"groups"},
                                           {"boundary"},
                                           {"tags"},
                                           {"access_keys"},
                                           {"mfa"},
                                           {"from"}});
constexpr auto kGroup =
    std::to_array<Key>({{"account"}, {"name"}, {"path"}, {"policies"}, {"managed"}});
constexpr auto kManagedPolicy =
    std::to_array<Key>({{"account"}, {"name"}, {"path"}, {"document", true}});
constexpr auto kInstanceProfile = std::to_array<Key>({{"account"}, {"name"}, {"path"}, {"role"}});
constexpr auto kOidcProvider =
    std::to_array<Key>({{"account"}, {"url", true}, {"client_ids"}, {"jwks"}});
constexpr auto kSamlProvider =
    std::to_array<Key>({{"account"}, {"name"}, {"issuer", true}, {"certificates"}});
constexpr auto kFrom = std::to_array<Key>({{"cloudformation", true},
                                           {"account"},
                                           {"region"},
                                           {"stack"},
                                           {"parameters"},
                                           {"prefix"},
                                           {"imports"}});
constexpr auto kEntityFrom = std::to_array<Key>({{"cloudformation", true},
                                                 {"resource", true},
                                                 {"region"},
                                                 {"stack"},
                                                 {"parameters"},
                                                 {"imports"}});

constexpr auto kKnows = std::to_array<Key>({{"external_ids", true}});
constexpr auto kEc2 = std::to_array<Key>({{"type", true},
                                          {"knows"},
                                          {"account"},
                                          {"instance_id"},
                                          {"instance_profile"},
                                          {"imds"},
                                          {"region"},
                                          {"vpc"},
                                          {"private_ip"}});
constexpr auto kInlineProfile = std::to_array<Key>({{"name", true}, {"role"}, {"path"}});
constexpr auto kImds =
    std::to_array<Key>({{"tokens"}, {"hop_limit"}, {"hops"}, {"beyond_limit"}, {"enabled"}});
constexpr auto kEcsTask = std::to_array<Key>(
    {{"type", true}, {"knows"}, {"account"}, {"task_role", true}, {"task_id"}, {"cluster"}});
constexpr auto kEks = std::to_array<Key>({{"type", true},
                                          {"knows"},
                                          {"account"},
                                          {"mode", true},
                                          {"oidc_issuer"},
                                          {"namespace"},
                                          {"service_account"},
                                          {"role", true},
                                          {"audience"},
                                          {"cluster"},
                                          {"pod"}});
constexpr auto kLambda = std::to_array<Key>(
    {{"type", true}, {"knows"}, {"account"}, {"function", true}, {"execution_role", true}});
constexpr auto kUserWorkload =
    std::to_array<Key>({{"type", true}, {"knows"}, {"account"}, {"user", true}});
constexpr auto kGithub = std::to_array<Key>({{"type", true},
                                             {"knows"},
                                             {"account"},
                                             {"role", true},
                                             {"repository"},
                                             {"ref"},
                                             {"environment"},
                                             {"subject"},
                                             {"audience"},
                                             {"oidc_issuer"}});

constexpr auto kGet = std::to_array<Key>(
    {{"get", true}, {"id"}, {"workload"}, {"as"}, {"with"}, {"note"}, {"context"}, {"expect"}});
constexpr auto kAssume = std::to_array<Key>(
    {{"assume", true}, {"id"}, {"as", true}, {"with"}, {"context"}, {"expect"}, {"note"}});
constexpr auto kAssumeWebIdentity = std::to_array<Key>({{"assume_web_identity", true},
                                                        {"id"},
                                                        {"with"},
                                                        {"workload", true},
                                                        {"expect"},
                                                        {"note"},
                                                        {"context"}});
constexpr auto kCall = std::to_array<Key>(
    {{"call", true}, {"id"}, {"as", true}, {"on"}, {"context"}, {"expect"}, {"note"}});
constexpr auto kApi = std::to_array<Key>(
    {{"api", true}, {"id"}, {"as"}, {"with"}, {"context"}, {"expect"}, {"note"}});
constexpr auto kFault =
    std::to_array<Key>({{"fault", true}, {"of", true}, {"times"}, {"id"}, {"note"}});
constexpr auto kAdvance = std::to_array<Key>({{"advance", true}, {"id"}, {"note"}});
constexpr auto kSet = std::to_array<Key>({{"set", true}, {"id"}, {"note"}});
constexpr auto kRefresh = std::to_array<Key>({{"refresh", true}, {"id"}, {"expect"}, {"note"}});

constexpr auto kAssumeWith = std::to_array<Key>({{"session_name"},
                                                 {"external_id"},
                                                 {"duration"},
                                                 {"tags"},
                                                 {"policy"},
                                                 {"transitive_tag_keys"},
                                                 {"policy_arns"},
                                                 {"mfa"},
                                                 {"source_identity"}});
constexpr auto kSessionTokenWith = std::to_array<Key>({{"duration"}, {"mfa"}});
constexpr auto kFederationTokenWith =
    std::to_array<Key>({{"name", true}, {"duration"}, {"policy"}, {"policy_arns"}, {"tags"}});
constexpr auto kMfa = std::to_array<Key>({{"serial"}, {"code"}});

constexpr auto kStepExpect = std::to_array<Key>(
    {{"result"}, {"error"}, {"http"}, {"message"}, {"identity"}, {"lifetime"}, {"because"}});
constexpr auto kBecause = std::to_array<Key>({{"identity"},
                                              {"resource"},
                                              {"trust"},
                                              {"boundary"},
                                              {"session"},
                                              {"scp"},
                                              {"rcp"},
                                              {"endpoint"}});
constexpr auto kExpect = std::to_array<Key>({{"grants"},
                                             {"grants_at_least"},
                                             {"must_deny"},
                                             {"reach"},
                                             {"unreachable"},
                                             {"lint"},
                                             {"graph"},
                                             {"lint_absent"},
                                             {"explain"},
                                             {"steps"},
                                             {"coverage"}});
constexpr auto kGrant = std::to_array<Key>({{"allow", true}, {"on", true}, {"when"}, {"because"}});
constexpr auto kRefutedGrants = std::to_array<Key>({{"intent", true}, {"extra"}, {"missing"}});
constexpr auto kMustDeny = std::to_array<Key>(
    {{"as", true}, {"call", true}, {"on"}, {"context"}, {"error"}, {"because"}, {"why"}});
constexpr auto kLint = std::to_array<Key>({{"rule", true}, {"at"}, {"severity"}});
constexpr auto kGraph = std::to_array<Key>({{"reach"}, {"unreachable"}});
constexpr auto kCase =
    std::to_array<Key>({{"name", true}, {"set"}, {"expect", true}, {"description"}});

}  // namespace

namespace keys {
const KeyTable scenario{"scenario", "a scenario", kScenario};
const KeyTable shared{"shared_file", "a shared file", kShared};
const KeyTable organization{"organization", "an organization", kOrganization};
const KeyTable level{"level", "the root of an organization", kLevel};
const KeyTable unit{"unit", "an organizational unit", kUnit};
const KeyTable account{"account", "an account", kAccount};
const KeyTable resource{"resource", "a resource", kResource};
const KeyTable role{"role", "a role", kRole};
const KeyTable user{"user", "a user", kUser};
const KeyTable group{"group", "a group", kGroup};
const KeyTable managed_policy{"managed_policy", "a managed policy", kManagedPolicy};
const KeyTable instance_profile{"instance_profile", "an instance profile", kInstanceProfile};
const KeyTable oidc_provider{"oidc_provider", "an OIDC provider", kOidcProvider};
const KeyTable saml_provider{"saml_provider", "a SAML provider", kSamlProvider};
const KeyTable from{"from", "a template in `from`", kFrom};
const KeyTable entity_from{"entity_from", "`from` of a role or user", kEntityFrom};
const KeyTable knows{"knows", "`knows`", kKnows};
const KeyTable ec2{"ec2", "an EC2 workload", kEc2};
const KeyTable inline_profile{"inline_profile", "an instance profile", kInlineProfile};
const KeyTable imds{"imds", "`imds`", kImds};
const KeyTable ecs_task{"ecs_task", "an ECS task", kEcsTask};
const KeyTable eks_service_account{"eks_service_account", "an EKS service account", kEks};
const KeyTable lambda{"lambda", "a Lambda function", kLambda};
const KeyTable user_workload{"user_workload", "a user as workload", kUserWorkload};
const KeyTable github_actions{"github_actions", "a GitHub workflow", kGithub};
const KeyTable get{"get", "a `get` step", kGet};
const KeyTable assume{"assume", "an `assume` step", kAssume};
const KeyTable assume_web_identity{"assume_web_identity", "an `assume_web_identity` step",
                                   kAssumeWebIdentity};
const KeyTable call{"call", "a `call` step", kCall};
const KeyTable api{"api", "an `api` step", kApi};
const KeyTable advance{"advance", "an `advance` step", kAdvance};
const KeyTable set{"set", "a `set` step", kSet};
const KeyTable refresh{"refresh", "a `refresh` step", kRefresh};
const KeyTable fault{"fault", "a `fault` step", kFault};
const KeyTable assume_with{"assume_with", "`with` of an `assume` step", kAssumeWith};
const KeyTable session_token_with{"session_token_with", "`with` of GetSessionToken",
                                  kSessionTokenWith};
const KeyTable federation_token_with{"federation_token_with", "`with` of GetFederationToken",
                                     kFederationTokenWith};
const KeyTable mfa{"mfa", "`mfa`", kMfa};
const KeyTable step_expect{"step_expect", "`expect` of a step", kStepExpect};
const KeyTable because{"because", "`because`", kBecause};
const KeyTable expect{"expect", "`expect`", kExpect};
const KeyTable grant{"grant", "a grant", kGrant};
const KeyTable refuted_grants{"refuted_grants", "a refuted intent", kRefutedGrants};
const KeyTable must_deny{"must_deny", "an item of `must_deny`", kMustDeny};
const KeyTable lint{"lint", "an item of `lint`", kLint};
const KeyTable graph{"graph", "`graph`", kGraph};
const KeyTable scenario_case{"case", "a case", kCase};
}  // namespace keys

std::span<const KeyTable* const> all_key_tables() {
  static constexpr std::array kAll = {
      &keys::scenario,
      &keys::shared,
      &keys::organization,
      &keys::level,
      &keys::unit,
      &keys::account,
      &keys::resource,
      &keys::role,
      &keys::user,
      &keys::group,
      &keys::managed_policy,
      &keys::instance_profile,
      &keys::oidc_provider,
      &keys::saml_provider,
      &keys::from,
      &keys::entity_from,
      &keys::knows,
      &keys::ec2,
      &keys::inline_profile,
      &keys::imds,
      &keys::ecs_task,
      &keys::eks_service_account,
      &keys::lambda,
      &keys::user_workload,
      &keys::github_actions,
      &keys::get,
      &keys::assume,
      &keys::assume_web_identity,
      &keys::call,
      &keys::api,
      &keys::advance,
      &keys::set,
      &keys::refresh,
      &keys::fault,
      &keys::assume_with,
      &keys::session_token_with,
      &keys::federation_token_with,
      &keys::mfa,
      &keys::step_expect,
      &keys::because,
      &keys::expect,
      &keys::grant,
      &keys::refuted_grants,
      &keys::must_deny,
      &keys::lint,
      &keys::graph,
      &keys::scenario_case,
  };
  return kAll;
}

}  // namespace rolechain
