#include "sim/report/report.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/paths.h"
#include "tests/unit/run/memory_scenario.h"

namespace rolechain::tests {
namespace {

Check check(std::string name, Status status, std::string message, std::string detail = {}) {
  return {std::move(name), status, std::move(message), std::move(detail), {}};
}

ScenarioReport green() {
  ScenarioReport report;
  report.path = "a.yaml";
  report.name = "green";
  report.cases.push_back({"", {}, {check("steps/x", Status::passed, "succeeded as expected")}, {}});
  return report;
}

ScenarioReport red() {
  ScenarioReport report = green();
  report.path = "b.yaml";
  report.name = "red & <broken>";
  report.cases.push_back({"second",
                          {},
                          {check("grants/x", Status::failed, "x: 1 extra", "+ EXTRA    s3:*\n"),
                           check("grants/y", Status::unsupported, "y: not decided")},
                          {}});
  return report;
}

ScenarioReport broken() {
  ScenarioReport report;
  report.path = "c.yaml";
  report.diagnostics.push_back(
      {Severity::error, "yaml-syntax", "it ends too early", {}, "close it"});
  return report;
}

// The row of a key in a decision's context; null where there is none.
nlohmann::json row_of(const nlohmann::json& decision, std::string_view key) {
  for (const auto& row : decision["context"]) {
    if (row["key"] == key) return row;
  }
  return nullptr;
}

void collect_members(const nlohmann::json& json, std::set<std::string>& out) {
  for (const auto& [key, value] : json.items()) {
    if (json.is_object()) out.insert(key);
    if (value.is_structured()) collect_members(value, out);
  }
}

TEST(ReportText, QuietOnSuccess) {
  EXPECT_EQ(to_text({green()}), "1 scenario, 1 check: 1 passed\n");
}

TEST(ReportText, ShowsWhatFailedAndEndsWithTheSummary) {
  EXPECT_EQ(to_text({green(), red(), broken()}), R"(b.yaml: unsupported (red & <broken>)
  case: second
    ✗ grants/x: x: 1 extra
        + EXTRA    s3:*
    ? grants/y: y: not decided
c.yaml: invalid
  error: it ends too early [yaml-syntax]
    help: close it
3 scenarios, 4 checks: 2 passed, 1 failed, 1 unsupported, 1 invalid
)");
}

// The answer of AWS to a document that it refuses stands beside the mistake; warnings do not.
TEST(ReportText, AnInvalidFileShowsWhatAwsAnswers) {
  ScenarioReport report = broken();
  report.diagnostics.push_back(
      {Severity::note, "aws-refuses", "AWS answers MalformedPolicyDocument: x", {}, {}});
  report.diagnostics.push_back({Severity::warning, "unknown-action", "a slip", {}, {}});
  const std::string text = to_text({report});
  EXPECT_NE(text.find("note: AWS answers MalformedPolicyDocument: x [aws-refuses]"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("a slip"), std::string::npos) << text;
}

TEST(ReportText, VerboseListsWhatPassed) {
  EXPECT_EQ(to_text({green()}, {.verbose = true, .colour = false}), R"(a.yaml: passed (green)
    ✓ steps/x: succeeded as expected
1 scenario, 1 check: 1 passed
)");
}

TEST(ReportText, ColourIsNeverTheOnlySign) {
  const std::string plain = to_text({red()});
  std::string coloured = to_text({red()}, {.verbose = false, .colour = true});
  EXPECT_NE(coloured.find("\x1b[31m✗\x1b[0m"), std::string::npos);
  for (const std::string_view code : {"\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"}) {
    for (std::size_t at = 0; (at = coloured.find(code)) != std::string::npos;) {
      coloured.erase(at, code.size());
    }
  }
  EXPECT_EQ(coloured, plain);
}

TEST(ReportStatus, TheWorstCounts) {
  EXPECT_EQ(green().status(), Status::passed);
  EXPECT_EQ(red().status(), Status::unsupported);
  EXPECT_EQ(broken().status(), Status::invalid);
  EXPECT_EQ(ScenarioReport{}.status(), Status::invalid) << "nothing checked is not green";
}

TEST(ReportStatus, AFileThatIsNotSupportedIsNotCalledInvalid) {
  ScenarioReport report = broken();
  report.diagnostics[0].severity = Severity::unsupported;
  EXPECT_EQ(report.status(), Status::unsupported);
  EXPECT_EQ(summary_line(summarize({report})), "1 scenario, 0 checks: 0 passed, 1 unsupported");
  EXPECT_EQ(exit_code(summarize({report})), 3);
}

TEST(ReportStatus, ExitCodes) {
  EXPECT_EQ(exit_code(summarize({green()})), 0);
  ScenarioReport failed = red();
  failed.cases[1].checks.pop_back();
  EXPECT_EQ(exit_code(summarize({green(), failed})), 1);
  EXPECT_EQ(exit_code(summarize({green(), red()})), 3);
  EXPECT_EQ(exit_code(summarize({green(), broken()})), 3);
  EXPECT_EQ(exit_code(summarize({})), 3);
}

TEST(ReportJunit, SuiteIsFileAndCaseIsCheck) {
  EXPECT_EQ(to_junit({red(), broken()}), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="rolechain" tests="4" failures="1" errors="2" skipped="0" time="0">
  <testsuite name="b.yaml" tests="3" failures="1" errors="1" skipped="0" time="0">
    <testcase name="steps/x" classname="b.yaml" time="0"/>
    <testcase name="second: grants/x" classname="b.yaml" time="0">
      <failure type="failed" message="x: 1 extra">+ EXTRA    s3:*&#10;</failure>
    </testcase>
    <testcase name="second: grants/y" classname="b.yaml" time="0">
      <error type="unsupported" message="y: not decided"></error>
    </testcase>
  </testsuite>
  <testsuite name="c.yaml" tests="1" failures="0" errors="1" skipped="0" time="0">
    <testcase name="load/yaml-syntax" classname="c.yaml" time="0">
      <error type="invalid" message="it ends too early">error: it ends too early [yaml-syntax]&#10;  help: close it&#10;</error>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST(ReportJunit, EscapesWhatXmlCannotHold) {
  ScenarioReport report = green();
  report.cases[0].checks[0] = check("a<b>&\"c\"", Status::failed, std::string("bell \x07"), "");
  const std::string xml = to_junit({report});
  EXPECT_NE(xml.find("name=\"a&lt;b&gt;&amp;&quot;c&quot;\""), std::string::npos) << xml;
  EXPECT_EQ(xml.find('\x07'), std::string::npos);
}

// Names from files must not write to the terminal (colour codes of ours are there still).
TEST(ReportText, ControlCharactersInNamesAreShown) {
  ScenarioReport report = red();
  report.path = "b\x1b[2J.yaml";
  report.name = "red\x1b]0;title\a";
  report.cases[1].name = "case\x1b[1A\n✓ passed";
  report.cases[1].checks[0] =
      check("grants/\x1b[32mx", Status::failed, "a\rb", "+ \x1b[8mhidden\n");
  const std::string plain = to_text({report}, {.verbose = true, .colour = false});
  EXPECT_EQ(plain.find('\x1b'), std::string::npos) << plain;
  EXPECT_EQ(plain.find('\r'), std::string::npos) << plain;
  EXPECT_NE(plain.find("  case: case\\u001b[1A\\u000a✓ passed\n"), std::string::npos) << plain;
  EXPECT_NE(plain.find("grants/\\u001b[32mx: a\\u000db\n"), std::string::npos) << plain;
  EXPECT_NE(plain.find("        + \\u001b[8mhidden\n"), std::string::npos) << plain;
  const std::string coloured = to_text({report}, {.verbose = true, .colour = true});
  EXPECT_NE(coloured.find("\x1b[31m✗\x1b[0m"), std::string::npos);
  EXPECT_EQ(coloured.find("\x1b[2J"), std::string::npos);
}

TEST(ReportText, VerboseSaysWhoSuppliedTheKeysThatWereAskedFor) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials, expect: ok }
  - { id: hop, as: web_session, assume: "@writer", expect: { error: AccessDenied } }
)");
  const std::string text = to_text({lab.report()}, {.verbose = true, .colour = false});
  EXPECT_NE(text.find("    context of sts:AssumeRole in hop:\n"
                      "      sts:ExternalId  absent  asked by writer/trust#TrustBase\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(to_text({lab.report()}).find("context of"), std::string::npos) << "quiet otherwise";
}

TEST(ReportJson, HasStepsDecisionsAndTheSendersKeys) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials, expect: ok }
  - id: writer_session
    as: web_session
    assume: "@writer"
    with: { external_id: acme-8 }
    context: { "aws:SourceIp": 10.0.0.1 }
    expect: { error: AccessDenied }
)");
  const auto json = nlohmann::json::parse(to_json_report({lab.report()}));
  EXPECT_EQ(json["report"], "v1");
  EXPECT_EQ(json["summary"]["passed"], 2);
  EXPECT_EQ(json["summary"]["exit_code"], 0);
  const auto& one = json["scenarios"][0];
  EXPECT_EQ(one["status"], "passed");
  const auto& step = one["cases"][0]["steps"][1];
  EXPECT_EQ(step["id"], "writer_session");
  EXPECT_EQ(step["error"]["code"], "AccessDenied");
  const auto& decision = step["decisions"][0];
  EXPECT_EQ(decision["allowed"], false);
  EXPECT_EQ(decision["decided_by"], "trust");
  EXPECT_EQ(decision["decision"], "implicitly-denied");
  EXPECT_EQ(decision["aws_message"], step["error"]["message"]);
  EXPECT_EQ(row_of(decision, "aws:SourceIp")["values"][0], "10.0.0.1");
  EXPECT_EQ(row_of(decision, "aws:SourceIp")["origin"], "scenario");
  EXPECT_EQ(row_of(decision, "aws:PrincipalArn")["origin"], "engine");
  EXPECT_EQ(row_of(decision, "sts:ExternalId")["asked_by"][0], "writer/trust#TrustBase");
  EXPECT_EQ(decision["sides"][0]["statement"], "base/hop#AssumeWriter");
  EXPECT_EQ(decision["sides"][1]["reason"], "condition-not-met");
  EXPECT_EQ(decision["sides"][1]["where"]["file"], "lab.yaml");
  const auto& condition = decision["sides"][1]["condition"];
  EXPECT_EQ(condition["operator"], "StringEquals");
  EXPECT_EQ(condition["key"], "sts:ExternalId");
  EXPECT_EQ(condition["expected"][0], "acme-7");
  EXPECT_EQ(condition["actual"][0], "acme-8");
  const auto& other = decision["sides"][0]["statements"][1];
  EXPECT_EQ(other["statement"], "base/hop#ReadConfig");
  EXPECT_EQ(other["where"]["line"], 22);
  EXPECT_EQ(other["matched"], false);
  EXPECT_EQ(other["mismatch"], "action");
  EXPECT_EQ(decision["fixes"].size(), 1U);
  EXPECT_TRUE(decision["granted_by"].empty());
}

TEST(ReportJson, AnAbsentKeyIsToldFromAnEmptyOne) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials }
  - { id: hop, as: web_session, assume: "@writer", expect: { error: AccessDenied } }
)");
  const auto json = nlohmann::json::parse(to_json_report({lab.report()}));
  const auto& decision = json["scenarios"][0]["cases"][0]["steps"][1]["decisions"][0];
  EXPECT_TRUE(decision["sides"][1]["condition"]["absent"].get<bool>());
  EXPECT_TRUE(decision["sides"][1]["condition"]["actual"].is_null());
  EXPECT_TRUE(row_of(decision, "sts:ExternalId")["absent"].get<bool>());
  EXPECT_TRUE(row_of(decision, "sts:ExternalId")["origin"].is_null());
}

// The page that documents the report names each member that a report has.
TEST(ReportJson, EveryMemberIsDocumented) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials, expect: ok }
  - { id: hop, as: web_session, assume: "@writer", expect: { error: AccessDenied } }
  - { id: get, as: web_session, call: "s3:GetObject", on: "@config", expect: deny }
)");
  ScenarioReport invalid = broken();
  const auto json = nlohmann::json::parse(to_json_report({lab.report(), invalid}));
  std::set<std::string> members;
  collect_members(json, members);
  std::ostringstream page;
  page << std::ifstream(source_dir() / "sim" / "report" / "json-report.md").rdbuf();
  for (const std::string& member : members) {
    EXPECT_NE(page.str().find("`" + member + "`"), std::string::npos) << member;
  }
  EXPECT_GT(members.size(), 40U);
}

TEST(ReportJson, BytesThatAreNoTextDoNotThrow) {
  ScenarioReport report = green();
  report.name = "\xff\xfe";
  EXPECT_NO_THROW((void)to_json_report({report}));
}

}  // namespace
}  // namespace rolechain::tests
