#include "mocks/policy/document.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/policy/managed.h"

namespace rolechain {
namespace {

// Owns what the spans point into.
struct Parsed {
  explicit Parsed(std::string_view json, PolicyType type = PolicyType::identity) {
    const auto node = parse_json(sources.add("p.json", std::string(json)));
    EXPECT_TRUE(node) << render(node.error());
    if (node) policy = parse_document(*node, type);
  }
  [[nodiscard]] std::string codes() const {
    std::string out;
    for (const Diagnostic& diagnostic : policy.diagnostics) {
      out += (out.empty() ? "" : " ") + diagnostic.code;
    }
    return out;
  }
  Sources sources;
  ParsedDocument policy;
};

std::string identity(std::string_view statement) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":{{{}}}}})", statement);
}

TEST(DocumentTest, KeepsEveryElementAndItsPlace) {
  const Parsed parsed(R"({
  "Version": "2012-10-17",
  "Id": "doc",
  "Statement": [
    { "Sid": "A", "Effect": "Allow", "Action": ["s3:GetObject", "s3:Put*"], "Resource": "*",
      "Condition": { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": ["a*", true, 7] },
                     "Bool": { "aws:SecureTransport": true } } },
    { "Effect": "Deny", "NotAction": "iam:*", "NotResource": ["arn:aws:iam::111111111111:role/x"] }
  ]
})");
  ASSERT_TRUE(parsed.policy.ok()) << render(parsed.policy.diagnostics);
  const Document& document = parsed.policy.document;
  EXPECT_TRUE(document.variables);
  EXPECT_EQ(document.id.value, "doc");
  ASSERT_EQ(document.statements.size(), 2U);
  const Statement& a = document.statements[0];
  EXPECT_EQ(a.fragment(), "#A");
  EXPECT_EQ(a.effect, Effect::allow);
  EXPECT_EQ(location(a.span), "p.json:5:5");
  ASSERT_EQ(a.actions.size(), 2U);
  EXPECT_EQ(a.actions[1].value, "s3:Put*");
  EXPECT_EQ(location(a.actions[1].span), "p.json:5:65");
  ASSERT_EQ(a.conditions.size(), 2U);
  EXPECT_EQ(a.conditions[0].op.op, Operator::string_like);
  EXPECT_EQ(a.conditions[0].op.set, SetOperator::for_any_value);
  EXPECT_TRUE(a.conditions[0].op.if_exists);
  ASSERT_EQ(a.conditions[0].values.size(), 3U);
  EXPECT_EQ(a.conditions[0].values[1].value, "true");
  EXPECT_EQ(a.conditions[0].values[2].value, "7");
  EXPECT_EQ(location(a.conditions[1].key.span), "p.json:7:32");
  const Statement& b = document.statements[1];
  EXPECT_EQ(b.fragment(), "#2");
  EXPECT_TRUE(b.not_action);
  EXPECT_TRUE(b.not_resource);
  EXPECT_EQ(b.index, 1U);
}

TEST(DocumentTest, PrincipalsOfEveryKind) {
  const Parsed parsed(R"({"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":
    {"AWS":["111111111111","arn:aws:iam::111111111111:role/a/b","AROAEXAMPLEEXAMPLE111","*"],
     "Service":"ec2.amazonaws.com",
     "Federated":["accounts.google.com","arn:aws:iam::111111111111:saml-provider/x"]}},
    {"Effect":"Deny","Action":"s3:*","Resource":"*","NotPrincipal":
    {"AWS":["arn:aws:sts::111111111111:assumed-role/a/s","arn:aws:iam::111111111111:root"]}}]})",
                      PolicyType::resource);
  ASSERT_TRUE(parsed.policy.ok()) << render(parsed.policy.diagnostics);
  using Kind = PrincipalEntry::Kind;
  std::vector<Kind> kinds;
  for (const PrincipalEntry& entry : parsed.policy.document.statements[0].principals) {
    kinds.push_back(entry.kind);
  }
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::aws, Kind::aws, Kind::aws, Kind::anyone, Kind::service,
                                      Kind::federated, Kind::federated}));
  EXPECT_TRUE(parsed.policy.document.statements[1].not_principal);
}

// Types -----------------------------------------------------------------------------------------

constexpr std::string_view kTrust =
    R"("Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole")";
constexpr std::string_view kResource =
    R"("Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*")";
constexpr std::string_view kPlain = R"("Effect":"Allow","Action":"s3:*","Resource":"*")";

struct TypeCase {
  PolicyType type;
  std::string_view statement;
  const char* codes;
  const char* aws;
};

// R-POL-03: who may have what. R-PRIN-03, R-PRIN-04, R-POL-07, R-POL-08, R-TRUST-10, R-TRUST-11.
TEST(DocumentTest, TheTypeSaysWhichElementsMayStand) {
  constexpr const char* no_principal = "Policy document should not specify a principal.";
  constexpr const char* syntax = "Syntax errors in policy.";
  const std::vector<TypeCase> cases = {
      {PolicyType::identity, kPlain, "", ""},
      {PolicyType::boundary, kPlain, "", ""},
      {PolicyType::session, kPlain, "", ""},
      {PolicyType::scp, kPlain, "", ""},
      {PolicyType::trust, kTrust, "", ""},
      {PolicyType::resource, kResource, "", ""},
      {PolicyType::rcp, kResource, "", ""},
      {PolicyType::endpoint, kResource, "", ""},
      {PolicyType::identity, kResource, "principal-not-allowed", no_principal},
      {PolicyType::boundary, kResource, "principal-not-allowed", no_principal},
      {PolicyType::session, kResource, "principal-not-allowed", no_principal},
      {PolicyType::scp, kResource, "principal-not-allowed", no_principal},
      {PolicyType::resource, kPlain, "missing-element", "Missing required field Principal"},
      {PolicyType::endpoint, kPlain, "missing-element", "Missing required field Principal"},
      {PolicyType::trust, R"("Effect":"Allow","Action":"sts:AssumeRole")", "missing-element",
       "Missing required field Principal"},
      {PolicyType::trust,
       R"("Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Resource":"*")",
       "element-not-allowed", "Has prohibited field Resource"},
      {PolicyType::trust,
       R"("Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","NotResource":"*")",
       "element-not-allowed", "AssumeRole policy must not contain resources."},
      {PolicyType::trust, R"("Effect":"Allow","Principal":"*","Action":"sts:AssumeRole")",
       "bad-principal", R"(AssumeRolepolicy contained an invalid principal: "STAR":"*".)"},
      {PolicyType::trust, R"("Effect":"Allow","Principal":{},"Action":"sts:AssumeRole")",
       "bad-principal", "Missing required field Principal cannot be empty!"},
      {PolicyType::trust, R"("Effect":"Deny","NotPrincipal":{"AWS":"*"},"Action":"sts:AssumeRole")",
       "element-not-allowed", "AssumeRole policy must not contain NotPrincipal field."},
      {PolicyType::trust, R"("Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject")",
       "bad-action", "AssumeRole policy may only specify STS AssumeRole actions."},
      {PolicyType::trust, R"("Effect":"Allow","Principal":{"AWS":"*"},"Action":"*")", "bad-action",
       "AssumeRole policy may only specify STS AssumeRole actions."},
      {PolicyType::trust, R"("Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole*")",
       "", ""},
      {PolicyType::resource,
       R"("Effect":"Allow","NotPrincipal":{"AWS":"111111111111"},"Action":"s3:*","Resource":"*")",
       "element-conflict", "Allow with NotPrincipal is not allowed."},
      // ECR repositories and their like: the resource is the one that holds the policy.
      {PolicyType::resource, R"("Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage")", "",
       ""},
      {PolicyType::identity, R"("Effect":"Allow","Action":"s3:*")", "missing-element",
       "Policy statement must contain resources."},
      // Since September 2025 SCPs have the whole language.
      {PolicyType::scp, R"("Effect":"Allow","NotAction":"s3:*Bucket*","NotResource":"*")", "", ""},
      {PolicyType::rcp, R"("Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*")",
       "element-not-allowed", syntax},
      {PolicyType::rcp,
       R"("Effect":"Deny","Principal":{"AWS":"111111111111"},"Action":"s3:*","Resource":"*")",
       "bad-principal", syntax},
      {PolicyType::rcp, R"("Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*")",
       "element-not-allowed", syntax},
      {PolicyType::rcp, R"("Effect":"Deny","Principal":{"AWS":"*"},"Action":"*","NotResource":"*")",
       "", ""},
  };
  for (const TypeCase& c : cases) {
    const Parsed parsed(identity(c.statement), c.type);
    EXPECT_EQ(parsed.codes(), c.codes) << policy_type_word(c.type) << ": " << c.statement;
    EXPECT_EQ(parsed.policy.aws_message, c.aws) << policy_type_word(c.type) << ": " << c.statement;
  }
}

// What AWS says, as recorded ---------------------------------------------------------------------

struct AwsCase {
  std::string json;
  const char* codes;
  std::string aws;
};

std::string with_resource(std::string_view resource) {
  return identity(
      fmt::format(R"("Effect":"Allow","Action":"s3:GetObject","Resource":{})", resource));
}
std::string with_action(std::string_view action) {
  return identity(fmt::format(R"("Effect":"Allow","Action":{},"Resource":"*")", action));
}

// R-POL-02 (versions), R-ACT-02 (services), R-RES-02 (ARNs)
TEST(DocumentTest, AwsNamesTheSameMistake) {
  const std::string syntax = "Syntax errors in policy.";
  const std::string vendor =
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
  const std::vector<AwsCase> cases = {
      {R"({"Version":"2013-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}})",
       "bad-version", syntax},
      {R"({"Version":"2012-10-17"})", "missing-element", syntax},
      {R"({"Version":"2012-10-17","Statement":[]})", "empty-list", syntax},
      {R"({"Version":"2012-10-17","Statement":["afd"]})", "wrong-type", syntax},
      {R"({"Version":"2012-10-17","Extra":1,"Statement":{"Effect":"Allow","Action":"s3:*",
          "Resource":"*"}})",
       "unknown-element", syntax},
      {identity(R"("Effect":"allow","Action":"s3:*","Resource":"*")"), "bad-effect", syntax},
      {identity(R"("Action":"s3:*","Resource":"*")"), "missing-element", syntax},
      {identity(R"("Effect":"Allow","Resource":"*")"), "missing-element",
       "Policy statement must contain actions."},
      {with_action("[]"), "empty-list", "Policy statement must contain actions."},
      {with_action("[[]]"), "wrong-type", syntax},
      {with_action(R"("invalid")"), "bad-action", vendor},
      {with_action(R"("")"), "bad-action", vendor},
      {with_action(R"("a a:ListBucket")"), "bad-action", "Vendor a a is not valid"},
      {with_action(R"("s*:ListBucket")"), "bad-action", "Vendor s* is not valid"},
      {with_action(R"("s3:List:Bucket")"), "bad-action",
       "Actions/Condition can contain only one colon."},
      {with_action(R"("s3:")"), "bad-action", ""},
      {with_resource("[]"), "empty-list", "Policy statement must contain resources."},
      {with_resource(R"({"a":"b"})"), "wrong-type", syntax},
      {with_resource(R"("invalid resource")"), "bad-resource",
       R"(Resource invalid resource must be in ARN format or "*".)"},
      {with_resource(R"("")"), "bad-resource", R"(Resource  must be in ARN format or "*".)"},
      {with_resource(R"("a:bsdfdsafsad")"), "bad-resource",
       R"(Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".)"},
      {with_resource(R"("a:b:cadfsdf")"), "bad-resource",
       R"(Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".)"},
      {with_resource(R"("a:b:c:d:e:f:g:h")"), "bad-resource",
       R"(Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".)"},
      {with_resource(R"("aws:s3:::example_bucket")"), "bad-resource",
       R"(Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".)"},
      {with_resource(R"("arn:aws")"), "bad-resource",
       "Resource vendor must be fully qualified and cannot contain regexes."},
      {with_resource(R"("arn:aws:*:::x")"), "bad-resource",
       "Resource vendor must be fully qualified and cannot contain regexes."},
      {with_resource(R"("arn:aws:s3::example_bucket")"), "bad-resource",
       "The policy failed legacy parsing"},
      {with_resource(R"("arn:aws:iam:us-east-1:111111111111:role/x")"), "bad-resource",
       "IAM resource arn:aws:iam:us-east-1:111111111111:role/x cannot contain region information."},
      {with_resource(R"("arn:aws:sqs:eu-west-1:11111111111:q")"), "bad-resource", ""},
      {with_resource(R"("arn:aws:s3:*")"), "", ""},
      {with_resource(R"("arn:*:s3:::x")"), "", ""},
      {identity(R"("Sid":"a b","Effect":"Allow","Action":"s3:*","Resource":"*")"), "bad-sid",
       "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
       "expression [0-9A-Za-z]*"},
      {R"({"Statement":[{"Sid":"a","Effect":"Allow","Action":"s3:*","Resource":"*"},
                        {"Sid":"a","Effect":"Allow","Action":"s3:*","Resource":"*"}]})",
       "duplicate-sid", "Statement IDs (SID) in a single policy must be unique."},
      {R"({"Statement":[{"Sid":"","Effect":"Allow","Action":"s3:*","Resource":"*"},
                        {"Sid":"","Effect":"Allow","Action":"s3:*","Resource":"*"}]})",
       "", ""},
      {identity(R"("Effect":"Allow","Action":"s3:*","NotAction":"s3:*","Resource":"*")"),
       "element-conflict", syntax},
      {identity(R"("Effect":"Allow","Action":"s3:*","Resource":"*","NotResource":"*")"),
       "element-conflict", syntax},
      // Of several mistakes AWS names that of its first check.
      {identity(R"("Effect":"Allow","Action":"s:3:x","Resource":"sdf")"), "bad-action bad-resource",
       R"(Resource sdf must be in ARN format or "*".)"},
      {identity(R"("Sid":"a b","Effect":"Allow","Resource":"*")"), "bad-sid missing-element",
       "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
       "expression [0-9A-Za-z]*"},
      {identity(R"("Effect":"Allow","Action":"invalid")"), "bad-action missing-element",
       "Policy statement must contain resources."},
  };
  for (const AwsCase& c : cases) {
    const Parsed parsed(c.json);
    EXPECT_EQ(parsed.codes(), c.codes) << c.json;
    EXPECT_EQ(parsed.policy.aws_message, c.aws) << c.json;
  }
}

// Conditions ------------------------------------------------------------------------------------

TEST(DocumentTest, ConditionsAreChecked) {
  struct Case {
    const char* condition;
    const char* codes;
  };
  const std::vector<Case> cases = {
      {R"({})", ""},
      {R"({"StringEquals":{}})", ""},
      {R"([])", "wrong-type"},
      {R"({"StringEquals":"a"})", "wrong-type"},
      {R"({"StringEquals":{"aws:username":[]}})", "empty-list"},
      {R"({"StringEquals":{"aws:username":{"a":"b"}}})", "wrong-type"},
      {R"({"StringEquals":{"username":"a"}})", "bad-condition-key"},
      {R"({"StringEquals":{"aws:usrname":"a"}})", "unknown-condition-key"},
      {R"({"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/A:sub":"a"}})", ""},
      {R"({"StringEqual":{"aws:username":"a"}})", "unknown-operator"},
      {R"({"NullIfExists":{"aws:username":"true"}})", "unknown-operator"},
      {R"({"ForAnyValue:Null":{"aws:TagKeys":"true"}})", "unsupported-operator"},
      {R"({"StringEquals":{"aws:TagKeys":"a"}})", "needs-set-operator"},
      {R"({"StringEquals":{"aws:username":"a*"}})", "wildcard-without-like"},
      {R"({"StringEquals":{"aws:SourceIp":"a"},"stringequals":{"aws:username":"b"}})",
       "duplicate-key"},
      {R"({"StringEquals":{"aws:username":"a","aws:UserName":"b"}})", "duplicate-key"},
      {R"({"NumericLessThan":{"aws:MultiFactorAuthAge":"10abc"}})", "bad-condition-value"},
      {R"({"NumericLessThan":{"aws:MultiFactorAuthAge":3600}})", ""},
      {R"({"DateLessThan":{"aws:CurrentTime":"tomorrow"}})", "bad-condition-value"},
      {R"({"DateLessThan":{"aws:CurrentTime":1768467600}})", ""},
      {R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/40"}})", "bad-condition-value"},
      {R"({"Bool":{"aws:SecureTransport":"yes"}})", "bad-condition-value"},
      {R"({"Null":{"aws:username":"yes"}})", "bad-condition-value"},
      {R"({"Bool":{"aws:SecureTransport":"${aws:ViaAWSService}"}})", "bad-variable"},
      {R"({"ArnLike":{"aws:PrincipalArn":"*"}})", "bad-arn-pattern"},
      {R"({"ArnLike":{"aws:PrincipalArn":"${aws:SourceArn}"}})", ""},
      {R"({"StringLike":{"aws:username":"${aws:userid"}})", "bad-variable"},
      {R"({"StringLike":{"aws:SourceAccount":"${AWS::AccountId}"}})", "bad-variable"},
  };
  for (const Case& c : cases) {
    const Parsed parsed(identity(fmt::format(
        R"("Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{})", c.condition)));
    EXPECT_EQ(parsed.codes(), c.codes) << c.condition;
  }
}

// Among few and among many, which are looked for in another way. R-POL-05
TEST(DocumentTest, RepetitionsAreFoundHoweverManyThereAre) {
  for (const int count : {2, 16, 17, 40}) {
    std::string keys = R"("aws:Username":"a")";
    std::string statements;
    for (int i = 0; i < count; ++i) {
      keys += fmt::format(R"(,"aws:PrincipalTag/t{}":"a")", i);
      statements +=
          fmt::format(R"({}{{"Sid":"S{}","Effect":"Allow","Action":"s3:*","Resource":"*"}})",
                      i > 0 ? "," : "", i);
    }
    const auto with_keys = [](std::string_view members) {
      return Parsed(identity(fmt::format(R"("Effect":"Allow","Action":"s3:*","Resource":"*",
                                           "Condition":{{"StringEquals":{{{}}}}})",
                                         members)))
          .codes();
    };
    const auto with_statements = [](std::string_view list) {
      return Parsed(fmt::format(R"({{"Statement":[{}]}})", list)).codes();
    };
    EXPECT_EQ(with_keys(keys), "") << count;
    EXPECT_EQ(with_keys(keys + R"(,"aws:USERNAME":"b")"), "duplicate-key") << count;
    EXPECT_EQ(with_statements(statements), "") << count;
    EXPECT_EQ(with_statements(statements +
                              R"(,{"Sid":"S0","Effect":"Deny","Action":"s3:*","Resource":"*"})"),
              "duplicate-sid")
        << count;
  }
}

// R-COND-06
TEST(DocumentTest, VariablesInResourcesAreChecked) {
  const auto codes = [](std::string_view resource, std::string_view version) {
    return Parsed(fmt::format(R"({{{}"Statement":{{"Effect":"Allow","Action":"s3:*",
                                  "Resource":"{}"}}}})",
                              version, resource))
        .codes();
  };
  constexpr std::string_view v2012 = R"("Version":"2012-10-17",)";
  EXPECT_EQ(codes("arn:aws:s3:::${aws:username}", v2012), "");
  EXPECT_EQ(codes("arn:aws:s3:::${aws:username}", ""), "variable-needs-version");
  EXPECT_EQ(codes("arn:aws:sqs:*:${aws:PrincipalAccount}:q", v2012), "variable-before-fifth-colon");
  EXPECT_EQ(codes("arn:aws:s3:::${aws:username", v2012), "bad-variable");
  EXPECT_EQ(codes("arn:aws:s3:::${}", v2012), "bad-variable");
}

TEST(DocumentTest, UnknownNamesAreWarnings) {
  const Parsed parsed(with_action(R"(["s3:GetObjekt","s4:GetObject","s3:Gett*","s3:Get*"])"));
  EXPECT_TRUE(parsed.policy.ok());
  EXPECT_EQ(parsed.codes(), "unknown-action unknown-service unknown-action");
}

// R-POL-01
TEST(DocumentTest, SizesAreCountedWithoutBlanks) {
  const Parsed parsed(
      "{ \"Statement\" : {\"Effect\":\"Allow\",\n\"Action\":\"*\",\"Resource\":\"*\"} }");
  EXPECT_EQ(
      parsed.policy.document.size_chars,
      std::string_view(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})").size());
  const std::string long_sid(kTrustPolicy_chars, 'a');
  const std::string trust = identity(fmt::format(R"("Sid":"{}",{})", long_sid, kTrust));
  EXPECT_EQ(Parsed(trust, PolicyType::trust).codes(), "policy-too-large");
  EXPECT_TRUE(Parsed(trust, PolicyType::trust).policy.ok()) << "AWS raises it to 4096 on request";
  const std::string twice = identity(fmt::format(R"("Sid":"{0}{0}",{1})", long_sid, kTrust));
  EXPECT_FALSE(Parsed(twice, PolicyType::trust).policy.ok());
  const Parsed session(identity(fmt::format(R"("Sid":"{}",{})", long_sid, kPlain)),
                       PolicyType::session);
  EXPECT_EQ(session.codes(), "policy-too-large");
  EXPECT_FALSE(check_size(session.policy.document, kManagedPolicy_chars));
  EXPECT_TRUE(check_size(session.policy.document, kInlineUser_chars));
}

TEST(DocumentTest, ManagedPoliciesAreTaken) {
  for (const ManagedPolicyText& text : managed_policies()) {
    const Parsed parsed(text.json);
    EXPECT_TRUE(parsed.policy.ok()) << text.name << "\n" << render(parsed.policy.diagnostics);
    EXPECT_EQ(parsed.policy.aws_message, "") << text.name;
  }
}

// Bad input neither crashes nor passes: every single change of a good policy's shape.
TEST(DocumentTest, WrongTypesEverywhereAreErrors) {
  const std::string good = R"({"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow",)"
                           R"("Action":["s3:GetObject"],"Resource":["*"],)"
                           R"("Condition":{"StringEquals":{"aws:username":["a"]}}}]})";
  ASSERT_EQ(Parsed(good).codes(), "");
  for (const char* bad : {"null", "[]", "{}", "[null]", R"([["a"]])", "[{}]"}) {
    for (const char* element : {R"("2012-10-17")", R"("A")", R"("Allow")", R"(["s3:GetObject"])",
                                R"(["*"])", R"(["a"])"}) {
      std::string json = good;
      json.replace(json.find(element), std::string_view(element).size(), bad);
      EXPECT_FALSE(Parsed(json).policy.ok()) << json;
    }
  }
  EXPECT_EQ(Parsed("[]").codes(), "wrong-type");
  EXPECT_EQ(Parsed(R"("x")").codes(), "wrong-type");
  EXPECT_EQ(Parsed("{}").codes(), "missing-element");
}

}  // namespace
}  // namespace rolechain
