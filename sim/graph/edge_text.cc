// What an edge says: its statements and what it sends, or its reason.
#include <fmt/format.h>

#include "sim/chain/path.h"
#include "sim/graph/graph.h"

namespace rolechain {

std::string ways_text(const std::vector<EscalationWay>& ways) {
  std::string out;
  for (const EscalationWay& way : ways) {
    std::string labels;
    for (const StatementRef& statement : way.statements) {
      const std::string label = statement.label();
      if (labels.find(label) != std::string::npos) continue;
      labels += (labels.empty() ? "" : ", ") + label;
    }
    out += fmt::format("{}{}{}{} ({})", out.empty() ? "" : ", ", way.row,
                       way.by.empty() ? "" : " by ", way.by, labels);
  }
  return out;
}

std::string sent_text(const RoleGraph& graph, const GraphEdge& edge) {
  return edge.sent == GraphEdge::kNone ? std::string()
                                       : describe_parameters(graph.parameters[edge.sent]);
}

std::string only_from_text(const RoleGraph& graph, const GraphEdge& edge) {
  if (edge.only_state == GraphEdge::kNone) return {};
  const Session& session = *graph.states[edge.only_state].session;
  HopParameters carried;
  carried.session_name = session.session_name;
  carried.tags = session.tags;
  carried.transitive = session.transitive;
  if (!session.source_identity.empty()) carried.source_identity = session.source_identity;
  carried.mfa = session.mfa;
  return describe_parameters(carried);
}

std::string needs_text(const RoleGraph& graph, const GraphEdge& edge) {
  const std::string sent = sent_text(graph, edge);
  const std::string carried = only_from_text(graph, edge);
  std::string out;
  if (!sent.empty()) out = "with " + sent;
  if (!carried.empty()) {
    out += fmt::format("{}from a session with {}", out.empty() ? "" : ", ", carried);
  }
  return out;
}

std::string edge_text(const RoleGraph& graph, const GraphEdge& edge) {
  const GraphNode& from = graph.nodes[edge.from];
  const GraphNode& to = graph.nodes[edge.to];
  if (!edge.allowed()) {
    return edge.block == GraphEdge::kNone ? std::string()
                                          : block_text(graph.blocks[edge.block], from.key, to.key);
  }
  if (edge.kind == GraphEdge::Kind::escalated) {
    return ways_text(graph.escalations[edge.escalation]);
  }
  if (to.kind == GraphNode::Kind::user) return "access key";
  std::string out;
  for (const StatementRef& statement : {edge.caller, edge.trust}) {
    if (!statement.known()) continue;
    if (!out.empty()) out += ", ";
    out += statement.label();
  }
  const std::string needs = needs_text(graph, edge);
  if (needs.empty()) return out;
  return fmt::format("{}{} {}", out, needs.starts_with("from") ? "," : "", needs);
}

}  // namespace rolechain
