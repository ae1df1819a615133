// What a person or a CI system reads about a run: text, JSON and JUnit XML, made from one shape.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/report.h"

namespace rolechain {

struct TextOptions {
  bool verbose = false;  // list what passed, too
  bool colour = false;   // never the only sign: ✓ and ✗ are there in any case
};

// Quiet on success: only what failed, with its detail; the summary is always the last line:
//   41 scenarios, 312 checks: 312 passed
std::string to_text(const std::vector<ScenarioReport>& reports, const TextOptions& options = {});
// The last line alone, without newline.
std::string summary_line(const RunSummary& summary);

// One object for the whole run; the order of members and lists is stable. sim/report/json-report.md
// lists the members.
std::string to_json_report(const std::vector<ScenarioReport>& reports);
// The same steps by themselves, for `explain`.
std::string to_json_explanation(std::string_view scenario, std::string_view case_name,
                                const std::vector<const StepRecord*>& steps);

struct DiffReport;
std::string to_json_diff(const DiffReport& report);  // of `rolechain diff`

// Suite = scenario file, case = check; unsupported and invalid are errors, not failures.
std::string to_junit(const std::vector<ScenarioReport>& reports);

}  // namespace rolechain
