#include "mocks/policy/service_reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace rolechain {
namespace {

const ServiceReference reference = ServiceReference::embedded();

std::vector<std::string> type_names(std::string_view action) {
  std::vector<std::string> names;
  const auto found = reference.find_action(action);
  for (const ActionResourceView& resource : found->resource_types) {
    names.push_back(std::string(resource.type.name) + (resource.required ? "!" : ""));
  }
  return names;
}

bool holds(const ReferenceRange<ConditionKeyView>& keys, std::string_view name) {
  return std::ranges::any_of(keys, [&](const ConditionKeyView& key) { return key.name == name; });
}

TEST(ServiceReference, HoldsEveryServiceAndNamesItsVersion) {
  EXPECT_GE(reference.services().size(), 450U);
  EXPECT_GE(reference.actions().size(), 22'000U);
  EXPECT_GE(reference.resource_types().size(), 2'300U);
  EXPECT_GE(reference.condition_keys().size(), 1'600U);
  EXPECT_FALSE(reference.version().empty());
  EXPECT_EQ(reference.date().size(), std::string_view("2026-09-26").size());
}

TEST(ServiceReference, KnowsTheActionsOfTheArticle) {
  using Names = std::vector<std::string>;
  struct Row {
    std::string_view action;
    AccessLevel level;
    Names types;
  };
  const std::vector<Row> rows = {
      {"s3:GetObject", AccessLevel::read, {"accesspointobject", "object"}},
      {"s3:ListAllMyBuckets", AccessLevel::list, {}},
      {"s3:PutBucketPolicy", AccessLevel::permissions_management, {"bucket!"}},
      {"sts:AssumeRole", AccessLevel::write, {"role!"}},
      {"sts:TagSession", AccessLevel::tagging, {"role"}},
      {"sts:GetCallerIdentity", AccessLevel::read, {}},
      {"dynamodb:PutItem", AccessLevel::write, {"table!"}},
      {"iam:PassRole", AccessLevel::write, {"role!"}},
      {"kms:Decrypt", AccessLevel::write, {"key!"}},
  };
  for (const Row& row : rows) {
    const auto action = reference.find_action(row.action);
    ASSERT_TRUE(action) << row.action;
    EXPECT_EQ(action->full_name, row.action);
    EXPECT_EQ(action->level, row.level) << row.action;
    EXPECT_EQ(type_names(row.action), row.types) << row.action;
  }
}

TEST(ServiceReference, SplitsAnActionsNames) {
  const auto action = reference.find_action("S3:gEtObJeCt");
  ASSERT_TRUE(action);
  EXPECT_EQ(action->service, "s3");
  EXPECT_EQ(action->name, "GetObject");
  EXPECT_EQ(action->lower, "s3:getobject");
  EXPECT_EQ(reference.actions()[action->id].full_name, "s3:GetObject");
}

TEST(ServiceReference, FindsNothingWhereThereIsNothing) {
  for (const std::string_view word : {"", ":", "s3", "s3:", "s3:GetObject ", "s3:GetObjec", "s3:*",
                                      "s4:GetObject", "zzz:zzz", "GetObject", "*"}) {
    EXPECT_FALSE(reference.find_action(word)) << word;
  }
  EXPECT_FALSE(reference.find_action(std::string(10'000, 'a')));
  EXPECT_FALSE(reference.has_service("s3:"));
  EXPECT_FALSE(reference.has_service(""));
  EXPECT_FALSE(reference.find_resource_type("s3", "objects"));
  EXPECT_FALSE(reference.find_resource_type("nothing", "object"));
}

TEST(ServiceReference, EveryNameIsSortedUniqueAndFound) {
  std::string_view last;
  std::uint32_t id = 0;
  for (const ActionView& action : reference.actions()) {
    EXPECT_LT(last, action.lower);
    last = action.lower;
    EXPECT_EQ(action.id, id++);
    const auto found = reference.find_action(action.full_name);
    ASSERT_TRUE(found) << action.full_name;
    EXPECT_EQ(found->id, action.id);
    EXPECT_EQ(action.full_name, std::string(action.service) + ":" + std::string(action.name));
  }
  last = {};
  for (const ServiceView& service : reference.services()) {
    EXPECT_LT(last, service.name);
    last = service.name;
    ASSERT_TRUE(reference.has_service(service.name)) << service.name;
  }
  last = {};
  for (const ConditionKeyView& key : reference.condition_keys()) {
    EXPECT_LT(last, key.lower);
    last = key.lower;
    EXPECT_EQ(reference.find_condition_key(key.name)->id, key.id) << key.name;
  }
}

TEST(ServiceReference, ServicesShareOutAllActionsAndTypes) {
  std::set<std::uint32_t> actions;
  std::set<std::uint32_t> types;
  for (const ServiceView& service : reference.services()) {
    for (const ActionView& action : service.actions) {
      EXPECT_EQ(action.service, service.name);
      actions.insert(action.id);
    }
    for (const ResourceTypeView& type : service.resource_types) {
      EXPECT_EQ(type.service, service.name);
      EXPECT_EQ(reference.find_resource_type(type.service, type.name)->id, type.id) << type.name;
      types.insert(type.id);
    }
  }
  EXPECT_EQ(actions.size(), reference.actions().size());
  EXPECT_EQ(types.size(), reference.resource_types().size());
}

TEST(ServiceReference, TypesOfAnActionAreItsServicesAndHaveArns) {
  for (const ActionView& action : reference.actions()) {
    for (const ActionResourceView& resource : action.resource_types) {
      ASSERT_EQ(resource.type.service, action.service);
      ASSERT_TRUE(reference.find_resource_type(action.service, resource.type.name));
    }
  }
  for (const ResourceTypeView& type : reference.resource_types()) {
    ASSERT_FALSE(type.arn_templates.empty()) << type.name;
    for (const std::string_view arn : type.arn_templates) {
      EXPECT_TRUE(arn.starts_with("arn:")) << arn;
      EXPECT_GE(std::ranges::count(arn, ':'), 5) << arn;
      EXPECT_FALSE(arn.contains(' ')) << arn;
    }
  }
}

TEST(ServiceReference, ResourceTypesHaveTheirTemplates) {
  const auto object = reference.find_resource_type("S3", "Object");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->arn_templates.front(), "arn:${Partition}:s3:::${BucketName}/${ObjectName}");
  EXPECT_EQ(reference.find_resource_type("apigateway", "Stage")->arn_templates.size(), 2U);
  EXPECT_EQ(reference.find_resource_type("lambda", "function alias")->name, "function alias");
  EXPECT_TRUE(holds(reference.find_resource_type("s3", "bucket")->condition_keys,
                    "aws:ResourceTag/${TagKey}"));
}

TEST(ServiceReference, ActionsHaveTheirConditionKeys) {
  EXPECT_TRUE(holds(reference.find_action("sts:AssumeRole")->condition_keys, "sts:ExternalId"));
  EXPECT_TRUE(holds(reference.find_action("iam:PassRole")->condition_keys, "iam:PassedToService"));
  EXPECT_FALSE(holds(reference.find_action("s3:GetObject")->condition_keys, "s3:prefix"));
  const auto run_instances = reference.find_action("ec2:RunInstances");
  for (const ActionResourceView& resource : run_instances->resource_types) {
    EXPECT_EQ(holds(resource.condition_keys, "ec2:InstanceType"), resource.type.name == "instance");
  }
}

// "s3-outposts:" sorts before "s3:", and "s3:" must not take in its neighbours.
TEST(ServiceReference, ActionsWithPrefixAreARunOfTheSortedList) {
  for (const std::string_view prefix : {"s3:", "S3:Get", "ec2:describe", "s3", "", "s3:GetObject",
                                        "nothing:", "zzzz", "s3:GetObjectzzz"}) {
    std::uint32_t expected = 0;
    for (const ActionView& action : reference.actions()) {
      const auto lower = [](char c) {
        return c == 'S' ? 's' : c == 'G' ? 'g' : c == 'O' ? 'o' : c;
      };
      std::string wanted(prefix);
      std::ranges::transform(wanted, wanted.begin(), lower);
      expected += action.lower.starts_with(wanted) ? 1U : 0U;
    }
    EXPECT_EQ(reference.actions_with_prefix(prefix).size(), expected) << prefix;
  }
  EXPECT_EQ(reference.actions_with_prefix("s3:").size(),
            reference.find_service("s3")->actions.size());
}

TEST(ServiceReference, ConditionKeysHaveKindAndNumber) {
  struct Row {
    std::string_view asked;
    std::string_view found;
    ConditionKind kind;
    bool multi_valued;
    bool global;
  };
  constexpr bool one = false;
  constexpr bool many = true;
  constexpr bool any_service = true;
  constexpr bool own = false;
  using enum ConditionKind;
  const std::vector<Row> rows = {
      {"AWS:principalarn", "aws:PrincipalArn", arn, one, any_service},
      {"aws:PrincipalOrgPaths", "aws:PrincipalOrgPaths", string, many, any_service},
      {"aws:CurrentTime", "aws:CurrentTime", date, one, any_service},
      {"aws:SourceIp", "aws:SourceIp", ip_address, one, any_service},
      {"aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge", numeric, one, any_service},
      {"aws:SecureTransport", "aws:SecureTransport", boolean, one, any_service},
      {"aws:TagKeys", "aws:TagKeys", string, many, any_service},
      {"aws:RequestTag/team", "aws:RequestTag/${TagKey}", string, one, any_service},
      {"aws:PrincipalTag/Cost/Center", "aws:PrincipalTag/${TagKey}", string, one, any_service},
      {"ec2:RoleDelivery", "ec2:RoleDelivery", numeric, one, any_service},
      {"s3:existingobjecttag/Stage", "s3:ExistingObjectTag/<key>", string, one, own},
      {"sts:ExternalId", "sts:ExternalId", string, one, own},
      {"sts:TransitiveTagKeys", "sts:TransitiveTagKeys", string, many, own},
      {"saml:edupersonaffiliation", "saml:edupersonaffiliation", string, many, own},
      {"kms:EncryptionContext:app", "kms:EncryptionContext:${EncryptionContextKey}", string, one,
       own},
      {"codebuild:secondarySources/x.insecureSsl",
       "codebuild:secondarySources/${sourceIdentifier}.insecureSsl", boolean, one, own},
      {"oidc.eks.eu-west-1.amazonaws.com/id/0A1B:sub", "${OidcProvider}:sub", string, one, own},
      {"token.actions.githubusercontent.com:aud", "${OidcProvider}:aud", string, one, own},
      {"accounts.google.com:aud", "accounts.google.com:aud", string, one, own},
      {"cognito-identity.amazonaws.com:amr", "cognito-identity.amazonaws.com:amr", string, many,
       own},
  };
  for (const Row& row : rows) {
    const auto key = reference.find_condition_key(row.asked);
    ASSERT_TRUE(key) << row.asked;
    EXPECT_EQ(key->name, row.found);
    EXPECT_EQ(key->kind, row.kind) << row.asked;
    EXPECT_EQ(key->multi_valued, row.multi_valued) << row.asked;
    EXPECT_EQ(key->global, row.global) << row.asked;
  }
}

TEST(ServiceReference, UnknownConditionKeysAreNotFound) {
  for (const std::string_view name :
       {"", ":", "aws:", "aws:PrincipalArm", "aws:RequestTag/", "aws:RequestTag", "s3:sub",
        "s3:ExistingObjectTag/", ":sub", "codebuild:secondarySources/x.unknown"}) {
    EXPECT_FALSE(reference.find_condition_key(name)) << name;
  }
}

TEST(ServiceReference, KnowsWhichServicesResourceControlPoliciesBind) {
  for (const std::string_view name : {"s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb"}) {
    EXPECT_TRUE(reference.find_service(name)->supports_rcp) << name;
  }
  EXPECT_FALSE(reference.find_service("iam")->supports_rcp);
  EXPECT_FALSE(reference.find_service("ec2")->supports_rcp);
}

TEST(ServiceReference, SuggestsTheNearestAction) {
  EXPECT_EQ(reference.closest_action("s3:GetObjct"), "s3:GetObject");
  EXPECT_EQ(reference.closest_action("dynamdb:putitem"), "dynamodb:PutItem");
  EXPECT_FALSE(reference.closest_action("qqqqqqqq:wwwwwwww"));
  EXPECT_FALSE(reference.closest_action(""));
}

TEST(ServiceReference, TakesNoDamagedBytes) {
  const auto embedded = reference.bytes();
  std::vector<std::uint64_t> storage(embedded.size() / 8 + 1);
  const auto copy = std::as_writable_bytes(std::span(storage)).first(embedded.size());
  std::ranges::copy(embedded, copy.begin());
  const auto whole = ServiceReference::from_bytes(copy);
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->find_action("s3:GetObject"));

  EXPECT_FALSE(ServiceReference::from_bytes({}));
  EXPECT_FALSE(ServiceReference::from_bytes(copy.first(16)));
  EXPECT_FALSE(ServiceReference::from_bytes(copy.first(copy.size() - 1)));
  EXPECT_FALSE(ServiceReference::from_bytes(copy.subspan(1)));
  copy[0] = std::byte{'x'};
  EXPECT_FALSE(ServiceReference::from_bytes(copy));
}

}  // namespace
}  // namespace rolechain
