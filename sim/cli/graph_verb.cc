// rolechain graph: the roles of a scenario as a drawing.
#include "sim/cli/exit_code.h"
#include "sim/cli/graphviz.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/graph/graph.h"

namespace rolechain {

int graph_verb(const GraphOptions& options, Terminal& terminal) {
  const auto opened = open_scenario(options.file, options.case_name, options.read, terminal);
  if (!opened) return opened.error();
  const Scenario& scenario = *(*opened)->scenario;
  const RoleGraph graph = build_graph(scenario);
  if (options.format == "json") {
    return write_report(options.output, to_graph_json(graph, scenario), terminal);
  }
  if (options.format == "mermaid") {
    return write_report(options.output, to_mermaid(graph, scenario), terminal);
  }
  const std::string dot = to_dot(graph, scenario);
  if (options.format == "dot") return write_report(options.output, dot, terminal);
  const auto svg = draw_svg(dot);
  if (!svg) {
    terminal.error(render(svg.error()));
    return kExitInvalid;
  }
  return write_report(options.output, *svg, terminal);
}

}  // namespace rolechain
