// JUnit XML as CI systems read it: a suite for each file, a test case for each check.
#include <fmt/format.h>

#include <vector>

#include "mocks/base/xml.h"
#include "sim/report/report.h"
#include "sim/run/words.h"

namespace rolechain {
namespace {

struct Row {
  std::string name;
  Status status = Status::passed;
  std::string message;
  std::string detail;
  SourceSpan where;
};

std::vector<Row> rows_of(const ScenarioReport& report) {
  std::vector<Row> rows;
  for (const Diagnostic& one : report.diagnostics) {
    if (one.severity != Severity::error && one.severity != Severity::unsupported) continue;
    rows.push_back({"load/" + one.code,
                    one.severity == Severity::error ? Status::invalid : Status::unsupported,
                    one.message, render(one), one.where});
  }
  for (const CaseReport& one : report.cases) {
    const std::string prefix = one.name.empty() ? "" : one.name + ": ";
    for (const Check& check : one.checks) {
      rows.push_back({prefix + check.name, check.status, check.message, check.detail, check.where});
    }
  }
  if (rows.empty()) {
    rows.push_back({"load", Status::invalid, "nothing was checked", "", {}});
  }
  return rows;
}

std::string test_case(const Row& row, std::string_view suite) {
  std::string out = fmt::format(R"(    <testcase name="{}" classname="{}")", xml_escaped(row.name),
                                xml_escaped(suite));
  if (row.where.known()) {
    out += fmt::format(R"( file="{}" line="{}")", xml_escaped(row.where.file->path),
                       line_column(*row.where.file, row.where.begin).line);
  }
  if (row.status == Status::passed) return out + " time=\"0\"/>\n";
  const std::string_view element = row.status == Status::failed ? "failure" : "error";
  return fmt::format(
      "{} time=\"0\">\n      <{} type=\"{}\" message=\"{}\">{}</{}>\n"
      "    </testcase>\n",
      out, element, status_word(row.status), xml_escaped(row.message), xml_escaped(row.detail),
      element);
}

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
};

std::string attributes(const Counts& counts) {
  return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="0" time="0")", counts.tests,
                     counts.failures, counts.errors);
}

}  // namespace

std::string to_junit(const std::vector<ScenarioReport>& reports) {
  Counts all;
  std::string suites;
  for (const ScenarioReport& report : reports) {
    Counts counts;
    std::string cases;
    for (const Row& row : rows_of(report)) {
      ++counts.tests;
      counts.failures += row.status == Status::failed ? 1U : 0U;
      counts.errors += row.status == Status::unsupported || row.status == Status::invalid ? 1U : 0U;
      cases += test_case(row, report.path);
    }
    suites += fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n",
                          xml_escaped(report.path), attributes(counts), cases);
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.errors += counts.errors;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"rolechain\" {}>\n{}</testsuites>\n",
      attributes(all), suites);
}

}  // namespace rolechain
