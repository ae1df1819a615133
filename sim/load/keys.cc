#include "sim/load/keys.h"

#include <array>

namespace rolechain {
namespace {

constexpr Key kScenario[] = {
    {"scenario", true}, {"name", true},   {"description"}, {"tags"},
    {"clock"},          {"region"},       {"seed"},        {"use"},
    {"context"},        {"organization"}, {"accounts"},    {"resources"},
    {"roles"},          {"users"},        {"groups"},      {"managed_policies"},
    {"oidc_providers"}, {"from"},         {"workloads"},   {"instance_profiles"},
    {"steps"},          {"expect"},       {"cases"},       {"lesson"},
};
// A file that `use:` names: a world, or a part of one.
constexpr Key kShared[] = {
    {"scenario"},     {"name"},           {"description"},
    {"use"},          {"clock"},          {"region"},
    {"seed"},         {"context"},        {"accounts"},
    {"organization"}, {"roles"},          {"resources"},
    {"users"},        {"groups"},         {"managed_policies"},
    {"from"},         {"oidc_providers"}, {"instance_profiles"},
    {"workloads"},
};
constexpr Key kOrganization[] = {{"id"}, {"management"}, {"root"}, {"units"}};
constexpr Key kLevel[] = {{"scps"}, {"rcps"}, {"full_aws_access"}};
constexpr Key kUnit[] = {{"id"}, {"parent"}, {"scps"}, {"rcps"}, {"full_aws_access"}};
constexpr Key kAccount[] = {{"id", true},        {"unit"},           {"scps"}, {"rcps"},
                            {"full_aws_access"}, {"in_organization"}};
constexpr Key kResource[] = {{"arn", true}, {"account"}, {"policy"}, {"tags"}};
constexpr Key kRole[] = {{"account"},     {"name"},    {"path"},          {"trust", true},
                         {"policies"},    {"managed"}, {"boundary"},      {"tags"},
                         {"max_session"}, {"from"},    {"service_linked"}};
constexpr Key kUser[] = {{"account"},     {"name"},   {"path"},     {"policies"},
                         {"managed"},     {"groups"}, {"boundary"}, {"tags"},
                         {"access_keys"}, {"mfa"},    {"from"}};
constexpr Key kGroup[] = {{"account"}, {"name"}, {"path"}, {"policies"}, {"managed"}};
constexpr Key kManagedPolicy[] = {{"account"}, {"name"}, {"path"}, {"document", true}};
constexpr Key kInstanceProfile[] = {{"account"}, {"name"}, {"path"}, {"role"}};
constexpr Key kOidcProvider[] = {{"account"}, {"url", true}, {"client_ids"}};
constexpr Key kFrom[] = {{"cloudformation", true}, {"account"}, {"region"}, {"stack"},
                         {"parameters"},           {"prefix"},  {"imports"}};
constexpr Key kEntityFrom[] = {{"cloudformation", true}, {"resource", true}, {"region"}, {"stack"},
                               {"parameters"},           {"imports"}};

constexpr Key kEc2[] = {{"type", true}, {"account"}, {"instance_id"}, {"instance_profile"},
                        {"imds"},       {"region"},  {"vpc"},         {"private_ip"}};
constexpr Key kInlineProfile[] = {{"name", true}, {"role"}, {"path"}};
constexpr Key kImds[] = {{"tokens"}, {"hop_limit"}, {"enabled"}};
constexpr Key kEcsTask[] = {
    {"type", true}, {"account"}, {"task_role", true}, {"task_id"}, {"cluster"}};
constexpr Key kEks[] = {
    {"type", true},      {"account"},    {"mode", true}, {"oidc_issuer"}, {"namespace"},
    {"service_account"}, {"role", true}, {"audience"},   {"cluster"},     {"pod"}};
constexpr Key kLambda[] = {
    {"type", true}, {"account"}, {"function", true}, {"execution_role", true}};
constexpr Key kUserWorkload[] = {{"type", true}, {"account"}, {"user", true}};
constexpr Key kGithub[] = {{"type", true},  {"account"}, {"role", true}, {"repository"}, {"ref"},
                           {"environment"}, {"subject"}, {"audience"},   {"oidc_issuer"}};

constexpr Key kGet[] = {{"get", true}, {"id"},   {"workload"}, {"as"},
                        {"with"},      {"note"}, {"context"},  {"expect"}};
constexpr Key kAssume[] = {{"assume", true}, {"id"},     {"as", true}, {"with"},
                           {"context"},      {"expect"}, {"note"}};
constexpr Key kAssumeWebIdentity[] = {{"assume_web_identity", true},
                                      {"id"},
                                      {"with"},
                                      {"workload", true},
                                      {"expect"},
                                      {"note"},
                                      {"context"}};
constexpr Key kCall[] = {{"call", true}, {"id"},     {"as", true}, {"on"},
                         {"context"},    {"expect"}, {"note"}};
constexpr Key kApi[] = {{"api", true}, {"id"}, {"as"}, {"with"}, {"context"}, {"expect"}, {"note"}};
constexpr Key kAdvance[] = {{"advance", true}, {"id"}, {"note"}};
constexpr Key kSet[] = {{"set", true}, {"id"}, {"note"}};
constexpr Key kRefresh[] = {{"refresh", true}, {"id"}, {"expect"}, {"note"}};

constexpr Key kAssumeWith[] = {{"session_name"}, {"external_id"}, {"duration"},
                               {"tags"},         {"policy"},      {"transitive_tag_keys"},
                               {"policy_arns"},  {"mfa"},         {"source_identity"}};
constexpr Key kSessionTokenWith[] = {{"duration"}, {"mfa"}};
constexpr Key kFederationTokenWith[] = {
    {"name", true}, {"duration"}, {"policy"}, {"policy_arns"}, {"tags"}};
constexpr Key kMfa[] = {{"serial"}, {"code"}};

constexpr Key kStepExpect[] = {{"result"},   {"error"},    {"http"},   {"message"},
                               {"identity"}, {"lifetime"}, {"because"}};
constexpr Key kBecause[] = {{"identity"}, {"resource"}, {"trust"}, {"boundary"},
                            {"session"},  {"scp"},      {"rcp"},   {"endpoint"}};
constexpr Key kExpect[] = {
    {"grants"}, {"grants_at_least"}, {"must_deny"}, {"reach"}, {"unreachable"}, {"lint"},
    {"graph"},  {"lint_absent"},     {"explain"},   {"steps"}, {"coverage"}};
constexpr Key kGrant[] = {{"allow", true}, {"on", true}, {"because"}};
constexpr Key kRefutedGrants[] = {{"intent", true}, {"extra"}, {"missing"}};
constexpr Key kMustDeny[] = {{"as", true}, {"call", true}, {"on"}, {"context"},
                             {"error"},    {"because"},    {"why"}};
constexpr Key kLint[] = {{"rule", true}, {"at"}, {"severity"}};
constexpr Key kGraph[] = {{"reach"}, {"unreachable"}};
constexpr Key kCase[] = {{"name", true}, {"set"}, {"expect", true}, {"description"}};

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
const KeyTable from{"from", "a template in `from`", kFrom};
const KeyTable entity_from{"entity_from", "`from` of a role or user", kEntityFrom};
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
      &keys::from,
      &keys::entity_from,
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
