// A fix is told only where it was proved: each row is a design with one mistake, the words that
// mend it, and the line that its policy has afterwards.
#include "sim/fix/fix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <vector>

#include "mocks/base/text.h"
#include "sim/fix/overlay.h"
#include "sim/run/run.h"
#include "tests/unit/fix/broken_design.h"

namespace rolechain::tests {
namespace {

constexpr const char* kPath = "lab/design.yaml";

ScenarioReport run(FileReader& reader, Sources& sources) {
  Loader loader(sources, reader);
  return run_scenario(loader, kPath, {});
}

// The words of the first failed grants check's fix, one a line; "none: …" where there is none.
std::string fix_words(const ScenarioReport& report) {
  for (const CaseReport& one : report.cases) {
    for (const Check& check : one.checks) {
      if (!check.fix) continue;
      if (check.fix->changes.empty()) return "none: " + check.fix->why_not;
      std::vector<std::string> words;
      for (const FixLine& line : check.fix->changes) words.push_back(line.words);
      return join(words, "\n");
    }
  }
  return "";
}

struct Row {
  const char* name;
  BrokenDesign design;
  std::string words;
  std::string line;  // of the changed file; blanks before it do not count

  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }
};

class Fixes : public testing::TestWithParam<Row> {};

TEST_P(Fixes, IsTheSmallestAndHolds) {
  const Row& row = GetParam();
  MemoryReader reader = reader_of(row.design);
  Sources sources;
  ScenarioReport report = run(reader, sources);
  ASSERT_EQ(report.status(), Status::failed);
  add_fixes(reader, {}, report);
  EXPECT_EQ(fix_words(report), row.words);

  const FileTexts texts = fix_files(reader, kPath, {}, {});
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_NE(texts.begin()->second.find(row.line), std::string::npos) << texts.begin()->second;
  OverlayReader changed(reader, texts);
  Sources again;
  EXPECT_EQ(run(changed, again).status(), Status::passed);
}

BrokenDesign writer(std::string statements) {
  BrokenDesign out;
  out.writer = writer_statements(statements);
  return out;
}

BrokenDesign writer(std::string statements, std::string more_grants) {
  BrokenDesign out = writer(std::move(statements));
  out.writer_grants += "\n" + more_grants;
  return out;
}

BrokenDesign hop(std::string trust, std::string base_policies = BrokenDesign().base_policies) {
  BrokenDesign out;
  out.trust = std::move(trust);
  out.base_policies = std::move(base_policies);
  out.more_steps = "";
  out.writer_grants = "";
  return out;
}

BrokenDesign with_rest(BrokenDesign design, std::string rest) {
  design.rest = std::move(rest);
  return design;
}

BrokenDesign role(std::string lines) {
  BrokenDesign out;
  out.writer = std::move(lines);
  return out;
}

// Of what the workload may do by any chain; no step goes there.
BrokenDesign workload(std::string grants, BrokenDesign out = {}) {
  out.holder = "workload:web";
  out.base_grants = "      - { allow: [\"sts:AssumeRole\"], on: [\"@writer\"] }";
  out.writer_grants = "      - { allow: [" + grants + "], on: [\"@orders\"] }";
  out.more_steps = "";
  return out;
}

// The writer's statement with a Condition, and the intent's own.
BrokenDesign conditions(std::string statement, std::string when) {
  BrokenDesign out = writer(std::move(statement));
  out.writer_grants =
      "    writer_session:\n      - { allow: [\"dynamodb:PutItem\"], on: [\"@orders\"], "
      "when: " +
      when + " }";
  return out;
}

constexpr const char* kAttributes =
    R"({ "ForAllValues:StringEquals": { "dynamodb:Attributes": ["id"] } })";

INSTANTIATE_TEST_SUITE_P(
    Workload, Fixes,
    testing::Values(
        Row{"a statement of a role on the way",
            workload(
                "\"dynamodb:PutItem\"",
                writer(
                    R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem", "dynamodb:DeleteItem"], Resource: "@orders" }
)")),
            "take dynamodb:DeleteItem out of Action of writer/write#Orders",
            R"(Action: ["dynamodb:PutItem"], Resource: "@orders")"},
        Row{"the trust policy of a role on the way", workload("\"dynamodb:PutItem\"", hop("none")),
            "give writer a trust policy that names arn:aws:iam::111111111111:role/app-base",
            R"(trust: { trust_principal: { AWS: "@base" } })"},
        Row{"the trust policy that names others",
            workload(
                "\"dynamodb:PutItem\"",
                hop(R"({ trust_principal: { AWS: "arn:aws:iam::111111111111:role/other" } })")),
            "name arn:aws:iam::111111111111:role/app-base in Principal of writer/trust#1",
            R"(AWS: ["arn:aws:iam::111111111111:role/other", "@base"])"},
        Row{"both halves of a hop",
            workload("\"dynamodb:PutItem\"",
                     hop(R"({ trust_principal: { AWS: "arn:aws:iam::111111111111:role/other" } })",
                         " {}")),
            "give base a policy that allows sts:AssumeRole on "
            "arn:aws:iam::222222222222:role/orders-writer\n"
            "name arn:aws:iam::111111111111:role/app-base in Principal of writer/trust#1",
            R"(AWS: ["arn:aws:iam::111111111111:role/other", "@base"])"},
        Row{"the hop itself, with all that is behind it",
            [] {
              BrokenDesign out = workload("");
              out.base_policies += R"(
          - { Sid: Config, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" })";
              out.base_grants = R"(      - { allow: ["s3:GetObject"], on: ["arn:aws:s3:::b/*"] })";
              out.writer_grants = "";
              return out;
            }(),
            "remove base/hop#AssumeWriter",
            R"(Statement:
          - { Sid: Config, Effect: Allow)"},
        Row{"a trust policy and what the role behind it holds too much",
            workload(
                "\"dynamodb:PutItem\"",
                [] {
                  BrokenDesign out = writer(
                      R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem", "dynamodb:Scan"], Resource: "@orders" }
)");
                  out.trust = "none";
                  return out;
                }()),
            "give writer a trust policy that names arn:aws:iam::111111111111:role/app-base\n"
            "take dynamodb:Scan out of Action of writer/write#Orders",
            R"(Action: ["dynamodb:PutItem"], Resource: "@orders")"},
        Row{"two roles hold it",
            [] {
              BrokenDesign out = workload(
                  "\"dynamodb:PutItem\"",
                  writer(
                      R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem", "s3:GetObject"], Resource: ["@orders", "arn:aws:s3:::b/*"] }
)"));
              out.base_policies += R"(
          - { Sid: Config, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" })";
              return out;
            }(),
            "remove base/hop#Config\ntake s3:GetObject out of Action of writer/write#Orders",
            R"(Action: ["dynamodb:PutItem"], Resource: ["@orders", "arn:aws:s3:::b/*"])"}));

INSTANTIATE_TEST_SUITE_P(
    Conditions, Fixes,
    testing::Values(
        Row{"none where one is intended",
            conditions(
                R"(          - { Sid: Orders, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }
)",
                kAttributes),
            "add Condition ForAllValues:StringEquals dynamodb:Attributes: id to "
            "writer/write#Orders",
            R"(Resource: "@orders", Condition: { ForAllValues:StringEquals: { dynamodb:Attributes: id } } })"},
        Row{"by indentation, beside another one",
            conditions(
                R"(          - Sid: Orders
            Effect: Allow
            Action: "dynamodb:PutItem"
            Resource: "@orders"
            Condition:
              Bool: { "aws:SecureTransport": "true" }
)",
                R"({ Bool: { "aws:SecureTransport": "true" }, StringEquals: { "dynamodb:ReturnValues": NONE } })"),
            "add Condition StringEquals dynamodb:ReturnValues: NONE to writer/write#Orders",
            "Bool: { \"aws:SecureTransport\": \"true\" }\n"
            "              \"StringEquals\": { dynamodb:ReturnValues: NONE }\n"},
        Row{"a wider one",
            conditions(
                R"(          - { Sid: Orders, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders", Condition: { StringEquals: { "dynamodb:ReturnValues": [NONE, ALL_OLD] } } }
)",
                R"({ StringEquals: { "dynamodb:ReturnValues": NONE } })"),
            "write Condition StringEquals dynamodb:ReturnValues: NONE in writer/write#Orders",
            R"(Condition: { StringEquals: { "dynamodb:ReturnValues": NONE } } })"},
        Row{"an action too many besides",
            conditions(
                R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem", "dynamodb:Scan"], Resource: "@orders" }
)",
                R"({ StringEquals: { "dynamodb:ReturnValues": NONE } })"),
            "take dynamodb:Scan out of Action of writer/write#Orders\n"
            "add Condition StringEquals dynamodb:ReturnValues: NONE to writer/write#Orders",
            R"(Action: ["dynamodb:PutItem"], Resource: "@orders", Condition: { StringEquals: { dynamodb:ReturnValues: NONE } })"},
        Row{"for one of two intended grants",
            [] {
              BrokenDesign out = conditions(
                  R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem", "dynamodb:GetItem"], Resource: "@orders" }
)",
                  R"({ StringEquals: { "dynamodb:ReturnValues": NONE } })");
              out.writer_grants += "\n      - { allow: [\"dynamodb:GetItem\"], on: [\"@orders\"] }";
              return out;
            }(),
            "split writer/write#Orders into 2 statements, one for each intended grant",
            R"(Action: "dynamodb:PutItem", Resource: "@orders", Condition: { StringEquals: { dynamodb:ReturnValues: NONE } })"},
        Row{"of what is missing",
            [] {
              BrokenDesign out =
                  conditions("", R"({ StringEquals: { "dynamodb:ReturnValues": NONE } })");
              out.writer = "    policies: {}\n";
              return out;
            }(),
            "give writer a policy that allows dynamodb:PutItem on "
            "arn:aws:dynamodb:eu-west-1:222222222222:table/orders when StringEquals "
            "dynamodb:ReturnValues: NONE",
            R"(Resource: "@orders", Condition: { StringEquals: { dynamodb:ReturnValues: NONE } })"}));

INSTANTIATE_TEST_SUITE_P(
    Extra, Fixes,
    testing::Values(
        Row{"one action too many",
            writer(
                R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem", "dynamodb:DeleteItem"], Resource: "@orders" }
)"),
            "take dynamodb:DeleteItem out of Action of writer/write#Orders",
            R"(- { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem"], Resource: "@orders" })"},
        Row{"a wildcard for an action",
            writer(
                R"(          - { Sid: Orders, Effect: Allow, Action: "dynamodb:*", Resource: "@orders" }
)"),
            "narrow Action of writer/write#Orders to dynamodb:PutItem",
            R"(Action: "dynamodb:PutItem", Resource: "@orders")"},
        Row{"a wildcard for a resource, in block style with a comment",
            writer(R"(          - Sid: Orders
            Effect: Allow
            Action:
              - dynamodb:PutItem   # write
            Resource: "arn:aws:dynamodb:*:*:table/*"
)"),
            "narrow Resource of writer/write#Orders to "
            "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
            "- dynamodb:PutItem   # write\n            Resource: \"@orders\""},
        Row{"an item of a list by indentation", writer(R"(          - Sid: Orders
            Effect: Allow
            Action:
              - dynamodb:Scan
              - dynamodb:PutItem   # write
            Resource: "@orders"
)"),
            "take dynamodb:Scan out of Action of writer/write#Orders",
            "Action:\n              - dynamodb:PutItem   # write\n"},
        Row{"everything",
            writer("          - { Sid: All, Effect: Allow, Action: \"*\", Resource: \"*\" }\n"),
            "narrow Action of writer/write#All to dynamodb:PutItem\n"
            "narrow Resource of writer/write#All to "
            "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
            R"(- { Sid: All, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" })"},
        Row{"a statement nobody asked for", writer(R"(          - Sid: Tags
            Effect: Allow
            Action: s3:GetObject
            Resource: "arn:aws:s3:::b/*"
          - { Sid: Orders, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }
)"),
            "remove writer/write#Tags",
            "Statement:\n          - { Sid: Orders, Effect: Allow, Action: \"dynamodb:PutItem\""},
        Row{"all actions but some",
            writer(
                R"(          - { Sid: All, Effect: Allow, NotAction: ["iam:*"], Resource: "@orders" }
)"),
            "write Action dynamodb:PutItem instead of NotAction in writer/write#All",
            R"(Action: "dynamodb:PutItem", Resource: "@orders" })"},
        Row{"no one statement is exact",
            writer(R"(          - { Sid: All, Effect: Allow, Action: ["s3:*"], Resource: "*" }
          - { Sid: Orders, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }
)",
                   R"(      - { allow: ["s3:GetObject"], on: ["arn:aws:s3:::b/in/*"] }
      - { allow: ["s3:PutObject"], on: ["arn:aws:s3:::b/out/*"] })"),
            "split writer/write#All into 2 statements, one for each intended grant",
            R"(- { Sid: All2, Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::b/out/*" })"},
        Row{"a managed policy of AWS, in whose place little is intended",
            [] {
              BrokenDesign out =
                  role("    managed: [ \"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\" ]\n" +
                       BrokenDesign().writer);
              out.writer_grants +=
                  "\n      - { allow: [\"s3:GetObject\"], on: [\"arn:aws:s3:::b/*\"] }";
              return out;
            }(),
            "give writer a policy with what is intended instead of AmazonS3ReadOnlyAccess",
            R"(added: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" }] })"},
        Row{"a managed policy of AWS",
            role("    managed: [ \"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\" ]\n" +
                 BrokenDesign().writer),
            "detach AmazonS3ReadOnlyAccess from writer",
            "trust: { trust_principal: { AWS: \"@base\" } }\n    policies:"},
        Row{"what one statement hides of another",
            writer(
                R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem"], Resource: "@orders" }
          - { Sid: Tags, Effect: Allow, Action: ["s3:GetObject"], Resource: "arn:aws:s3:::b/*" }
          - { Sid: More, Effect: Allow, Action: ["s3:*"], Resource: "*" }
)",
                R"(      - { allow: ["s3:GetObject"], on: ["arn:aws:s3:::b/in/*"] })"),
            "narrow Action of writer/write#More to s3:GetObject\n"
            "narrow Resource of writer/write#More to arn:aws:s3:::b/in/*\n"
            "narrow Resource of writer/write#Tags to arn:aws:s3:::b/in/*",
            R"(Sid: More, Effect: Allow, Action: ["s3:GetObject"], Resource: "arn:aws:s3:::b/in/*")"}));

INSTANTIATE_TEST_SUITE_P(
    Missing, Fixes,
    testing::Values(
        Row{"an action",
            [] {
              BrokenDesign out;
              out.writer_grants =
                  "    writer_session:\n      - { allow: [\"dynamodb:PutItem\", "
                  "\"dynamodb:GetItem\"], on: [\"@orders\"] }";
              return out;
            }(),
            "add dynamodb:GetItem to Action of writer/write#Orders",
            R"(Action: ["dynamodb:PutItem", "dynamodb:GetItem"], Resource: "@orders")"},
        Row{"another action was meant",
            writer(
                R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:DeleteItem"], Resource: "@orders" }
)"),
            "take dynamodb:DeleteItem out of Action of writer/write#Orders\n"
            "add dynamodb:PutItem to Action of writer/write#Orders",
            R"(Action: ["dynamodb:PutItem"], Resource: "@orders")"},
        Row{"the policy", role("    policies: {}\n"),
            "give writer a policy that allows dynamodb:PutItem on "
            "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
            R"(policies: { added: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }] } })"},
        Row{"a Deny in the way",
            writer(
                R"(          - { Sid: Orders, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }
          - { Sid: No, Effect: Deny, Action: ["dynamodb:PutItem", "dynamodb:DeleteTable"], Resource: "*" }
)"),
            "take dynamodb:PutItem out of Action of the Deny writer/write#No",
            R"(Sid: No, Effect: Deny, Action: ["dynamodb:DeleteTable"], Resource: "*")"},
        Row{"a boundary in the way", role(BrokenDesign().writer + R"(    boundary:
      Version: "2012-10-17"
      Statement: [ { Sid: Max, Effect: Allow, Action: "dynamodb:GetItem", Resource: "@orders" } ]
)"),
            "add dynamodb:PutItem to Action of writer/boundary#Max in the boundary writer/boundary",
            R"(Sid: Max, Effect: Allow, Action: ["dynamodb:GetItem", "dynamodb:PutItem"])"},
        Row{"the trust policy", hop("none"),
            "give writer a trust policy that names arn:aws:iam::111111111111:role/app-base",
            R"(trust: { trust_principal: { AWS: "@base" } })"},
        Row{"both halves of a hop",
            hop(R"({ trust_principal: { AWS: "arn:aws:iam::111111111111:role/other" } })", " {}"),
            "give base a policy that allows sts:AssumeRole on "
            "arn:aws:iam::222222222222:role/orders-writer\n"
            "name arn:aws:iam::111111111111:role/app-base in Principal of writer/trust#1",
            R"(AWS: ["arn:aws:iam::111111111111:role/other", "@base"])"}));

TEST(Fix, IsNotToldWhereItBreaksWhatPassed) {
  // Narrowing would mend the grants, and take away what a step expects to be allowed.
  BrokenDesign design = writer(
      R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem", "dynamodb:Scan"], Resource: "@orders" }
)");
  design.more_steps +=
      "  - { as: writer_session, call: \"dynamodb:Scan\", on: \"@orders\", expect: allow }\n";
  MemoryReader reader = reader_of(design);
  Sources sources;
  ScenarioReport report = run(reader, sources);
  add_fixes(reader, {}, report);
  EXPECT_EQ(fix_words(report), "none: no set of these changes leaves the rest as it is");
  EXPECT_EQ(fix_files(reader, kPath, {}, {}), FileTexts());
}

TEST(Fix, IsOfTheCaseWhereTheCaseSaysIt) {
  const BrokenDesign design = with_rest(BrokenDesign(), R"(cases:
  - name: more
    set:
      /roles/writer/policies/write/Statement/0/Action: ["dynamodb:PutItem", "dynamodb:Scan"]
    expect: {}
)");
  MemoryReader reader = reader_of(design);
  Sources sources;
  ScenarioReport report = run(reader, sources);
  ASSERT_EQ(report.status(), Status::failed);
  add_fixes(reader, {}, report);
  // Its text stands in the case, and no statement is there: nothing is changed by guessing.
  EXPECT_TRUE(fix_words(report).starts_with("none: ")) << fix_words(report);
}

TEST(Fix, OfASharedFileHoldsForAllThatUseIt) {
  // Two roles have one file: what is taken from one must not be missing from the other.
  BrokenDesign design = role(
      "    policies: { write: { file: write.json } }\n  reader:\n    account: "
      "data\n    name: reader\n    trust: { trust_principal: { AWS: \"@base\" "
      "} }\n    policies: { write: { file: write.json } }\n");
  design.base_policies = R"(
      hop:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Action: "sts:AssumeRole", Resource: ["@writer", "@reader"] })";
  design.base_grants = R"(      - { allow: ["sts:AssumeRole"], on: ["@writer", "@reader"] })";
  design.more_steps += "  - { id: reader_session, as: base_session, assume: \"@reader\" }\n";
  design.writer_grants += R"(
    reader_session:
      - { allow: ["dynamodb:PutItem", "dynamodb:Scan"], on: ["@orders"] })";
  MemoryReader reader = reader_of(design);
  reader.files["lab/write.json"] = R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["dynamodb:PutItem", "dynamodb:Scan"],
      "Resource": "arn:aws:dynamodb:eu-west-1:222222222222:table/orders"
    }
  ]
}
)";
  Sources sources;
  ScenarioReport report = run(reader, sources);
  ASSERT_EQ(report.status(), Status::failed);
  add_fixes(reader, {}, report);
  EXPECT_TRUE(fix_words(report).starts_with("none: ")) << fix_words(report);
}

TEST(Fix, OfAJsonFileKeepsItsLayout) {
  MemoryReader reader = reader_of(role("    policies: { write: { file: write.json } }\n"));
  reader.files["lab/write.json"] = R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "dynamodb:PutItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:Scan"
            ],
            "Resource": "arn:aws:dynamodb:eu-west-1:222222222222:table/orders"
        }
    ]
}
)";
  const FileTexts texts = fix_files(reader, kPath, {}, {});
  EXPECT_EQ(patch_of(reader, texts), R"(--- a/lab/write.json
+++ b/lab/write.json
@@ -4,9 +4,7 @@
         {
             "Effect": "Allow",
             "Action": [
-                "dynamodb:PutItem",
-                "dynamodb:BatchWriteItem",
-                "dynamodb:Scan"
+                "dynamodb:PutItem"
             ],
             "Resource": "arn:aws:dynamodb:eu-west-1:222222222222:table/orders"
         }
)");
}

TEST(Fix, EndsWithItsBudget) {
  MemoryReader reader = reader_of(
      writer("          - { Sid: All, Effect: Allow, Action: \"*\", Resource: \"*\" }\n"));
  Sources sources;
  ScenarioReport report = run(reader, sources);
  FixOptions how;
  how.trials = 1;
  add_fixes(reader, {}, report, how);
  EXPECT_EQ(fix_words(report), "none: the budget is spent");
}

}  // namespace
}  // namespace rolechain::tests
