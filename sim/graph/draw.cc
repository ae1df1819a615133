// The whole graph for programs: JSON and GraphML.
#include "sim/graph/draw.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>

#include "mocks/base/line_index.h"
#include "mocks/base/node.h"
#include "mocks/base/source.h"
#include "mocks/base/xml.h"
#include "sim/graph/picture.h"

namespace rolechain {
namespace {

Node text_node(std::string_view value) { return Node::make_string(std::string(value)); }

Node node_entry(const GraphNode& from) {
  Node node = Node::make_map();
  node.set("kind", text_node(kind_word(from.kind)));
  node.set("key", text_node(from.key));
  node.set("account", text_node(from.account));
  if (!from.arn.empty()) node.set("arn", text_node(from.arn));
  return node;
}

// A graph of many edges names as many statements of few files.
class Places {
 public:
  // "path:line"; "" where the span is not known.
  std::string line_of(const SourceSpan& span) {
    if (!span.known()) return {};
    const LineIndex& index = indexes_.try_emplace(span.file, *span.file).first->second;
    return fmt::format("{}:{}", span.file->path, index.at(span.begin).line);
  }

 private:
  std::unordered_map<const SourceFile*, LineIndex> indexes_;
};

void set_statement(Node& edge, std::string name, const StatementRef& statement, Places& places) {
  if (!statement.known()) return;
  Node node = Node::make_map();
  node.set("statement", text_node(statement.label()));
  const std::string where = places.line_of(statement.statement().span);
  if (!where.empty()) node.set("where", text_node(where));
  edge.set(std::move(name), std::move(node));
}

Node edge_entry(const RoleGraph& graph, const GraphEdge& from, Places& places) {
  Node edge = Node::make_map();
  edge.set("from", text_node(graph.nodes[from.from].key));
  edge.set("to", text_node(graph.nodes[from.to].key));
  edge.set("kind", text_node(kind_word(from.kind)));
  edge.set("verdict", text_node(verdict_word(from.verdict)));
  edge.set(from.allowed() ? "by" : "reason", text_node(edge_text(graph, from)));
  const auto set_text = [&](std::string name, std::string text) {
    if (!text.empty()) edge.set(std::move(name), Node::make_string(std::move(text)));
  };
  set_text("with", sent_text(graph, from));
  set_text("from_a_session_with", only_from_text(graph, from));
  set_statement(edge, "caller", from.caller, places);
  set_statement(edge, "trust", from.trust, places);
  return edge;
}

void add_data(std::string& out, std::string_view key, std::string_view value) {
  if (!value.empty())
    out += fmt::format("      <data key=\"{}\">{}</data>\n", key, xml_escaped(value));
}

}  // namespace

std::string to_graph_json(const RoleGraph& graph, const Scenario& scenario) {
  Node root = Node::make_map();
  root.set("scenario", text_node(scenario.name));
  Node nodes = Node::make_list();
  for (const GraphNode& node : graph.nodes) nodes.items.push_back(node_entry(node));
  root.set("nodes", std::move(nodes));
  Node edges = Node::make_list();
  edges.items.reserve(graph.edges.size());
  Places places;
  for (const GraphEdge& edge : graph.edges) edges.items.push_back(edge_entry(graph, edge, places));
  root.set("edges", std::move(edges));
  Node lost = Node::make_list();
  for (const std::size_t node : graph.unreachable()) {
    lost.items.push_back(text_node(graph.nodes[node].key));
  }
  root.set("unreachable", std::move(lost));
  return to_pretty_json(root) + '\n';
}

std::string to_graphml(const RoleGraph& graph, const Scenario& scenario) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
  constexpr std::array<std::string_view, 4> node_keys{"kind", "name", "account", "arn"};
  constexpr std::array<std::string_view, 3> edge_keys{"hop", "verdict", "text"};
  const auto declare = [&](std::string_view of, std::string_view key) {
    out += fmt::format("  <key id=\"{0}\" for=\"{1}\" attr.name=\"{0}\" attr.type=\"string\"/>\n",
                       key, of);
  };
  for (const std::string_view key : node_keys) declare("node", key);
  for (const std::string_view key : edge_keys) declare("edge", key);
  out += fmt::format("  <graph id=\"{}\" edgedefault=\"directed\">\n", xml_escaped(scenario.name));
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const GraphNode& node = graph.nodes[i];
    out += fmt::format("    <node id=\"n{}\">\n", i);
    add_data(out, "kind", kind_word(node.kind));
    add_data(out, "name", node.key);
    add_data(out, "account", node.account);
    add_data(out, "arn", node.arn);
    out += "    </node>\n";
  }
  for (const GraphEdge& edge : graph.edges) {
    out += fmt::format("    <edge source=\"n{}\" target=\"n{}\">\n", edge.from, edge.to);
    add_data(out, "hop", kind_word(edge.kind));
    add_data(out, "verdict", verdict_word(edge.verdict));
    add_data(out, "text", edge_text(graph, edge));
    out += "    </edge>\n";
  }
  return out + "  </graph>\n</graphml>\n";
}

}  // namespace rolechain
