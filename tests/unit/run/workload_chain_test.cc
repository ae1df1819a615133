// What a failed check of a workload's grants says of chains: the way to what is too much, and what
// stands in the way of what is missing; as data, which text and JSON are made from.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "sim/report/report.h"
#include "sim/run/run.h"
#include "tests/unit/fix/broken_design.h"

namespace rolechain::tests {
namespace {

BrokenDesign workload(std::string writer, std::string trust) {
  BrokenDesign out;
  out.holder = "workload:web";
  out.writer_grants = R"(      - { allow: ["dynamodb:PutItem"], on: ["@orders"] })";
  out.more_steps = "";
  out.writer = writer_statements(writer);
  out.trust = std::move(trust);
  return out;
}

// The report points into the sources.
ScenarioReport run(Sources& sources, const BrokenDesign& design) {
  MemoryReader reader = reader_of(design);
  Loader loader(sources, reader);
  return run_scenario(loader, "lab/design.yaml", {});
}

// The chain of the difference about the action; an empty one where there is none.
ChainRecord chain_of(const ScenarioReport& report, const std::string& action) {
  for (const Check& check : report.cases.front().checks) {
    if (check.grants == nullptr) continue;
    const auto& differences = check.grants->verdict.differences;
    for (std::size_t i = 0; i < check.grants->chains.size(); ++i) {
      if (std::ranges::find(differences[i].actions, action) == differences[i].actions.end())
        continue;
      return check.grants->chains[i];
    }
  }
  return {};
}

constexpr const char* kOrders =
    R"(          - { Sid: Orders, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }
)";
constexpr const char* kRedOrders =
    R"(          - { Sid: Orders, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders", Condition: { StringEquals: { "aws:PrincipalTag/team": red } } }
)";
constexpr const char* kTrustsOther =
    R"({ trust_principal: { AWS: "arn:aws:iam::111111111111:role/other" } })";

TEST(WorkloadChain, OfWhatIsTooMuchHasEveryHop) {
  Sources sources;
  const ScenarioReport report = run(
      sources,
      workload(
          R"(          - { Sid: Orders, Effect: Allow, Action: ["dynamodb:PutItem", "dynamodb:Scan"], Resource: "@orders" }
)",
          R"({ Version: "2012-10-17", Statement: { Sid: Base, Effect: Allow, Principal: { AWS: "@base" }, Action: "sts:AssumeRole", Condition: { StringEquals: { "sts:ExternalId": acme-7 } } } })"));
  const ChainRecord chain = chain_of(report, "dynamodb:Scan");
  ASSERT_EQ(chain.path.size(), 2U);
  EXPECT_EQ(chain.path[0].call, "");
  EXPECT_EQ(chain.path[1].from + " " + chain.path[1].to, "base writer");
  EXPECT_EQ(chain.path[1].with.external_id, "acme-7");
  ASSERT_EQ(chain.path[1].by.size(), 2U);
  EXPECT_EQ(chain.path[1].by[1].label(), "writer/trust#Base");
  EXPECT_NE(to_json_report({report}).find("\"external_id\": \"acme-7\""), std::string::npos);
}

TEST(WorkloadChain, OfWhatIsMissingNamesTheHopAndItsStatement) {
  for (const char* statements : {kOrders, kRedOrders}) {
    Sources sources;
    const ScenarioReport report = run(sources, workload(statements, kTrustsOther));
    for (const char* action : {"dynamodb:PutItem", "sts:AssumeRole"}) {
      const ChainRecord chain = chain_of(report, action);
      ASSERT_TRUE(chain.blocked) << action << statements;
      EXPECT_EQ(chain.blocked->from + " " + chain.blocked->to, "base writer");
      EXPECT_EQ(chain.blocked->why, "writer trusts others, not base");
      ASSERT_TRUE(chain.blocked->statement.known());
      EXPECT_EQ(chain.blocked->statement.label(), "writer/trust#1");
    }
  }
}

TEST(WorkloadChain, OfWhatNoSessionCarriesNamesTheCondition) {
  Sources sources;
  const ScenarioReport report =
      run(sources, workload(kRedOrders, R"({ trust_principal: { AWS: "@base" } })"));
  const ChainRecord chain = chain_of(report, "dynamodb:PutItem");
  ASSERT_TRUE(chain.blocked);
  EXPECT_EQ(chain.blocked->why,
            "no session that is reached meets the condition on `aws:PrincipalTag/team`");
  EXPECT_EQ(chain.blocked->statement.label(), "writer/write#Orders");
}

TEST(WorkloadChain, WithoutCredentialsEverythingIsMissing) {
  BrokenDesign design = workload(kOrders, R"({ trust_principal: { AWS: "@base" } })");
  std::string text = design.text();
  const std::string service = "ec2.amazonaws.com";
  text.replace(text.find(service), service.size(), "lambda.amazonaws.com");
  MemoryReader reader;
  reader.files["lab/design.yaml"] = text;
  Sources sources;
  Loader loader(sources, reader);
  const ScenarioReport report = run_scenario(loader, "lab/design.yaml", {});
  const ChainRecord chain = chain_of(report, "dynamodb:PutItem");
  ASSERT_TRUE(chain.blocked);
  EXPECT_EQ(chain.blocked->from + " " + chain.blocked->to, "web base");
  EXPECT_EQ(report.status(), Status::failed);
}

}  // namespace
}  // namespace rolechain::tests
