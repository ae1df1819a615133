#include "sim/load/cloudformation.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <utility>

#include "sim/load/yaml.h"
#include "tests/unit/load/memory_files.h"

namespace rolechain {
namespace {

using tests::LoadFixture;

constexpr std::string_view kHead = R"(
Parameters:
  Name: { Type: String, Default: shop }
  Trusted: { Type: CommaDelimitedList, Default: "" }
  Account: { Type: Number }
  Flag: { Type: String, Default: false }
Mappings:
  Stages: { eu-west-1: { name: live }, us-east-1: { name: test } }
Conditions:
  HasTrusted: !Not [ !Equals [ "", !Join [ "", !Ref Trusted ] ] ]
  Flagged: !Equals [ !Ref Flag, true ]
  Both: !And [ !Condition HasTrusted, !Condition Flagged ]
  Either: !Or [ !Condition HasTrusted, !Condition Flagged ]
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { Path: /p/ } }
  Named: { Type: AWS::IAM::Role, Properties: { RoleName: !Sub "${Name}-${AWS::Region}" } }
  Bucket: { Type: AWS::S3::Bucket }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
  Gone: { Type: AWS::IAM::Role, Condition: Both }
)";

class Functions : public ::testing::Test {
 protected:
  std::string value(const std::string& expression, std::map<std::string, Node> parameters = {}) {
    const SourceFile& file = sources_.add("t.yaml", std::string(kHead) + "Value: " + expression);
    const Result<Node> tree = parse_yaml(file, YamlDialect::cloudformation);
    if (!tree) return render(tree.error());
    Problems problems;
    CloudFormationTemplate source(problems, *tree,
                                  {.name = "stack",
                                   .account = "012345670123",
                                   .region = "eu-west-1",
                                   .parameters = std::move(parameters),
                                   .imports = {{"Exported", Node::make_string("imported")}}});
    const TemplateValue out = source.evaluate(*tree->find("Value"));
    if (out.kind == TemplateValue::Kind::none) return "none";
    if (out.kind == TemplateValue::Kind::unresolved) return "unresolved";
    return to_json(out.node);
  }
  static std::map<std::string, Node> given(const std::string& name, const std::string& text) {
    return {{name, Node::make_string(text)}};
  }

  Sources sources_;
};

TEST_F(Functions, Evaluate) {
  constexpr auto kTable = std::to_array<std::pair<const char*, const char*>>({
      {"!Ref Name", R"("shop")"},
      {"!Ref AWS::AccountId", R"("012345670123")"},
      {"!Ref AWS::Region", R"("eu-west-1")"},
      {"!Ref AWS::Partition", R"("aws")"},
      {"!Ref AWS::URLSuffix", R"("amazonaws.com")"},
      {"!Ref AWS::StackName", R"("stack")"},
      {"!Ref AWS::NoValue", "none"},
      {"!Ref Account", "unresolved"},
      {"!Ref Nothing", "unresolved"},
      {"!Ref Named", R"("shop-eu-west-1")"},
      {"!Ref Role", R"("stack-Role")"},
      {"!Ref Bucket", R"("stack-bucket")"},
      {"!Ref Queue", R"("https://sqs.eu-west-1.amazonaws.com/012345670123/jobs")"},
      {"!GetAtt Role.Arn", R"("arn:aws:iam::012345670123:role/p/stack-Role")"},
      {"!GetAtt Queue.Arn", R"("arn:aws:sqs:eu-west-1:012345670123:jobs")"},
      {"!GetAtt Bucket.Nothing", "unresolved"},
      {"!Sub 'a-${Name}-${!aws:username}-${Role.Arn}'",
       R"("a-shop-${aws:username}-arn:aws:iam::012345670123:role/p/stack-Role")"},
      {"!Sub ['${X}-${Name}', { X: !Ref AWS::Region }]", R"("eu-west-1-shop")"},
      {"!Sub '${aws:username}'", "unresolved"},
      {"!Join ['/', [a, !Ref Name, '']]", R"("a/shop/")"},
      {"!Join ['', ['', b]]", R"("b")"},
      {"!Split [':', 'a:b::c']", R"(["a","b","","c"])"},
      {"!Select [1, !Split [',', 'a,b']]", R"("b")"},
      {"!Select [2, [a, b]]", "unresolved"},
      {"!FindInMap [Stages, !Ref AWS::Region, name]", R"("live")"},
      {"!FindInMap [Stages, eu-north-1, name]", "unresolved"},
      {"!FindInMap [Stages, eu-north-1, name, { DefaultValue: x }]", R"("x")"},
      {"!If [Flagged, a, b]", R"("b")"},
      {"[a, !If [Flagged, b, !Ref AWS::NoValue]]", R"(["a"])"},
      {"{ a: !Ref AWS::NoValue, b: 1 }", R"({"b":1})"},
      {"!If [Missing, a, b]", "unresolved"},
      {"!Length [a, b]", R"("2")"},
      {"!ToJsonString { a: [1, !Ref Name] }", R"("{\"a\":[1,\"shop\"]}")"},
      {"!ImportValue Exported", R"("imported")"},
      {"!ImportValue Other", "unresolved"},
      {"!GetAZs ''", "unresolved"},
      {"!Cidr ['10.0.0.0/16', 2, 8]", "unresolved"},
  });
  for (const auto& [expression, expected] : kTable) {
    EXPECT_EQ(value(expression), expected) << expression;
  }
}

TEST_F(Functions, ParametersAndConditions) {
  EXPECT_EQ(value("!Ref Account", given("Account", "111111111111")), R"("111111111111")");
  EXPECT_EQ(value("!Ref Trusted", given("Trusted", "1, 2")), R"(["1","2"])");
  EXPECT_EQ(value("!If [HasTrusted, a, b]", given("Trusted", "1")), R"("a")");
  EXPECT_EQ(value("!If [Both, a, b]", given("Trusted", "1")), R"("b")");
  EXPECT_EQ(value("!If [Either, a, b]", given("Trusted", "1")), R"("a")");
  EXPECT_EQ(value("!If [Flagged, a, b]", given("Flag", "true")), R"("a")");
}

constexpr std::string_view kTemplate = R"(
Parameters:
  Trusted: { Type: String }
  More: { Type: CommaDelimitedList, Default: "" }
Conditions:
  HasMore: !Not [ !Equals [ !Join [ "", !Ref More ], "" ] ]
Resources:
  Hub:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - { Sid: One, Effect: Allow, Principal: { AWS: !Ref Trusted }, Action: sts:AssumeRole }
          - !If
            - HasMore
            - { Sid: Two, Effect: Allow, Principal: { AWS: [ !If [ HasMore, "111111111111", !Ref AWS::NoValue ], "222222222222" ] }, Action: sts:AssumeRole }
            - !Ref AWS::NoValue
      ManagedPolicyArns: [ !Ref Managed, !Sub "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess" ]
      PermissionsBoundary: !Ref Managed
      Tags: [ { Key: team, Value: !Ref AWS::Region } ]
  Target:
    Type: AWS::IAM::Role
    Properties:
      RoleName: target
      MaxSessionDuration: 7200
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { AWS: !GetAtt Hub.Arn }, Action: sts:AssumeRole }
  HubPolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: hop
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Sid: Hop, Effect: Allow, Action: sts:AssumeRole, Resource: !GetAtt Target.Arn }
      Roles: [ !Ref Hub ]
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: "s3:*", Resource: !Sub "${Store.Arn}/*" }
  Store: { Type: AWS::S3::Bucket, Properties: { BucketName: store } }
  StorePolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Store
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Deny, Principal: "*", Action: "s3:*", Resource: !Sub "${Store.Arn}/*", Condition: { Bool: { "aws:SecureTransport": "false" } } }
  Elsewhere:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: elsewhere
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { AWS: !GetAtt Hub.Arn }, Action: "s3:GetObject", Resource: "arn:aws:s3:::elsewhere/*" }
  Profile: { Type: AWS::IAM::InstanceProfile, Properties: { Roles: [ !Ref Hub ] } }
  Reader: { Type: AWS::IAM::User, Properties: { Groups: [ !Ref Readers ] } }
  Readers: { Type: AWS::IAM::Group }
  Issuer: { Type: AWS::IAM::OIDCProvider, Properties: { Url: "https://token.example.com", ClientIdList: [ sts.amazonaws.com ] } }
)";

constexpr std::string_view kScenario = R"(scenario: v1
name: x
accounts: { app: { id: "012345670123" } }
roles:
  base: { trust: { trust_principal: { Service: ec2.amazonaws.com } } }
)";

class Templates : public ::testing::Test, public LoadFixture {
 protected:
  Templates() { add("dir/t.yaml", std::string(kTemplate)); }
  void scenario(const std::string& rest) { add("dir/a.yaml", std::string(kScenario) + rest); }
};

TEST_F(Templates, AWholeTemplateIsTakenIntoTheWorld) {
  scenario(R"(from: { cloudformation: t.yaml, parameters: { Trusted: "@base" } })");
  const auto loaded = load();
  ASSERT_TRUE(loaded) << render(loaded.error());
  const World& world = loaded->world;
  const Role* hub = world.role_by_key("Hub");
  const Role* target = world.role_by_key("Target");
  ASSERT_TRUE(hub != nullptr && target != nullptr);
  EXPECT_EQ(hub->arn, "arn:aws:iam::012345670123:role/t-Hub");
  EXPECT_EQ(hub->trust->statements().size(), 1U);
  EXPECT_EQ(hub->trust->statements()[0].principals[0].value.value, world.role_by_key("base")->arn);
  EXPECT_EQ(location(hub->trust->statements()[0].span), "dir/t.yaml:14:13");
  ASSERT_EQ(hub->policies.size(), 3U);
  EXPECT_EQ(hub->policies[0].policy->statement_label(0), "Hub/hop#Hop");
  EXPECT_EQ(hub->policies[0].policy->statements()[0].resources[0].value, target->arn);
  EXPECT_EQ(hub->policies[1].policy->label(), "Hub/t-Managed");
  EXPECT_EQ(hub->policies[1].policy->statements()[0].resources[0].value, "arn:aws:s3:::store/*");
  EXPECT_EQ(hub->policies[2].name, "ReadOnlyAccess");
  EXPECT_EQ(hub->boundary->label(), "Hub/boundary");
  EXPECT_EQ(hub->tags[0].value, "us-east-1");
  EXPECT_EQ(target->max_session_s, 7200);
  EXPECT_EQ(target->trust->statements()[0].principals[0].value.value, hub->arn);
  EXPECT_FALSE(target->trust->document().variables);  // no Version: 2008-10-17
  EXPECT_EQ(world.instance_profiles[0].role_arn, hub->arn);
  EXPECT_EQ(world.users[0].groups, std::vector<std::string>{"Readers"});
  EXPECT_EQ(world.oidc_providers[0].url, "token.example.com");
  ASSERT_EQ(world.resources.size(), 2U);
  EXPECT_EQ(world.resources[0].policy->label(), "Store/policy");
  EXPECT_EQ(world.resources[1].arn, "arn:aws:s3:::elsewhere");
  EXPECT_EQ(location_line(loaded->places.at("/roles/Hub/trust")), "dir/t.yaml:12");
}

TEST_F(Templates, ConditionsBringStatements) {
  scenario(R"(from: { cloudformation: t.yaml, parameters: { Trusted: "@base", More: "3, 4" } })");
  const auto loaded = load();
  ASSERT_TRUE(loaded) << render(loaded.error());
  const auto& statements = loaded->world.role_by_key("Hub")->trust->statements();
  ASSERT_EQ(statements.size(), 2U);
  EXPECT_EQ(statements[1].principals.size(), 2U);
}

TEST_F(Templates, OneResourceWithKeysOverIt) {
  scenario(R"(  hub:
    from: { cloudformation: t.yaml, resource: Hub, parameters: { Trusted: "@target" } }
    max_session: 2h
  target:
    from: { cloudformation: t.yaml, resource: Target }
)");
  const auto loaded = load();
  ASSERT_TRUE(loaded) << render(loaded.error());
  const Role* hub = loaded->world.role_by_key("hub");
  EXPECT_EQ(hub->max_session_s, 7200);
  EXPECT_EQ(hub->policies[0].policy->label(), "hub/hop");
  EXPECT_EQ(hub->trust->statements()[0].principals[0].value.value,
            loaded->world.role_by_key("target")->arn);
  EXPECT_EQ(loaded->world.roles.size(), 3U);
}

TEST_F(Templates, RolesMayNameEachOtherThroughParameters) {
  scenario(R"(  one:
    from: { cloudformation: t.yaml, resource: Hub, stack: one, parameters: { Trusted: "@two" } }
  two:
    from: { cloudformation: t.yaml, resource: Hub, stack: two, parameters: { Trusted: "@one" } }
)");
  const auto loaded = load();
  ASSERT_TRUE(loaded) << render(loaded.error());
  const World& world = loaded->world;
  const auto trusted = [&](const char* key) {
    return world.role_by_key(key)->trust->statements()[0].principals[0].value.value;
  };
  EXPECT_EQ(trusted("one"), world.role_by_key("two")->arn);
  EXPECT_EQ(trusted("two"), world.role_by_key("one")->arn);
}

TEST_F(Templates, ChangesReachWhatATemplateBrought) {
  scenario(R"(from: { cloudformation: t.yaml, parameters: { Trusted: "@base" } })");
  const auto loaded = load({{"/roles/Target/trust", Node::make_string("none")},
                            {"/from/parameters/More", Node::make_string("5")}});
  ASSERT_TRUE(loaded) << render(loaded.error());
  EXPECT_EQ(loaded->world.role_by_key("Target")->trust, nullptr);
  EXPECT_EQ(loaded->world.role_by_key("Hub")->trust->statements().size(), 2U);
}

TEST_F(Templates, WhatIsMissingMattersOnlyWhereItIsRead) {
  scenario("  target:\n    from: { cloudformation: t.yaml, resource: Target }\n");
  EXPECT_EQ(codes(), "");
  scenario("from: { cloudformation: t.yaml }\n");
  add("dir/b.yaml", std::string(kScenario) + "from: { cloudformation: t.yaml }\n");
  const auto loaded = load({}, "dir/b.yaml");
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 1U) << render(loaded.error());
  EXPECT_EQ(loaded.error()[0].severity, Severity::unsupported);
  EXPECT_EQ(loaded.error()[0].code, "unresolved");
  EXPECT_EQ(location(loaded.error()[0].where), "dir/t.yaml:14:58");
}

TEST_F(Templates, TwoStacksOfOneTemplateNeedAPrefix) {
  scenario(R"(from:
  - { cloudformation: t.yaml, stack: one, parameters: { Trusted: "@base" } }
  - { cloudformation: t.yaml, stack: two, parameters: { Trusted: "@base" } }
)");
  EXPECT_NE(codes().find("duplicate-name"), std::string::npos);
}

TEST_F(Templates, TemplateTextIsNoReference) {
  add("dir/at.yaml", R"(Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { AWS: "*" }, Action: sts:AssumeRole, Condition: { StringEquals: { "sts:ExternalId": "@base" } } }
)");
  scenario("from: { cloudformation: at.yaml }\n");
  const auto loaded = load();
  ASSERT_TRUE(loaded) << render(loaded.error());
  const Role* role = loaded->world.role_by_key("Role");
  EXPECT_EQ(role->trust->statements()[0].conditions[0].values[0].value, "@base");
}

TEST_F(Templates, TurnedBytesNeverCrash) {
  std::mt19937 random(5);
  for (int i = 0; i < 600; ++i) {
    std::string text(kTemplate);
    for (int k = 0; k < 3; ++k) {
      const std::size_t at = random() % text.size();
      if (random() % 3 == 0) {
        text.erase(at, random() % 8);
      } else {
        text[at] = " \n:-[]{}!&*$"[random() % 12];
      }
    }
    LoadFixture fixture;
    fixture.add("dir/t.yaml", text);
    fixture.add("dir/a.yaml",
                std::string(kScenario) +
                    R"(from: { cloudformation: t.yaml, parameters: { Trusted: "@base" } })");
    const auto loaded = fixture.load();
    EXPECT_TRUE(loaded || has_errors(loaded.error()));
  }
}

}  // namespace
}  // namespace rolechain
