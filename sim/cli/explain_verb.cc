// rolechain explain: the decision tree of a step, or of all.
#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/explain/explain.h"
#include "sim/report/report.h"

namespace rolechain {
namespace {

// A step without an id goes by its number, as `run` prints it: "2" of "/steps/2".
std::string_view name_of(const StepRecord& step) {
  if (!step.id.empty()) return step.id;
  return std::string_view(step.path).substr(step.path.rfind('/') + 1);
}

}  // namespace

int explain_verb(const ExplainOptions& options, Terminal& terminal) {
  const auto carried = carry_out(options.file, options.case_name, options.read, terminal);
  if (!carried) return carried.error();
  const Execution& execution = carried->execution;
  if (!options.step.empty()) {
    std::vector<std::string_view> ids;
    ids.reserve(execution.steps.size());
    for (const StepRecord& step : execution.steps) {
      ids.push_back(name_of(step));
    }
    if (auto known = check_choice("step", options.step, ids); !known) {
      terminal.error(render(known.error()));
      return kExitUsage;
    }
  }
  std::vector<const StepRecord*> asked;
  for (const StepRecord& step : execution.steps) {
    const bool told = !step.traces.empty() || !step.ok;  // `advance` needs no reason
    if (options.step.empty() ? told : name_of(step) == options.step) asked.push_back(&step);
  }
  if (options.format == "json") {
    terminal.out(to_json_explanation(execution.scenario->name, options.case_name, asked));
    return kExitPassed;
  }
  std::string text;
  for (const StepRecord* step : asked) {
    if (options.step.empty()) {
      text += fmt::format("{}step {}:\n", text.empty() ? "" : "\n", name_of(*step));
    }
    text += explain_step(*step, *execution.scenario, options.detail);
  }
  terminal.out(text);
  return kExitPassed;
}

}  // namespace rolechain
