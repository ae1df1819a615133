// What a case must repeat of its scenario, and what its own words replace.
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/report/report.h"
#include "tests/unit/run/memory_scenario.h"

namespace rolechain::tests {
namespace {

constexpr std::string_view kSteps = R"(steps:
  - { id: web_session, workload: web, get: credentials, expect: ok }
  - { id: writer_session, as: web_session, assume: "@writer", with: { external_id: acme-7 }, expect: ok }
  - { as: writer_session, call: "dynamodb:PutItem", on: "@orders", expect: allow }
)";

constexpr std::string_view kExpect = R"(expect:
  grants:
    web_session:
      - { allow: ["sts:AssumeRole"], on: ["@writer"] }
      - { allow: ["s3:GetObject"], on: ["@config"] }
    writer_session: [ { allow: ["dynamodb:PutItem"], on: ["@orders"] } ]
  must_deny:
    - { as: writer_session, call: "dynamodb:DeleteItem", on: "@orders", error: AccessDeniedException }
  reach: { web: [base, writer] }
  unreachable: [spare]
)";

ScenarioReport with_case(std::string_view changes, std::string_view expect) {
  ScenarioLab lab(std::string(kSteps) + std::string(kExpect) + "cases:\n  - name: one\n    set: " +
                  std::string(changes) + "\n    expect: " + std::string(expect) + "\n");
  return lab.report();
}

// "failed steps/writer_session; failed grants/writer_session" of the case.
std::string wrong_in_case(const ScenarioReport& report) {
  EXPECT_TRUE(report.diagnostics.empty()) << to_text({report});
  if (report.cases.size() != 2) return "no case";
  std::string out;
  for (const Check& check : report.cases[1].checks) {
    if (check.status == Status::passed) continue;
    out += (out.empty() ? "" : "; ") + check.name;
  }
  return out;
}

constexpr std::string_view kWrongId = "{ /steps/writer_session/with/external_id: acme-8 }";

TEST(Cases, TheScenarioItselfPasses) {
  const ScenarioReport report = with_case("{ /seed: 8 }", "{ steps: { writer_session: ok } }");
  EXPECT_EQ(report.status(), Status::passed) << to_text({report});
}

TEST(Cases, WhatTheCaseDoesNotNameMustHoldAsBefore) {
  EXPECT_EQ(wrong_in_case(with_case(kWrongId, "{ steps: { web_session: ok } }")),
            "steps/writer_session; grants/writer_session");
  EXPECT_EQ(
      wrong_in_case(with_case("{ /roles/writer/policies/write/Statement/Action: 'dynamodb:*' }",
                              "{ steps: { writer_session: ok } }")),
      "grants/writer_session; must_deny/0");
  EXPECT_EQ(wrong_in_case(with_case("{ /roles/spare/trust: none, /roles/writer/trust: none }",
                                    "{ steps: { writer_session: { error: AccessDenied } }, "
                                    "grants: { writer_session: none } }")),
            "")
      << "the hop and the roles behind it follow from the step";
}

TEST(Cases, AHopThatTheCaseTurnsRoundFreesOnlyWhatFollowsFromIt) {
  EXPECT_EQ(wrong_in_case(with_case("{ /roles/writer/trust: none }",
                                    "{ steps: { writer_session: { error: AccessDenied } } }")),
            "");
  // The base role's other permission does not follow from the hop.
  EXPECT_EQ(wrong_in_case(with_case("{ /roles/writer/trust: none, "
                                    "/roles/base/policies/hop/Statement/1/Action: 's3:PutObject' }",
                                    "{ steps: { writer_session: { error: AccessDenied } } }")),
            "grants/web_session");
}

TEST(Cases, StepsAfterARefusedHopAreNotRunAndNotFailures) {
  const ScenarioReport report =
      with_case(kWrongId, "{ steps: { writer_session: { error: AccessDenied } } }");
  EXPECT_EQ(wrong_in_case(report), "");
  const StepRecord& put = report.cases[1].steps.back();
  EXPECT_FALSE(put.ran);
  EXPECT_EQ(std::ranges::count(report.cases[1].checks, "steps/2", &Check::name), 0);
  EXPECT_EQ(std::ranges::count(report.cases[1].checks, "must_deny/0", &Check::name), 0);
}

TEST(Cases, AStepThatTheCaseNamesMustRun) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials }
  - { id: writer_session, as: web_session, assume: "@writer", with: { external_id: acme-7 } }
  - { id: put, as: writer_session, call: "dynamodb:PutItem", on: "@orders", expect: allow }
cases:
  - name: a refusal later in the chain cannot be seen where nothing ran
    set: { /steps/writer_session/with/external_id: acme-8 }
    expect: { steps: { writer_session: { error: AccessDenied }, put: { error: AccessDeniedException } } }
)");
  EXPECT_EQ(wrong_in_case(lab.report()), "steps/put");
}

TEST(Cases, GrantsSaidAnewReplaceTheCallsOfThatSession) {
  const std::string change =
      "{ /roles/writer/policies/write/Statement/Action: 'dynamodb:DeleteItem' }";
  EXPECT_EQ(wrong_in_case(with_case(change, "{ steps: { web_session: ok } }")),
            "steps/2; grants/writer_session; must_deny/0");
  EXPECT_EQ(wrong_in_case(with_case(change,
                                    "{ grants: { writer_session: [ { allow: "
                                    "['dynamodb:DeleteItem'], on: ['@orders'] } ] } }")),
            "");
  EXPECT_EQ(wrong_in_case(with_case(
                change,
                "{ grants_at_least: { writer_session: [ { allow: ['dynamodb:DeleteItem'], "
                "on: ['@orders'] } ] } }")),
            "");
}

TEST(Cases, SameMeansTheScenariosOwnGrants) {
  EXPECT_EQ(wrong_in_case(with_case("{ /seed: 8 }", "{ grants: { writer_session: same } }")), "");
  EXPECT_EQ(wrong_in_case(
                with_case("{ /roles/writer/policies/write/Statement/Action: 'dynamodb:GetItem' }",
                          "{ grants: { writer_session: same } }")),
            "steps/2; grants/writer_session");
}

TEST(Cases, ACaseThatDoesNotLoadIsInvalid) {
  const ScenarioReport report = with_case("{ /roles/writer/trust: { Version: nonsense } }",
                                          "{ steps: { writer_session: ok } }");
  ASSERT_EQ(report.cases.size(), 2U);
  ASSERT_EQ(report.cases[1].checks.size(), 1U);
  EXPECT_EQ(report.cases[1].checks[0].name, "load");
  EXPECT_EQ(report.status(), Status::invalid);
}

TEST(Cases, SetStepsComeOnTopOfTheCasesChanges) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials }
  - set: { /roles/spare/max_session: 2h }
  - { id: writer_session, as: web_session, assume: "@writer", with: { external_id: acme-7 }, expect: ok }
cases:
  - name: the case's change is still there after the set step
    set: { /roles/writer/trust: none }
    expect: { steps: { writer_session: { error: AccessDenied, because: { trust: no-document } } } }
)");
  EXPECT_EQ(wrong_in_case(lab.report()), "");
}

}  // namespace
}  // namespace rolechain::tests
