// What an edge says: its statements and what it sends, or its reason.
#include <fmt/format.h>

#include "sim/chain/path.h"
#include "sim/graph/graph.h"

namespace rolechain {
namespace {

// "lambda-create-function (base/p#1, base/p#2), glue-create-job (base/p#1)".
std::string escalation_text(const std::vector<EscalationWay>& ways) {
  std::string out;
  for (const EscalationWay& way : ways) {
    std::string labels;
    for (const StatementRef& statement : way.statements) {
      const std::string label = statement.label();
      if (labels.find(label) != std::string::npos) continue;
      labels += (labels.empty() ? "" : ", ") + label;
    }
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", way.row, labels);
  }
  return out;
}

// What the caller's session must carry, where not every session of the caller may go on.
std::string only_from(const RoleGraph& graph, const GraphEdge& edge) {
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

}  // namespace

std::string edge_text(const RoleGraph& graph, const GraphEdge& edge) {
  const GraphNode& from = graph.nodes[edge.from];
  const GraphNode& to = graph.nodes[edge.to];
  if (!edge.allowed()) {
    return edge.block == GraphEdge::kNone ? std::string()
                                          : block_text(graph.blocks[edge.block], from.key, to.key);
  }
  if (edge.kind == GraphEdge::Kind::escalated) {
    return escalation_text(graph.escalations[edge.escalation]);
  }
  if (to.kind == GraphNode::Kind::user) return "access key";
  std::string out;
  for (const StatementRef& statement : {edge.caller, edge.trust}) {
    if (!statement.known()) continue;
    if (!out.empty()) out += ", ";
    out += statement.label();
  }
  if (edge.sent != GraphEdge::kNone) {
    const std::string sent = describe_parameters(graph.parameters[edge.sent]);
    if (!sent.empty()) out += " with " + sent;
  }
  const std::string what = only_from(graph, edge);
  return what.empty() ? out : fmt::format("{}, from a session with {}", out, what);
}

}  // namespace rolechain
