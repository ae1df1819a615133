// The graph as text for Graphviz, Mermaid and programs. Accounts are frames, workloads and users
// boxes, blocked hops dashed with their reason.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>

#include "mocks/base/node.h"
#include "sim/graph/graph.h"

namespace rolechain {
namespace {

std::string_view kind_word(GraphNode::Kind kind) {
  switch (kind) {
    case GraphNode::Kind::workload:
      return "workload";
    case GraphNode::Kind::user:
      return "user";
    case GraphNode::Kind::role:
      return "role";
  }
  return "";
}

std::string_view workload_word(Workload::Type type) {
  switch (type) {
    case Workload::Type::ec2:
      return "EC2 instance";
    case Workload::Type::ecs_task:
      return "ECS task";
    case Workload::Type::eks_irsa:
      return "EKS pod, IRSA";
    case Workload::Type::eks_pod_identity:
      return "EKS pod, Pod Identity";
    case Workload::Type::lambda:
      return "Lambda function";
    case Workload::Type::user:
      return "access key of a user";
    case Workload::Type::github_actions:
      return "GitHub Actions job";
  }
  return "";
}

// The second line of a node: what kind of thing it is.
std::string_view what_is(const GraphNode& node, const Scenario& scenario) {
  if (node.kind == GraphNode::Kind::user) return "IAM user";
  if (node.kind == GraphNode::Kind::role) return "";
  const Workload* workload = scenario.workload(node.key);
  return workload == nullptr ? std::string_view() : workload_word(workload->type);
}

std::string account_title(const std::string& id, const Scenario& scenario) {
  const Account* account = scenario.world.account(id);
  return account == nullptr || account->key.empty() ? id : fmt::format("{} {}", account->key, id);
}

// Accounts in the order of their first node; within them the nodes in theirs.
struct Frame {
  std::string account;
  std::vector<std::size_t> nodes;
};
std::vector<Frame> frames_of(const RoleGraph& graph) {
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    auto frame = std::ranges::find(frames, graph.nodes[i].account, &Frame::account);
    if (frame == frames.end()) frame = frames.insert(frames.end(), {graph.nodes[i].account, {}});
    frame->nodes.push_back(i);
  }
  return frames;
}

std::string dot_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string dot_id(const GraphNode& node) {
  return dot_quoted(fmt::format("{} {}", kind_word(node.kind), node.key));
}

// Inside Mermaid's quotes a `"` ends the text and `#` begins an entity.
std::string mermaid_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"') {
      out += "#quot;";
    } else if (c == '#') {
      out += "#35;";
    } else if (c == '<') {
      out += "#lt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string dot_node(const GraphNode& node, const Scenario& scenario) {
  std::string label = dot_quoted(node.key);
  const std::string_view what = what_is(node, scenario);
  if (!what.empty()) {  // \n is Graphviz's own escape: it must not be quoted
    label.pop_back();
    label += fmt::format("\\n{}\"", what);
  }
  const bool role = node.kind == GraphNode::Kind::role;
  return fmt::format("    {} [label={}, shape={}{}];\n", dot_id(node), label,
                     role ? "ellipse" : "box",
                     node.arn.empty() ? "" : fmt::format(", tooltip={}", dot_quoted(node.arn)));
}

std::string dot_edge(const GraphEdge& edge, const RoleGraph& graph) {
  const std::string ends =
      fmt::format("  {} -> {}", dot_id(graph.nodes[edge.from]), dot_id(graph.nodes[edge.to]));
  if (edge.allowed())
    return fmt::format("{} [tooltip={}];\n", ends, dot_quoted(edge_text(graph, edge)));
  return fmt::format("{} [label={}, style=dashed, color=\"#b3261e\", fontcolor=\"#b3261e\"];\n",
                     ends, dot_quoted((edge.undecided() ? "? " : "✗ ") + edge_text(graph, edge)));
}

}  // namespace

std::string to_dot(const RoleGraph& graph, const Scenario& scenario) {
  std::string out = fmt::format("digraph {} {{\n", dot_quoted(scenario.name));
  out += "  rankdir=LR;\n  fontname=\"sans-serif\";\n";
  out += "  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n";
  for (const Frame& frame : frames_of(graph)) {
    out += fmt::format("  subgraph {} {{\n    label={};\n    color=\"#888888\";\n",
                       dot_quoted("cluster_" + frame.account),
                       dot_quoted(account_title(frame.account, scenario)));
    for (const std::size_t node : frame.nodes) out += dot_node(graph.nodes[node], scenario);
    out += "  }\n";
  }
  for (const GraphEdge& edge : graph.edges) out += dot_edge(edge, graph);
  return out + "}\n";
}

std::string to_mermaid(const RoleGraph& graph, const Scenario& scenario) {
  std::string out = "flowchart LR\n";
  std::size_t count = 0;
  for (const Frame& frame : frames_of(graph)) {
    out += fmt::format("  subgraph account{}[\"{}\"]\n", count++,
                       mermaid_text(account_title(frame.account, scenario)));
    for (const std::size_t i : frame.nodes) {
      const GraphNode& node = graph.nodes[i];
      const std::string_view what = what_is(node, scenario);
      const std::string text =
          mermaid_text(node.key) + (what.empty() ? "" : fmt::format("<br/>{}", what));
      out += node.kind == GraphNode::Kind::role ? fmt::format("    n{}([\"{}\"])\n", i, text)
                                                : fmt::format("    n{}[\"{}\"]\n", i, text);
    }
    out += "  end\n";
  }
  for (const GraphEdge& edge : graph.edges) {
    out += edge.allowed() ? fmt::format("  n{} --> n{}\n", edge.from, edge.to)
                          : fmt::format("  n{} -. \"{} {}\" .-> n{}\n", edge.from,
                                        edge.undecided() ? "?" : "✗",
                                        mermaid_text(edge_text(graph, edge)), edge.to);
  }
  return out;
}

std::string to_graph_json(const RoleGraph& graph, const Scenario& scenario) {
  const auto text = [](std::string_view value) { return Node::make_string(std::string(value)); };
  Node root = Node::make_map();
  root.set("scenario", text(scenario.name));
  Node nodes = Node::make_list();
  for (const GraphNode& from : graph.nodes) {
    Node node = Node::make_map();
    node.set("kind", text(kind_word(from.kind)));
    node.set("key", text(from.key));
    node.set("account", text(from.account));
    if (!from.arn.empty()) node.set("arn", text(from.arn));
    nodes.items.push_back(std::move(node));
  }
  root.set("nodes", std::move(nodes));
  Node edges = Node::make_list();
  for (const GraphEdge& from : graph.edges) {
    Node edge = Node::make_map();
    edge.set("from", text(graph.nodes[from.from].key));
    edge.set("to", text(graph.nodes[from.to].key));
    edge.set("verdict", text(from.allowed()     ? "allowed"
                             : from.undecided() ? "undecided"
                                                : "blocked"));
    edge.set(from.allowed() ? "by" : "reason", text(edge_text(graph, from)));
    edges.items.push_back(std::move(edge));
  }
  root.set("edges", std::move(edges));
  Node lost = Node::make_list();
  for (const std::size_t node : graph.unreachable()) {
    lost.items.push_back(text(graph.nodes[node].key));
  }
  root.set("unreachable", std::move(lost));
  return to_pretty_json(root) + '\n';
}

}  // namespace rolechain
