// rolechain lint: the findings of many scenarios.
#include <fmt/format.h>

#include "mocks/base/node.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/lint/lint.h"
#include "sim/run/find.h"

namespace rolechain {
namespace {

std::string_view severity_word(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

Node to_node(const std::string& path, const Finding& finding) {
  const auto text = [](std::string_view value) { return Node::make_string(std::string(value)); };
  Node out = Node::make_map();
  out.set("scenario", text(path));
  out.set("rule", text(finding.rule));
  out.set("severity", text(severity_word(finding.severity)));
  out.set("at", text(finding.at));
  out.set("where", text(location(finding.where)));
  out.set("message", text(finding.message));
  out.set("help", text(finding.help));
  return out;
}

}  // namespace

int lint_verb(const LintOptions& options, Terminal& terminal) {
  const auto files = find_scenarios(options.paths);
  if (!files) {
    terminal.error(render(files.error()));
    return kExitInvalid;
  }
  std::string text;
  Node list = Node::make_list();
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t broken = 0;
  for (const std::string& path : *files) {
    const auto opened = open_scenario(path, {}, options.read, terminal);
    if (!opened) ++broken;
    if (!opened) continue;
    for (const Finding& finding : lint(*(*opened)->scenario)) {
      ++(finding.severity == Severity::error ? errors : warnings);
      text += render(
          Diagnostic{finding.severity, finding.rule, finding.message, finding.where, finding.help});
      list.items.push_back(to_node(path, finding));
    }
  }
  if (options.format == "json") {
    terminal.out(to_pretty_json(list) + '\n');
  } else {
    text += fmt::format("{}: {}, {}", counted(files->size(), "scenario"), counted(errors, "error"),
                        counted(warnings, "warning"));
    terminal.out(text + (broken > 0 ? fmt::format(", {} invalid\n", broken) : "\n"));
  }
  if (broken > 0) return kExitInvalid;
  return errors > 0 ? kExitFailed : kExitPassed;
}

}  // namespace rolechain
