// rolechain graph: the roles of a scenario as a drawing, and questions about them.
#include <fmt/format.h>

#include <optional>
#include <vector>

#include "mocks/base/text.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/graphviz.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/graph/answer.h"
#include "sim/graph/draw.h"
#include "sim/graph/escalation.h"
#include "sim/graph/graph.h"

namespace rolechain {
namespace {

using Kind = GraphQuestion::Kind;

std::expected<std::size_t, UsageError> node_named(const RoleGraph& graph, const std::string& name) {
  std::size_t node = 0;
  if (graph.find(name, &node) != nullptr) return node;
  std::vector<std::string_view> names;
  names.reserve(graph.nodes.size());
  for (const GraphNode& one : graph.nodes) names.push_back(one.key);
  auto known = check_choice("workload, user or role", name, names);
  constexpr std::size_t names_max = 20;
  if (names.size() > names_max && did_you_mean(name, names).empty()) {
    known.error().help = "`--format json` lists all names";
  }
  return std::unexpected(std::move(known.error()));
}

Kind kind_of(const GraphOptions& options) {
  if (options.cut) return Kind::cut;
  if (options.chains > 0) return Kind::chains;
  if (!options.choke.empty()) return Kind::choke;
  if (options.cycles) return Kind::cycles;
  if (options.admins) return Kind::admins;
  if (options.unreached) return Kind::unreached;
  if (options.crossing) return Kind::crossing;
  if (options.from.empty()) return Kind::reached_by;
  return options.to.empty() ? Kind::reach : Kind::chain;
}

std::expected<GraphQuestion, UsageError> question_of(const GraphOptions& options,
                                                     const RoleGraph& graph) {
  GraphQuestion out;
  out.kind = kind_of(options);
  out.hops_max = options.chains;
  out.boundary_tag = options.boundary_tag;
  if (!options.from.empty()) {
    auto node = node_named(graph, options.from);
    if (!node) return std::unexpected(std::move(node.error()));
    out.from = *node;
  }
  const std::string& to = options.choke.empty() ? options.to : options.choke;
  if (!to.empty()) {
    auto node = node_named(graph, to);
    if (!node) return std::unexpected(std::move(node.error()));
    out.to = *node;
  }
  return out;
}

Collapse collapse_of(std::string_view word) {
  if (word == "none") return Collapse::none;
  if (word == "equal") return Collapse::equal;
  return word == "account" ? Collapse::account : Collapse::automatic;
}

int print_drawing(const GraphOptions& options, const RoleGraph& graph, const Scenario& scenario,
                  const GraphAnswer* answer, Terminal& terminal) {
  DrawOptions draw;
  draw.collapse = collapse_of(options.collapse);
  if (answer != nullptr) draw.chains = answer->chains;
  if (answer != nullptr) draw.edges = answer->edges;
  if (options.format == "json") {
    return write_report(options.output, to_graph_json(graph, scenario), terminal);
  }
  if (options.format == "graphml") {
    return write_report(options.output, to_graphml(graph, scenario), terminal);
  }
  if (options.format == "mermaid") {
    return write_report(options.output, to_mermaid(graph, scenario, draw), terminal);
  }
  const std::string dot = to_dot(graph, scenario, draw);
  if (options.format == "dot") return write_report(options.output, dot, terminal);
  const auto svg = draw_svg(dot);
  if (svg) return write_report(options.output, *svg, terminal);
  terminal.error(render(svg.error()));
  return kExitInvalid;
}

int print_answer(const GraphOptions& options, const RoleGraph& graph, const Scenario& scenario,
                 GraphAnswer answer, Terminal& terminal) {
  if (options.format == "text") return write_report(options.output, answer.text, terminal);
  if (options.format != "json") return print_drawing(options, graph, scenario, &answer, terminal);
  Node& undecided = answer.json.set("undecided", Node::make_list());
  for (const std::size_t i : answer.undecided) {
    const GraphEdge& edge = graph.edges[i];
    undecided.items.push_back(Node::make_string(
        fmt::format("{} → {}", graph.nodes[edge.from].key, graph.nodes[edge.to].key)));
  }
  return write_report(options.output, to_pretty_json(answer.json) + '\n', terminal);
}

}  // namespace

int graph_verb(const GraphOptions& options, Terminal& terminal) {
  const auto opened = open_scenario(options.file, options.case_name, options.read, terminal);
  if (!opened) return opened.error();
  const Scenario& scenario = *(*opened)->scenario;
  RoleGraph graph = build_graph(scenario);
  if (options.escalation) add_escalations(graph, scenario);
  if (!options.asks()) return print_drawing(options, graph, scenario, nullptr, terminal);
  const auto question = question_of(options, graph);
  if (!question) {
    terminal.error(render(question.error()));
    return kExitUsage;
  }
  GraphAnswer found = answer(*question, graph, scenario);
  const std::vector<std::size_t> undecided = found.undecided;
  const int code = print_answer(options, graph, scenario, std::move(found), terminal);
  if (code != kExitPassed || undecided.empty()) return code;
  // What hangs on a hop that nobody could decide is no answer.
  for (const std::size_t i : undecided) {
    const GraphEdge& edge = graph.edges[i];
    const std::string& from = graph.nodes[edge.from].key;
    const std::string& to = graph.nodes[edge.to].key;
    terminal.error(render(UsageError{
        edge.partial
            ? fmt::format("which sessions of `{}` `{}` may get could not be decided", to, from)
            : fmt::format("whether `{}` may become `{}` could not be decided", from, to),
        "`rolechain grants` says which construct; give its keys a value under `context:`"}));
  }
  return kExitInvalid;
}

}  // namespace rolechain
