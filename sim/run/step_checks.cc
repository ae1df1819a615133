#include "sim/run/step_checks.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/clock.h"
#include "sim/explain/explain.h"
#include "sim/run/because.h"

namespace rolechain {
namespace {

using Wanted = StepExpect::Result;

std::string how_it_went(const StepRecord& record) {
  if (record.ok) return "it succeeded";
  return fmt::format("it was refused: {} ({})", record.error_code, record.error_message);
}

std::string result_mismatch(const StepExpect& expect, const StepRecord& record) {
  switch (expect.result) {
    case Wanted::unsaid:
    case Wanted::ok:
    case Wanted::allow:
      if (expects_success(expect) == record.ok) return {};
      if (record.ok) return "expected a refusal, but it succeeded";
      if (says_anything(expect)) return "expected success, but " + how_it_went(record);
      return fmt::format(
          "refused with {} ({}), and a step without `expect` must succeed; write `expect: {{ "
          "error: {} }}` where that is intended",
          record.error_code, record.error_message, record.error_code);
    case Wanted::deny:
      if (record.ok) return "expected deny, but it was allowed";
      // Expired credentials or a bad parameter are no decision of a policy.
      if (deciding_trace(record) == nullptr && record.reason != "access") {
        return "expected deny, but no policy decided: " + how_it_went(record);
      }
      return {};
    case Wanted::error:
      if (record.ok) return fmt::format("expected {}, but it succeeded", expect.error);
      if (expect.error.empty() || record.error_code == expect.error) return {};
      return fmt::format("expected {}, but {}", expect.error, how_it_went(record));
  }
  return {};
}

void compare_text(std::string_view what, const std::optional<std::string>& expected,
                  std::string_view came, std::vector<std::string>& wrong) {
  if (!expected || fold_blanks(*expected) == fold_blanks(came)) return;
  wrong.push_back(fmt::format("expected {} `{}`, but it is `{}`", what, fold_blanks(*expected),
                              fold_blanks(came)));
}

std::vector<std::string> mismatches(const StepExpect& expect, const StepRecord& record) {
  std::vector<std::string> wrong;
  if (std::string line = result_mismatch(expect, record); !line.empty()) {
    wrong.push_back(std::move(line));
    return wrong;  // the rest would only repeat it
  }
  if (expect.http && *expect.http != record.http) {
    wrong.push_back(
        fmt::format("expected HTTP status {}, but it is {}", *expect.http, record.http));
  }
  compare_text("message", expect.message, record.error_message, wrong);
  compare_text("identity", expect.identity, record.identity, wrong);
  if (expect.lifetime_s && *expect.lifetime_s != record.lifetime_s) {
    wrong.push_back(fmt::format("expected lifetime {}, but it is {}",
                                format_duration(*expect.lifetime_s),
                                format_duration(record.lifetime_s)));
  }
  if (expect.because) {
    if (std::string line = because_mismatch(*expect.because, record); !line.empty()) {
      wrong.push_back(std::move(line));
    }
  }
  return wrong;
}

}  // namespace

bool says_anything(const StepExpect& expect) {
  return expect.result != Wanted::unsaid || expect.http || expect.message || expect.identity ||
         expect.lifetime_s || expect.because;
}

bool expects_success(const StepExpect& expect) {
  switch (expect.result) {
    case Wanted::ok:
    case Wanted::allow:
      return true;
    case Wanted::deny:
    case Wanted::error:
      return false;
    case Wanted::unsaid:
      break;
  }
  return !expect.http || *expect.http < 400;
}

std::optional<Check> check_step(const Step& step, const StepExpect& expect,
                                const StepRecord& record, const Scenario& scenario) {
  Check check;
  check.name = step_name(record);
  check.where = expect.span.known() ? expect.span : step.span;
  if (!record.ran) {
    check.status = Status::failed;
    check.message = record.error_message;
    return check;
  }
  const std::vector<std::string> wrong = mismatches(expect, record);
  if (wrong.empty()) {
    if (!says_anything(expect)) return std::nullopt;
    check.message = record.ok ? "succeeded as expected"
                              : fmt::format("refused as expected: {}", record.error_code);
    return check;
  }
  check.status = Status::failed;
  check.message = fmt::format("{}", fmt::join(wrong, "; "));
  check.detail = explain_step(record, scenario);
  return check;
}

std::string step_name(const StepRecord& record) {
  if (!record.id.empty()) return "steps/" + record.id;
  return record.path.starts_with('/') ? record.path.substr(1) : record.path;
}

std::string fold_blanks(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

}  // namespace rolechain
