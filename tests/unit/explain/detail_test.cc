// What a person gets who asks why: a wrong allow and a wrong deny, letter by letter, with places,
// patterns, conditions, the way back, and all that was looked at.
#include <gtest/gtest.h>

#include "sim/explain/context_rows.h"
#include "sim/explain/explain.h"
#include "sim/explain/fix.h"
#include "sim/explain/granting.h"
#include "sim/explain/statements.h"
#include "tests/unit/run/memory_scenario.h"

namespace rolechain::tests {
namespace {

// The step `probe` of web_session after a change to the world.
class Probe {
 public:
  Probe(std::string_view change, std::string_view step)
      : lab_("steps:\n  - { id: web_session, workload: web, get: credentials }\n" +
             (change.empty() ? std::string() : "  - set: " + std::string(change) + "\n") +
             "  - { id: probe, as: web_session, " + std::string(step) + " }\n") {}

  std::string text(Detail detail = Detail::normal) {
    return explain_step(lab_.step("probe"), lab_.scenario(), detail);
  }
  const Trace& trace() { return lab_.step("probe").traces.front(); }

 private:
  ScenarioLab lab_;
};

// One more inline policy of the base role with one statement.
std::string policy(std::string_view statement) {
  return "{ /roles/base/policies/more: { Version: '2012-10-17', Statement: " +
         std::string(statement) + " } }";
}

constexpr std::string_view kHop = "assume: '@writer', with: { external_id: acme-7 }";
constexpr std::string_view kGet = "call: 's3:GetObject', on: '@config'";

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ExplainAllow, NamesThePatternsThatMatchedAndTheWayBack) {
  Probe probe(policy("{ Sid: All, Effect: Allow, Action: 's3:*', Resource: '*' }"),
              "call: 's3:PutObject', on: '@config'");
  EXPECT_EQ(probe.text(),
            R"(✓ web_session may call s3:PutObject on config
  ✓ caller's side   app-base allows s3:PutObject on acme-config/app.json   base/more#All   lab.yaml:53
                    by Action `s3:*`, Resource `*` (everything)
  to refuse: narrow Action `s3:*` or Resource `*` of base/more#All, or add a condition
)");
}

TEST(ExplainAllow, SaysEveryTableWhereTheActionHasOneType) {
  Probe probe(
      policy("{ Effect: Allow, Action: 'dynamodb:DeleteTable', Resource: '*' }"),
      "call: 'dynamodb:DeleteTable', on: 'arn:aws:dynamodb:eu-west-1:111111111111:table/x'");
  EXPECT_TRUE(has(probe.text(), "by Resource `*` (every table)\n")) << probe.text();
}

TEST(ExplainAllow, NamesConditionsThatWereMetAndThoseThatLetAnAbsentKeyPass) {
  Probe probe(policy("{ Sid: If, Effect: Allow, Action: 's3:PutObject', Resource: '@config', "
                     "Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, "
                     "StringNotEquals: { 'aws:PrincipalTag/team': guest } } }"),
              "call: 's3:PutObject', on: '@config', context: { 'aws:SourceIp': 10.0.0.1 }");
  EXPECT_TRUE(has(probe.text(),
                  "  where aws:SourceIp is `10.0.0.1` (IpAddress `10.0.0.0/8`) and "
                  "aws:PrincipalTag/team is absent, which StringNotEquals lets pass\n"))
      << probe.text();
}

TEST(ExplainAllow, AWholeAccountIsNamedAsSuch) {
  Probe probe(
      "{ /roles/writer/trust: { trust_principal: { AWS: 'arn:aws:iam::111111111111:root' } } }",
      kHop);
  const std::string text = probe.text();
  EXPECT_TRUE(has(text, "orders-writer trusts the whole account 111111111111   writer/trust#1"))
      << text;
  EXPECT_TRUE(has(text,
                  "  to refuse: remove base/hop#AssumeWriter, or add a condition to it\n"
                  "         or: name roles in Principal instead of the whole account "
                  "111111111111 of writer/trust#1, or add a condition\n"))
      << text;
}

TEST(ExplainAllow, AnotherStatementThatGrantsIsNamed) {
  Probe probe(policy("{ Sid: Too, Effect: Allow, NotAction: 'iam:*', Resource: '*' }"), kGet);
  EXPECT_TRUE(has(probe.text(),
                  "to refuse: remove base/hop#ReadConfig, or add a condition to it; "
                  "base/more#Too allows it, too\n"))
      << probe.text();
}

// R-EVAL-07: within an account either side suffices, so both must change.
TEST(ExplainAllow, WhereBothSidesGrantBothMustChange) {
  Probe probe(
      "{ /resources/config/policy: { Version: '2012-10-17', Statement: { Sid: Open, Effect: "
      "Allow, Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-config/*' "
      "} } }",
      kGet);
  const std::string text = probe.text();
  EXPECT_TRUE(has(text, "by Resource `arn:aws:s3:::acme-config/*`, Principal `*`\n")) << text;
  EXPECT_TRUE(has(text,
                  "  to refuse: remove base/hop#ReadConfig, or add a condition to it\n"
                  "        and: name who may in Principal instead of `*` or narrow Resource "
                  "`arn:aws:s3:::acme-config/*` of config/policy#Open, or add a condition\n"))
      << text;
}

// R-EVAL-08: across accounts one side is enough to refuse.
TEST(ExplainAllow, GrantingFollowsTheCombiningRules) {
  Probe hop("", kHop);
  EXPECT_EQ(granting(hop.trace()).labels(), "base/hop#AssumeWriter and writer/trust#TrustBase");
  EXPECT_EQ(granting(hop.trace()).change, Granting::Change::one);
  Probe refused("{ /roles/base/policies: {} }", kHop);
  EXPECT_EQ(granting(refused.trace()).labels(), "") << "one side alone grants nothing here";
  EXPECT_TRUE(ways_to_refuse(refused.trace()).empty());
}

TEST(ExplainAllow, ATrustPolicyThatNamesTheCallerSufficesWithinAnAccount) {
  Probe probe("{ /roles/spare/trust: { trust_principal: { AWS: '@base' } } }", "assume: '@spare'");
  const std::string text = probe.text();
  EXPECT_TRUE(has(text,
                  "  → same account (111111111111): a trust policy that names the caller "
                  "suffices\n  to refuse: remove spare/trust#1, or add a condition to it\n"))
      << text;
}

TEST(ExplainAllow, AwsOwnPolicyIsDetached) {
  Probe probe("{ /roles/base/managed: ['arn:aws:iam::aws:policy/AdministratorAccess'] }",
              "call: 's3:DeleteObject', on: '@config'");
  EXPECT_TRUE(
      has(probe.text(),
          "  to refuse: detach arn:aws:iam::aws:policy/AdministratorAccess from app-base\n"))
      << probe.text();
}

TEST(ExplainDeny, SaysWhoGrantsWhoBlocksAndWhatAwsSays) {
  Probe probe(
      "{ /roles/base/boundary: { Version: '2012-10-17', Statement: { Sid: Only, Effect: "
      "Allow, Action: 'sts:*', Resource: '*' } } }",
      kGet);
  EXPECT_EQ(probe.text(),
            R"(✗ web_session may not call s3:GetObject on config (AccessDenied)
  ✓ caller's side   app-base allows s3:GetObject on acme-config/app.json   base/hop#ReadConfig   lab.yaml:22
  ✗ boundary        base/boundary has no statement that allows s3:GetObject on acme-config/app.json
  → granted by base/hop#ReadConfig, but the boundary base/boundary does not allow it
  fix: allow s3:GetObject on arn:aws:s3:::acme-config/app.json in the boundary base/boundary too
  AWS says: User: arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890 is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::acme-config/app.json" because no permissions boundary allows the s3:GetObject action
)");
}

TEST(ExplainDeny, EachGuardrailInTheWayHasItsFix) {
  Probe probe(
      "{ /roles/base/boundary: { Version: '2012-10-17', Statement: { Effect: Deny, Action: "
      "'s3:*', Resource: '*' } }, /roles/base/policies: {} }",
      kGet);
  const std::vector<std::string> fixes = fixes_for(probe.trace());
  ASSERT_EQ(fixes.size(), 1U) << "the missing permission is seen once the Deny is gone";
  EXPECT_EQ(fixes[0], "remove or narrow the Deny base/boundary#1");
  EXPECT_TRUE(has(probe.text(), "→ an explicit deny decides, whatever else allows\n"))
      << "nothing grants it, so nothing is said to";
}

// R-COND-06: variables of an old Version are the commonest cause of a deny that "should" match.
TEST(ExplainDeny, VariablesNeedAVersion) {
  Probe probe(
      "{ /roles/base/policies/more: { Version: '2008-10-17', Statement: { Sid: Home, Effect: "
      "Allow, Action: 's3:PutObject', Resource: 'arn:aws:s3:::${aws:PrincipalAccount}/*' } } "
      "}",
      "call: 's3:PutObject', on: 'arn:aws:s3:::111111111111/x'");
  EXPECT_EQ(
      fixes_for(probe.trace()).front(),
      "give the policy of base/more#Home Version 2012-10-17: without it `${…}` is plain text");
}

// R-PRIN-06: naming the role in NotPrincipal does not spare its sessions.
TEST(ExplainDeny, NotPrincipalSaysWhatItMustName) {
  Probe probe(
      "{ /resources/config/policy: { Version: '2012-10-17', Statement: { Sid: Else, Effect: "
      "Deny, NotPrincipal: { AWS: '@base' }, Action: 's3:*', Resource: "
      "'arn:aws:s3:::acme-config/*' } } }",
      kGet);
  const std::string text = probe.text();
  EXPECT_TRUE(has(text,
                  "NotPrincipal `arn:aws:iam::111111111111:role/app-base` (it must name the "
                  "session, its role and its account)\n"))
      << text;
  EXPECT_TRUE(has(text,
                  "  fix: name the session, its role and its account in the NotPrincipal of "
                  "config/policy#Else, or use Principal `*` and a condition on "
                  "aws:PrincipalArn\n"))
      << text;
}

// R-PRIN-01: the account's name alone only delegates.
TEST(ExplainDeny, AWholeAccountLeavesItToTheCallersPolicies) {
  Probe probe(
      "{ /roles/spare/trust: { trust_principal: { AWS: 'arn:aws:iam::111111111111:root' } } }",
      "assume: '@spare'");
  const std::string text = probe.text();
  EXPECT_TRUE(has(text,
                  "  → same account (111111111111): spare/trust#1 leaves it to the caller's own "
                  "policies\n"))
      << text;
}

TEST(ExplainDeny, ARoleThatIsNotInTheScenarioIsSaidToBeMissing) {
  Probe probe("", "assume: 'arn:aws:iam::111111111111:role/nobody'");
  const std::string text = probe.text();
  EXPECT_TRUE(has(text, "there is no role/nobody in the scenario, so it trusts nobody\n")) << text;
  EXPECT_TRUE(has(text,
                  "  fix: add the role arn:aws:iam::111111111111:role/nobody with a trust "
                  "policy that allows arn:aws:iam::111111111111:role/app-base to call "
                  "sts:AssumeRole\n"))
      << text;
}

struct KeyFix {
  const char* condition;
  const char* fix;
};

class FixOfACondition : public testing::TestWithParam<KeyFix> {};

TEST_P(FixOfACondition, SaysWhatToDo) {
  Probe probe(policy(std::string("{ Sid: C, Effect: Allow, Action: 's3:PutObject', Resource: '*', "
                                 "Condition: { ") +
                     GetParam().condition + " } }"),
              "call: 's3:PutObject', on: '@config'");
  EXPECT_EQ(fixes_for(probe.trace()).front(), GetParam().fix);
}

INSTANTIATE_TEST_SUITE_P(
    Keys, FixOfACondition,
    testing::Values(
        KeyFix{"Bool: { 'aws:MultiFactorAuthPresent': true }",
               "let the user come here directly (a role's session carries no MFA), or change the "
               "condition of base/more#C"},
        KeyFix{"StringEquals: { 'aws:PrincipalTag/team': core }",
               "tag the caller's role or session with team `core`, or change the condition of "
               "base/more#C"},
        KeyFix{"StringEquals: { 'aws:ResourceTag/env': [dev, test] }",
               "tag the resource with env one of `dev`, `test`, or change the condition of "
               "base/more#C"},
        KeyFix{"IpAddress: { 'aws:SourceIp': 10.0.0.0/8 }",
               "call from an address in `10.0.0.0/8`, or change the condition of base/more#C"},
        KeyFix{"StringEquals: { 'aws:SourceVpce': vpce-1 }",
               "call through VPC endpoint `vpce-1`, or change the condition of base/more#C"},
        KeyFix{"StringEquals: { 's3:prefix': '${aws:PrincipalTag/team}' }",
               "tag the caller's role or session with team, or change the condition of "
               "base/more#C"},
        KeyFix{"Bool: { 'aws:ViaAWSService': true }",
               "meet the condition on aws:ViaAWSService of base/more#C, or change it"}));

struct Unmet {
  const char* condition;
  const char* words;
};

class ConditionNotMet : public testing::TestWithParam<Unmet> {};

TEST_P(ConditionNotMet, SaysKeyExpectedAndActual) {
  Probe probe(policy(std::string("{ Sid: C, Effect: Allow, Action: 's3:PutObject', Resource: '*', "
                                 "Condition: { ") +
                     GetParam().condition + " } }"),
              "call: 's3:PutObject', on: '@config', context: { 's3:prefix': b, "
              "'aws:TagKeys': [x, y] }");
  EXPECT_TRUE(has(probe.text(Detail::all), GetParam().words)) << probe.text(Detail::all);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, ConditionNotMet,
    testing::Values(
        Unmet{"StringEquals: { 's3:prefix': a }",
              "  s3:prefix must be `a` (StringEquals); the request has `b`\n"},
        Unmet{"StringNotEquals: { 's3:prefix': [b, c] }",
              "  s3:prefix must be none of `b`, `c` (StringNotEquals); the request has `b`\n"},
        Unmet{"StringEquals: { 's3:delimiter': a }",
              "  s3:delimiter must be `a` (StringEquals); the request does not have it\n"},
        Unmet{"StringEqualsIfExists: { 's3:prefix': a }",
              "  s3:prefix must be `a` (StringEqualsIfExists); the request has `b`\n"},
        Unmet{"'ForAllValues:StringEquals': { 'aws:TagKeys': x }",
              "  every value of aws:TagKeys must be `x` (ForAllValues:StringEquals); the request "
              "has `x`, `y`\n"},
        Unmet{"'ForAnyValue:StringEquals': { 'aws:TagKeys': z }",
              "  some value of aws:TagKeys must be `z` (ForAnyValue:StringEquals); the request has "
              "`x`, `y`\n"},
        Unmet{"StringEquals: { 'aws:TagKeys': x }",
              "the request has `x`, `y`, and a list needs ForAnyValue or ForAllValues\n"},
        Unmet{"'Null': { 's3:prefix': true }", "  s3:prefix must be absent; the request has `b`\n"},
        Unmet{"StringEquals: { 's3:prefix': '${aws:PrincipalAccount}' }",
              "  s3:prefix must be `${aws:PrincipalAccount}` (here `111111111111`)"},
        Unmet{"StringEquals: { 's3:prefix': '${aws:PrincipalTag/team}' }",
              "must be `${aws:PrincipalTag/team}` (unresolved: aws:principaltag/team is absent)"}));

TEST(ExplainAll, ListsEveryStatementWithItsFirstFailedTest) {
  Probe probe(
      "{ /roles/writer/trust: { Version: '2012-10-17', Statement: [ "
      "{ Sid: Never, Effect: Deny, Principal: { AWS: '*' }, Action: 'sts:TagSession' }, "
      "{ Sid: Spare, Effect: Allow, Principal: { AWS: '@spare' }, Action: 'sts:AssumeRole' }, "
      "{ Sid: Id, Effect: Allow, Principal: { AWS: '@base' }, Action: 'sts:AssumeRole', "
      "Condition: { StringEquals: { 'sts:ExternalId': acme-9 } } } ] } }",
      kHop);
  const std::string text = probe.text(Detail::all);
  EXPECT_TRUE(has(text, R"(
      Allow  base/hop#AssumeWriter  lab.yaml:21  applies by Action `sts:AssumeRole`, Resource `arn:aws:iam::222222222222:role/orders-writer`
      Allow  base/hop#ReadConfig    lab.yaml:22  another action: `s3:GetObject`
)")) << text;
  EXPECT_TRUE(has(text, R"(
      Deny   writer/trust#Never  lab.yaml:53  another action: `sts:TagSession`
      Allow  writer/trust#Spare  lab.yaml:53  another principal: `arn:aws:iam::111111111111:role/app-spare`
      Allow  writer/trust#Id     lab.yaml:53  sts:ExternalId must be `acme-9` (StringEquals); the request has `acme-7`
)")) << text;
  EXPECT_FALSE(has(probe.text(), "writer/trust#Never")) << "short by default";
}

TEST(ExplainAll, OtherResourcesAndNotFormsAreSaid) {
  Probe probe(
      "{ /roles/base/policies/more: { Version: '2012-10-17', Statement: [ "
      "{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }, "
      "{ Effect: Allow, NotAction: 's3:*', Resource: '*' }, "
      "{ Effect: Allow, Action: 's3:*', NotResource: 'arn:aws:s3:::acme-config/*' }, "
      "{ Effect: Allow, Action: ['a4b:A', 'acm:B', 'amp:C', 'aps:D', 'cur:E', 'ec2:F'], "
      "Resource: '*' } ] } }",
      kGet);
  const std::string text = probe.text(Detail::all);
  EXPECT_TRUE(has(text, "  another resource: `arn:aws:s3:::b/*`\n")) << text;
  EXPECT_TRUE(has(text, "  NotAction has it: `s3:*`\n")) << text;
  EXPECT_TRUE(has(text, "  NotResource has it: `arn:aws:s3:::acme-config/*`\n")) << text;
  EXPECT_TRUE(has(text, "another action: `a4b:A`, `acm:B`, `amp:C`, `aps:D` and 2 more\n")) << text;
}

TEST(ExplainContext, SaysWhoSuppliedAKeyAndWhoAskedForOneThatIsAbsent) {
  Probe probe(policy("{ Sid: Tagged, Effect: Allow, Action: 's3:PutObject', Resource: '*', "
                     "Condition: { StringEquals: { 'AWS:PrincipalTag/Team': core } } }"),
              "call: 's3:PutObject', on: '@config', context: { 'aws:SourceIp': 10.0.0.1 }");
  const std::string table = context_table(probe.trace(), ContextShown::notable, "");
  EXPECT_EQ(table,
            "AWS:PrincipalTag/Team  absent      asked by base/more#Tagged\n"
            "aws:SourceIp           `10.0.0.1`  scenario\n");
  const std::string all = probe.text(Detail::all);
  EXPECT_TRUE(has(all, "  context of s3:PutObject:\n      aws:CurrentTime ")) << all;
  EXPECT_TRUE(has(all, "`arn:aws:iam::111111111111:role/app-base`")) << all;
}

// R-EVAL-20: what the scenario says stands over what the engine had; the report tells.
TEST(ExplainContext, WhatTheScenarioOverridesIsTold) {
  Probe probe("",
              "call: 's3:GetObject', on: '@config', context: { 'aws:requestedregion': eu-west-3, "
              "'aws:SecureTransport': [], 's3:prefix': x }");
  EXPECT_EQ(context_table(probe.trace(), ContextShown::notable, ""),
            "aws:requestedregion  `eu-west-3`    scenario, instead of `eu-west-1`\n"
            "aws:SecureTransport  an empty list  scenario, instead of `true`\n"
            "s3:prefix            `x`            scenario\n");
}

TEST(ExplainContext, AKeyThatNobodyReachedWasNotAskedFor) {
  Probe probe(
      policy("{ Effect: Allow, Action: 'sqs:*', Resource: '*', Condition: { StringEquals: { "
             "'aws:PrincipalTag/team': core } } }"),
      kGet);
  EXPECT_EQ(context_table(probe.trace(), ContextShown::notable, ""), "");
}

// A name from a file cannot write to the terminal, nor pretend to be a line of the report.
TEST(ExplainText, ControlCharactersInNamesAreShown) {
  Probe probe(
      "{ /roles/base/policies: { \"a\\e[31m\\nfix: all is well\": { Version: '2012-10-17', "
      "Statement: { Effect: Allow, Action: 's3:GetObject', Resource: '*' } } } }",
      kGet);
  for (const Detail detail : {Detail::outline, Detail::normal, Detail::all}) {
    const std::string text = probe.text(detail);
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
    EXPECT_TRUE(has(text, "base/a\\u001b[31m\\u000afix: all is well#1")) << text;
  }
}

}  // namespace
}  // namespace rolechain::tests
