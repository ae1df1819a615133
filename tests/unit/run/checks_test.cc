// Each expectation has to fail where it is wrong: a check that cannot fail proves nothing.
#include <gtest/gtest.h>

#include <ostream>

#include "sim/report/report.h"
#include "tests/unit/run/memory_scenario.h"

namespace rolechain::tests {
namespace {

constexpr std::string_view kHop = R"(steps:
  - { id: web_session, workload: web, get: credentials }
  - { id: writer_session, as: web_session, assume: "@writer", with: { external_id: acme-7 } }
)";

ScenarioReport report_of(std::string_view rest) {
  return ScenarioLab(std::string(kHop) + std::string(rest)).report();
}

// The message of the first check that did not pass; "" where all did.
std::string first_wrong(const ScenarioReport& report) {
  for (const CaseReport& one : report.cases) {
    for (const Check& check : one.checks) {
      if (check.status != Status::passed) return check.name + ": " + check.message;
    }
  }
  return report.status() == Status::passed ? "" : to_text({report});
}

struct StepRow {
  std::string_view step;
  std::string_view wrong;  // "" passes

  friend void PrintTo(const StepRow& row, std::ostream* out) { *out << row.step; }
};

class StepChecks : public testing::TestWithParam<StepRow> {};

TEST_P(StepChecks, Row) {
  const StepRow& row = GetParam();
  // One step that passes stands beside, so that a row without any check is not invalid.
  const ScenarioReport report = report_of(
      "  - { id: probe, " + std::string(row.step) +
      " }\n  - { as: web_session, call: 's3:GetObject', on: '@config', expect: allow }\n");
  EXPECT_EQ(first_wrong(report), row.wrong);
}

INSTANTIATE_TEST_SUITE_P(
    Run, StepChecks,
    testing::Values(
        StepRow{"as: web_session, call: 's3:GetObject', on: '@config', expect: allow", ""},
        StepRow{"as: web_session, call: 's3:GetObject', on: '@config', expect: deny",
                "steps/probe: expected deny, but it was allowed"},
        StepRow{"as: web_session, call: 's3:PutObject', on: '@config', expect: deny", ""},
        StepRow{"as: web_session, call: 's3:PutObject', on: '@config', expect: { error: "
                "AccessDenied, http: 403 }",
                ""},
        StepRow{"as: web_session, call: 's3:PutObject', on: '@config', expect: { error: "
                "AccessDenied, http: 400 }",
                "steps/probe: expected HTTP status 400, but it is 403"},
        StepRow{
            "as: web_session, assume: '@writer', with: { duration: 10m }, expect: deny",
            "steps/probe: expected deny, but no policy decided: it was refused: ValidationError (1 "
            "validation error detected: Value '600' at 'durationSeconds' failed to satisfy "
            "constraint: Member must have value greater than or equal to 900)"},
        StepRow{"as: web_session, assume: '@writer', expect: { error: AccessDenied, because: { "
                "identity: "
                "base/hop#AssumeWriter, trust: condition-not-met } }",
                ""},
        StepRow{"as: web_session, assume: '@writer', expect: { error: AccessDenied, because: { "
                "trust: no-document } }",
                "steps/probe: expected trust `no-document`, but condition-not-met"},
        StepRow{"as: web_session, assume: '@writer', expect: { error: AccessDenied, because: "
                "condition-not-met }",
                ""},
        // A side that said yes is no reason for a refusal.
        StepRow{"as: web_session, assume: '@writer', expect: { error: AccessDenied, because: "
                "'base/hop#AssumeWriter' }",
                "steps/probe: expected because `base/hop#AssumeWriter`, but it was trust: "
                "condition-not-met"},
        StepRow{"as: web_session, assume: '@writer', expect: { error: AccessDenied, because: { "
                "boundary: no-statement } }",
                "steps/probe: expected boundary `no-statement`, but was not asked"},
        StepRow{"as: web_session, assume: '@writer', with: { duration: 2h }, expect: { error: "
                "ValidationError, because: duration }",
                ""},
        StepRow{"as: web_session, assume: '@writer', with: { external_id: acme-7 }, expect: { "
                "lifetime: 2h }",
                "steps/probe: expected lifetime 2h, but it is 1h"},
        StepRow{"as: web_session, assume: '@writer', with: { external_id: acme-7 }, expect: { "
                "identity: 'arn:x' }",
                "steps/probe: expected identity `arn:x`, but it is "
                "`arn:aws:sts::222222222222:assumed-role/orders-writer/probe`"},
        StepRow{"as: web_session, call: 's3:PutObject', on: '@config'",
                "steps/probe: refused with AccessDenied (User: "
                "arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890 is not "
                "authorized to perform: s3:PutObject on resource: "
                "\"arn:aws:s3:::acme-config/app.json\" because no identity-based policy allows the "
                "s3:PutObject action), and a step without "
                "`expect` must succeed; write `expect: { error: AccessDenied }` where that is "
                "intended"}));

TEST(Checks, ABrokenChainFailsAndSaysWhy) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials }
  - { id: writer_session, as: web_session, assume: "@writer", expect: { error: AccessDenied } }
  - { as: writer_session, call: "dynamodb:PutItem", on: "@orders", expect: deny }
)");
  EXPECT_EQ(first_wrong(lab.report()),
            "steps/2: not run: step `writer_session` was refused (AccessDenied), so there is no "
            "session");
}

TEST(Checks, ASessionThatGrantsDoesNotListMustHoldNothing) {
  const ScenarioReport report = report_of(R"(expect:
  grants:
    web_session: [ { allow: ["sts:AssumeRole"], on: ["@writer"] }, { allow: ["s3:GetObject"], on: ["@config"] } ]
)");
  EXPECT_EQ(first_wrong(report),
            "grants/writer_session: writer_session: REFUTED: 1 extra: 1 Write on dynamodb table (3 "
            "classes of "
            "requests, realistic contexts); a session that `grants` does not list "
            "must hold nothing");
}

TEST(Checks, GrantsShowEachDifferenceWithAWitness) {
  const ScenarioReport report = report_of(R"(expect:
  grants:
    web_session: [ { allow: ["sts:AssumeRole"], on: ["@writer"] }, { allow: ["s3:PutObject"], on: ["@config"] } ]
    writer_session: [ { allow: ["dynamodb:PutItem"], on: ["@orders"] } ]
)");
  const Check& check = check_named(report.cases.front(), "grants/web_session");
  EXPECT_EQ(check.status, Status::failed);
  EXPECT_EQ(check.message,
            "web_session: REFUTED: 1 extra: 1 Read on s3 object; 1 missing: 1 Write on s3 object "
            "(11 classes of requests, realistic contexts)");
  EXPECT_NE(check.detail.find("+ EXTRA    s3:GetObject on arn:aws:s3:::acme-config/app.json\n"
                              "           by base/hop#ReadConfig   lab.yaml:"),
            std::string::npos)
      << check.detail;
  EXPECT_NE(check.detail.find("- MISSING  s3:PutObject on arn:aws:s3:::acme-config/app.json"),
            std::string::npos)
      << check.detail;
  EXPECT_NE(check.detail.find("= same     sts:AssumeRole on "), std::string::npos) << check.detail;
}

TEST(Checks, GrantsAreThoseOfTheTimeOfIssue) {
  // The session has expired when the run ends, and its role is emptied before that.
  EXPECT_EQ(first_wrong(report_of(R"(  - { advance: 2h }
  - set: { /roles/writer/policies: {} }
expect:
  grants_at_least:
    writer_session: [ { allow: ["dynamodb:PutItem"], on: ["@orders"] } ]
  must_deny:
    - { as: writer_session, call: "dynamodb:GetItem", on: "@orders", error: AccessDeniedException, because: no-statement }
)")),
            "");
}

TEST(Checks, MustDenyFails) {
  EXPECT_EQ(first_wrong(report_of(R"(expect:
  must_deny: [ { as: writer_session, call: "dynamodb:PutItem", on: "@orders" } ]
)")),
            "must_deny/0: writer_session must not call dynamodb:PutItem on "
            "arn:aws:dynamodb:eu-west-1:222222222222:table/orders: it is allowed");
  EXPECT_EQ(
      first_wrong(report_of(R"(expect:
  must_deny: [ { as: writer_session, call: "dynamodb:GetItem", on: "@orders", error: AccessDenied } ]
)")),
      "must_deny/0: writer_session must not call dynamodb:GetItem on "
      "arn:aws:dynamodb:eu-west-1:222222222222:table/orders: expected AccessDenied, but it is "
      "AccessDeniedException");
  EXPECT_EQ(first_wrong(ScenarioLab(R"(steps:
  - { id: web_session, workload: web, get: credentials }
  - { id: writer_session, as: web_session, assume: "@writer", expect: { error: AccessDenied } }
expect:
  must_deny: [ { as: writer_session, call: "dynamodb:PutItem", on: "@orders" } ]
)")
                            .report()),
            "must_deny/0: there is no session writer_session, so nothing was asked");
}

TEST(Checks, MustDenyOfAPatternIsAProof) {
  EXPECT_EQ(first_wrong(report_of(R"(expect:
  must_deny:
    - { as: writer_session, call: "dynamodb:Delete*", on: "arn:aws:dynamodb:*:*:table/*" }
    - { as: writer_session, call: "dynamodb:PutItem", on: "arn:aws:dynamodb:*:*:table/customers*" }
    - { as: writer_session, call: "s3:*", on: "*" }
    - { as: web_session, call: "s3:PutObject", on: "*" }
)")),
            "");
  EXPECT_EQ(first_wrong(report_of(R"(expect:
  must_deny: [ { as: writer_session, call: "dynamodb:*", on: "arn:aws:dynamodb:*:*:table/*" } ]
)")),
            "must_deny/0: writer_session must not call dynamodb:* on "
            "arn:aws:dynamodb:*:*:table/*: some of it is allowed");
  EXPECT_EQ(first_wrong(report_of(R"(expect:
  must_deny: [ { as: web_session, call: "s3:GetObject", on: "*" } ]
)")),
            "must_deny/0: web_session must not call s3:GetObject on *: some of it is allowed");
  const ScenarioReport report = report_of(R"(expect:
  must_deny: [ { as: writer_session, call: "dynamodb:*", on: "arn:aws:dynamodb:*:*:table/o*", why: read only } ]
)");
  const std::string& detail = check_named(report.cases.front(), "must_deny/0").detail;
  EXPECT_NE(detail.find("why: read only"), std::string::npos) << detail;
  EXPECT_NE(detail.find("witness dynamodb:PutItem on "
                        "arn:aws:dynamodb:eu-west-1:222222222222:table/orders"),
            std::string::npos)
      << detail;
}

TEST(Checks, WhatIsToBeGrantedAndToBeDeniedIsSaid) {
  const ScenarioReport report = report_of(R"(expect:
  grants_at_least:
    writer_session:
      - { allow: ["dynamodb:Put*"], on: ["arn:aws:dynamodb:*:*:table/ord*"] }
      - { allow: ["dynamodb:GetItem"], on: ["@orders"] }
  must_deny:
    - { as: writer_session, call: "dynamodb:PutItem", on: "@orders" }
    - { as: writer_session, call: "dynamodb:P*", on: "arn:aws:dynamodb:*:*:table/*" }
)");
  for (const char* const name : {"must_deny/0", "must_deny/1"}) {
    const std::string& detail = check_named(report.cases.front(), name).detail;
    EXPECT_NE(detail.find("the file asks for both: writer_session is also to be granted "
                          "dynamodb:Put* on arn:aws:dynamodb:*:*:table/ord*"),
              std::string::npos)
        << detail;
    EXPECT_EQ(detail.find("GetItem"), std::string::npos) << detail;
  }
}

TEST(Checks, MustDenyOfAPatternSaysNothingOfOneRefusal) {
  const ScenarioReport report = report_of(R"(expect:
  must_deny: [ { as: writer_session, call: "dynamodb:*", on: "*", error: AccessDenied } ]
)");
  EXPECT_EQ(report.status(), Status::invalid);
  ASSERT_FALSE(report.diagnostics.empty());
  EXPECT_EQ(report.diagnostics.front().message,
            "`error` says how one call is refused, and this is a pattern");
}

constexpr std::string_view kWebHolds = R"(expect:
  grants:
    laptop_session: none
    "workload:web":
      - { allow: ["s3:GetObject"], on: ["@config"] }
      - { allow: ["sts:AssumeRole"], on: ["@writer"] }
)";

// The sessions of `steps:` that come from the workload are not listed by themselves.
TEST(Checks, GrantsOfAWorkloadAreThoseOfAllItsChains) {
  const std::string listed = std::string(kHop) +
                             "  - { id: laptop_session, workload: laptop, get: credentials }\n" +
                             std::string(kWebHolds);
  EXPECT_EQ(
      first_wrong(
          ScenarioLab(listed + "      - { allow: [\"dynamodb:PutItem\"], on: [\"@orders\"] }\n")
              .report()),
      "");
  const ScenarioReport extra = ScenarioLab(listed).report();
  EXPECT_EQ(first_wrong(extra),
            "grants/workload:web: workload:web: REFUTED: 1 extra: 1 Write on dynamodb table (13 "
            "classes of requests, realistic contexts)");
  const std::string& chain = check_named(extra.cases.front(), "grants/workload:web").detail;
  EXPECT_NE(chain.find("base → writer: sts:AssumeRole with external id acme-7"), std::string::npos)
      << chain;
  const ScenarioReport missing =
      ScenarioLab(
          listed +
          "      - { allow: [\"dynamodb:PutItem\"], on: [\"@orders\"] }\n"
          "cases:\n"
          "  - name: the writer trusts nobody\n"
          "    set: { /roles/writer/trust: { trust_principal: { Service: ec2.amazonaws.com } } }\n"
          "    expect: { grants: { \"workload:web\": [ { allow: [\"dynamodb:PutItem\"], on: "
          "[\"@orders\"] }, { allow: [\"s3:GetObject\"], on: [\"@config\"] } ] } }\n")
          .report();
  const Check& lost = check_named(missing.cases.back(), "grants/workload:web");
  EXPECT_EQ(lost.message,
            "workload:web: REFUTED: 1 missing: 1 Write on dynamodb table (11 classes of requests, "
            "realistic contexts)");
  EXPECT_NE(lost.detail.find("blocked: base → writer: writer trusts others, not base"),
            std::string::npos)
      << lost.detail;
}

TEST(Checks, MustDenyOfAWorkloadIsAboutAllItsChains) {
  EXPECT_EQ(first_wrong(report_of(R"(expect:
  must_deny:
    - { as: "workload:web", call: "dynamodb:Delete*", on: "*" }
    - { as: "workload:web", call: "dynamodb:GetItem", on: "@orders" }
)")),
            "");
  EXPECT_EQ(first_wrong(report_of(R"(expect:
  must_deny: [ { as: "workload:web", call: "dynamodb:*", on: "*" } ]
)")),
            "must_deny/0: workload:web must not call dynamodb:* on *: some of it is allowed");
  const ScenarioReport one = report_of(R"(expect:
  must_deny: [ { as: "workload:web", call: "dynamodb:PutItem", on: "@orders" } ]
)");
  const Check& check = check_named(one.cases.front(), "must_deny/0");
  EXPECT_EQ(check.message,
            "workload:web must not call dynamodb:PutItem on "
            "arn:aws:dynamodb:eu-west-1:222222222222:table/orders: it is allowed");
  EXPECT_NE(check.detail.find("web → base: credentials delivered"), std::string::npos);
  EXPECT_EQ(report_of("expect: { must_deny: [ { as: 'workload:wep', call: 's3:*', on: '*' } ] }\n")
                .status(),
            Status::invalid);
}

TEST(Checks, ReachIsExactInBothDirections) {
  EXPECT_EQ(
      first_wrong(report_of("expect: { reach: { web: [base, writer] }, unreachable: [spare] }\n")),
      "");
  EXPECT_EQ(first_wrong(report_of("expect: { reach: { web: [base] } }\n")),
            "reach/web: other roles than expected");
  EXPECT_EQ(first_wrong(report_of("expect: { reach: { web: [base, writer, spare] } }\n")),
            "reach/web: other roles than expected");
  EXPECT_EQ(first_wrong(report_of("expect: { unreachable: [] }\n")),
            "unreachable: other roles than expected");
  EXPECT_EQ(first_wrong(report_of("expect: { unreachable: [spare, writer] }\n")),
            "unreachable: other roles than expected");
}

TEST(Checks, LintIsExact) {
  EXPECT_EQ(first_wrong(report_of("expect: { lint: [] }\n")), "");
  EXPECT_EQ(first_wrong(report_of(
                "expect: { lint: [ { rule: trust-missing, at: /roles/base/trust } ] }\n")),
            "lint: other findings than expected");
  EXPECT_EQ(first_wrong(report_of("expect: { lint_absent: [trust-missing] }\n")), "");
}

TEST(Checks, ExplainIsComparedLineForLine) {
  const ScenarioReport report = report_of(R"(expect:
  explain:
    web_session: |
      ✓ web gets credentials of base
        ✓ role's side     app-base trusts everybody   base/trust#1
)");
  const Check& check = check_named(report.cases.front(), "explain/web_session");
  EXPECT_EQ(check.status, Status::failed);
  EXPECT_EQ(check.detail,
            "  ✓ web gets credentials of base\n"
            "-   ✓ role's side     app-base trusts everybody   base/trust#1\n"
            "+   ✓ role's side     app-base trusts ec2.amazonaws.com   base/trust#1\n");
}

TEST(Checks, NothingCheckedIsInvalid) {
  const ScenarioReport report = report_of("");
  EXPECT_EQ(report.status(), Status::invalid);
  ASSERT_EQ(report.diagnostics.size(), 1U);
  EXPECT_EQ(report.diagnostics[0].code, "nothing-checked");
  EXPECT_EQ(exit_code(summarize({report})), 3);
}

TEST(Checks, AFileThatDoesNotLoadIsInvalid) {
  const ScenarioReport report = ScenarioLab("steps: [\n").report();
  EXPECT_EQ(report.status(), Status::invalid);
  EXPECT_TRUE(report.cases.empty());
  EXPECT_EQ(exit_code(summarize({report})), 3);
}

}  // namespace
}  // namespace rolechain::tests
