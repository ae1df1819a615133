#include "mocks/rules/rules.h"

#include <array>

#include "mocks/base/text.h"
#include "mocks/rules/tables/action_rules.h"
#include "mocks/rules/tables/condition_rules.h"
#include "mocks/rules/tables/dynamodb_rules.h"
#include "mocks/rules/tables/evaluation_rules.h"
#include "mocks/rules/tables/policy_rules.h"
#include "mocks/rules/tables/s3_rules.h"
#include "mocks/rules/tables/signature_rules.h"
#include "mocks/rules/tables/sts_rules.h"
#include "mocks/rules/tables/workload_rules.h"

namespace rolechain {
namespace {

constexpr auto kFamilies = std::to_array<RuleFamily>({
    {"POL", "The policy language"},
    {"PRIN", "Principals"},
    {"COND", "Conditions and variables"},
    {"ACT", "Actions"},
    {"RES", "Resources"},
    {"EVAL", "How policies combine"},
    {"TRUST", "Trust policies"},
    {"ORG", "Organizations"},
    {"STS", "The security token service"},
    {"SIG", "Signatures"},
    {"IMDS", "EC2 instances and their metadata"},
    {"ECS", "ECS tasks"},
    {"EKS", "EKS pods"},
    {"LAMBDA", "Lambda functions"},
    {"DDB", "DynamoDB"},
    {"S3", "S3"},
    {"API", "Every other service"},
});

template <std::size_t... Sizes>
constexpr auto joined(const std::array<Rule, Sizes>&... tables) {
  std::array<Rule, (Sizes + ...)> out{};
  auto at = out.begin();
  ((at = std::ranges::copy(tables, at).out), ...);
  return out;
}

constexpr auto kRules = joined(
    rule_tables::kPolicy, rule_tables::kPrincipals, rule_tables::kConditions, rule_tables::kActions,
    rule_tables::kResources, rule_tables::kEvaluation, rule_tables::kTrust,
    rule_tables::kOrganizations, rule_tables::kSts, rule_tables::kSignatures, rule_tables::kImds,
    rule_tables::kEcs, rule_tables::kEks, rule_tables::kLambda, rule_tables::kDynamoDb,
    rule_tables::kS3, rule_tables::kAnyService);

constexpr std::string_view prefix_of(std::string_view id) {
  constexpr std::size_t start = std::string_view("R-").size();
  return id.substr(start, id.rfind('-') - start);
}

}  // namespace

std::span<const RuleFamily> rule_families() { return kFamilies; }

std::span<const Rule> rules() { return kRules; }

const Rule* find_rule(std::string_view id) {
  const auto* const found = std::ranges::find_if(
      kRules, [&](const Rule& rule) { return equals_ignore_case(rule.id, id); });
  return found == kRules.end() ? nullptr : found;
}

std::string_view family_of(const Rule& rule) { return prefix_of(rule.id); }

std::string_view rule_status_word(RuleStatus status) {
  switch (status) {
    case RuleStatus::documented:
      return "documented";
    case RuleStatus::observed:
      return "observed";
    case RuleStatus::assumed:
      return "assumed";
  }
  return "";
}

}  // namespace rolechain
