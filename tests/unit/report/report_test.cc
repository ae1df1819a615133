#include "sim/report/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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
  EXPECT_EQ(decision["context"]["aws:SourceIp"][0], "10.0.0.1");
  EXPECT_FALSE(decision["context"].contains("aws:PrincipalArn")) << "that follows from the world";
  EXPECT_EQ(decision["sides"][0]["statement"], "base/hop#AssumeWriter");
  EXPECT_EQ(decision["sides"][1]["reason"], "condition-not-met");
  EXPECT_EQ(decision["sides"][1]["where"]["file"], "lab.yaml");
}

TEST(ReportJson, BytesThatAreNoTextDoNotThrow) {
  ScenarioReport report = green();
  report.name = "\xff\xfe";
  EXPECT_NO_THROW((void)to_json_report({report}));
}

}  // namespace
}  // namespace rolechain::tests
