#include <fmt/format.h>

#include <vector>

#include "mocks/base/printable.h"
#include "mocks/base/text.h"
#include "sim/explain/context_rows.h"
#include "sim/report/report.h"
#include "sim/run/words.h"

namespace rolechain {
namespace {

constexpr std::string_view kReset = "\x1b[0m";

std::string one_line(std::string_view text) { return printable(text, Lines::one); }

class TextReport {
 public:
  explicit TextReport(const TextOptions& options) : options_(options) {}

  void scenario(const ScenarioReport& report);
  std::string take() && { return std::move(out_); }
  void line(std::string_view text) { out_ += fmt::format("{}\n", text); }

 private:
  void one_case(const CaseReport& report);
  void check(const Check& check);
  void contexts(const CaseReport& report);
  std::string painted(std::string_view text, Status status) const;
  // Several lines, each moved in.
  void block(std::string_view text, std::string_view by);

  TextOptions options_;
  std::string out_;
};

std::string_view sign(Status status) {
  switch (status) {
    case Status::passed:
      return "✓";
    case Status::failed:
      return "✗";
    case Status::unsupported:
      return "?";
    case Status::invalid:
      return "!";
  }
  return "";
}

std::string TextReport::painted(std::string_view text, Status status) const {
  if (!options_.colour) return std::string(text);
  const std::string_view colour = status == Status::passed   ? "\x1b[32m"
                                  : status == Status::failed ? "\x1b[31m"
                                                             : "\x1b[33m";
  return fmt::format("{}{}{}", colour, text, kReset);
}

void TextReport::block(std::string_view text, std::string_view by) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  if (text.empty()) return;
  for (const std::string_view one : split(text, '\n')) {
    out_ += one.empty() ? std::string("\n") : fmt::format("{}{}\n", by, printable(one));
  }
}

void TextReport::check(const Check& check) {
  if (check.status == Status::passed && !options_.verbose) return;
  const std::string place = location_line(check.where);
  out_ += fmt::format("    {} {}: {}{}\n", painted(sign(check.status), check.status),
                      one_line(check.name), one_line(check.message),
                      place.empty() ? "" : fmt::format("   {}", one_line(place)));
  if (check.status != Status::passed) block(check.detail, "        ");
}

void TextReport::one_case(const CaseReport& report) {
  bool all_passed = true;
  for (const Check& one : report.checks) all_passed = all_passed && one.status == Status::passed;
  if (all_passed && !options_.verbose) return;
  if (!report.name.empty()) out_ += fmt::format("  case: {}\n", one_line(report.name));
  for (const Check& one : report.checks) check(one);
  if (options_.verbose) contexts(report);
}

// The condition keys that a policy asked for or the scenario gave: who supplied which.
void TextReport::contexts(const CaseReport& report) {
  for (const StepRecord& step : report.steps) {
    for (const Trace& trace : step.traces) {
      const std::string table = context_table(trace, ContextShown::notable, "");
      if (table.empty()) continue;
      line(fmt::format("    context of {} in {}:", one_line(trace.action),
                       one_line(step.id.empty() ? step.path : step.id)));
      block(table, "      ");
    }
  }
}

void TextReport::scenario(const ScenarioReport& report) {
  const Status status = report.status();
  if (status == Status::passed && !options_.verbose) return;
  out_ += fmt::format("{}: {}{}\n", one_line(report.path), painted(status_word(status), status),
                      report.name.empty() ? "" : fmt::format(" ({})", one_line(report.name)));
  for (const Diagnostic& diagnostic : report.diagnostics) {
    // Warnings of a file that passes its checks are the linter's matter. A note is what AWS answers
    // to a document that it refuses.
    const bool matters = diagnostic.severity != Severity::warning;
    if (matters || options_.verbose) block(render(diagnostic), "  ");
  }
  for (const CaseReport& one : report.cases) one_case(one);
}

}  // namespace

std::string summary_line(const RunSummary& summary) {
  const auto counted = [](std::size_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
  };
  std::string line = fmt::format("{}, {}: {} passed", counted(summary.scenarios, "scenario"),
                                 counted(summary.checks, "check"), summary.passed);
  if (summary.failed > 0) line += fmt::format(", {} failed", summary.failed);
  if (summary.unsupported > 0) line += fmt::format(", {} unsupported", summary.unsupported);
  if (summary.invalid > 0) line += fmt::format(", {} invalid", summary.invalid);
  return line;
}

std::string to_text(const std::vector<ScenarioReport>& reports, const TextOptions& options) {
  TextReport text(options);
  for (const ScenarioReport& report : reports) text.scenario(report);
  text.line(summary_line(summarize(reports)));
  return std::move(text).take();
}

}  // namespace rolechain
