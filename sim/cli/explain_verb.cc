// rolechain explain: the decision tree of a step, or of all.
#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/node.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/explain/explain.h"

namespace rolechain {
namespace {

Node to_node(const StepRecord& step, const std::string& explanation) {
  const auto text = [](const std::string& value) { return Node::make_string(value); };
  Node out = Node::make_map();
  out.set("id", text(step.id));
  out.set("path", text(step.path));
  out.set("summary", text(step.summary));
  out.set("at", text(step.at));
  Node ok;
  ok.kind = Node::Kind::boolean;
  ok.text = step.ok ? "true" : "false";
  out.set("ok", std::move(ok));
  if (!step.as.empty()) out.set("as", text(step.as));
  if (!step.identity.empty()) out.set("identity", text(step.identity));
  if (!step.error_code.empty()) out.set("error", text(step.error_code));
  if (!step.error_message.empty()) out.set("message", text(step.error_message));
  out.set("explanation", text(explanation));
  return out;
}

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
  std::string text;
  Node steps = Node::make_list();
  for (const StepRecord& step : execution.steps) {
    const bool all = options.step.empty();
    const bool told = !step.traces.empty() || !step.ok;  // `advance` needs no reason
    if (all ? !told : name_of(step) != options.step) continue;
    std::string explanation = explain_step(step, *execution.scenario);
    if (!explanation.ends_with('\n')) explanation += '\n';
    if (all) text += fmt::format("{}step {}:\n", text.empty() ? "" : "\n", name_of(step));
    text += explanation;
    steps.items.push_back(to_node(step, explanation));
  }
  if (options.format == "json") {
    Node root = Node::make_map();
    root.set("scenario", Node::make_string(execution.scenario->name));
    root.set("case", Node::make_string(options.case_name));
    root.set("steps", std::move(steps));
    text = to_pretty_json(root) + '\n';
  }
  terminal.out(text);
  return kExitPassed;
}

}  // namespace rolechain
