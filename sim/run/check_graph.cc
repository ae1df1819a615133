// `reach`, `unreachable`: exactly these roles, by the role graph of the world at the start.
#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/graph/graph.h"
#include "sim/run/checks.h"

namespace rolechain {
namespace {

using Keys = std::set<std::string>;
using Nodes = std::set<std::size_t>;

bool is_role(const RoleGraph& graph, std::size_t node) {
  return graph.nodes[node].kind == GraphNode::Kind::role;
}

Keys role_keys(const RoleGraph& graph, const std::vector<std::size_t>& nodes) {
  Keys keys;
  for (const std::size_t node : nodes) {
    if (is_role(graph, node)) keys.insert(graph.nodes[node].key);
  }
  return keys;
}

// Roles behind the hops that a case turns round.
Keys behind_turned(const RoleGraph& graph, const CheckPlan& plan) {
  Keys keys;
  for (const TurnedHop& hop : plan.turned) {
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
      if (hop.role_arn.empty() || graph.nodes[node].arn != hop.role_arn) continue;
      keys.insert(graph.nodes[node].key);
      keys.merge(role_keys(graph, graph.reachable(node)));
    }
  }
  return keys;
}

// An edge nobody could decide, that would lead to a role not reached otherwise.
const GraphEdge* undecided_edge(const RoleGraph& graph, const Nodes& reached) {
  for (const GraphEdge& edge : graph.edges) {
    if (edge.undecided() && reached.contains(edge.from) && !reached.contains(edge.to)) return &edge;
  }
  return nullptr;
}

std::string why_not(const RoleGraph& graph, std::string_view key) {
  std::string out;
  for (const GraphEdge& edge : graph.edges) {
    if (graph.nodes[edge.to].key != key || edge.allowed()) continue;
    out += fmt::format("           {} → {}: {}\n", graph.nodes[edge.from].key, key,
                       edge_text(graph, edge));
  }
  return out;
}

std::string how(const RoleGraph& graph, const Nodes& starts, std::string_view key) {
  std::size_t target = 0;
  if (graph.find(key, &target) == nullptr) return {};
  for (const std::size_t start : starts) {
    std::vector<std::string> names;
    for (const std::size_t node : graph.shortest_chain(start, target)) {
      names.push_back(graph.nodes[node].key);
    }
    if (!names.empty()) return fmt::format("           {}\n", fmt::join(names, " → "));
  }
  return {};
}

struct Question {
  std::string name;
  Keys expected;
  Keys came;
  Keys free;  // not compared
  bool unreachable = false;
  SourceSpan where;
};

Check answer(Question question, const RoleGraph& graph, const Nodes& starts, Nodes reached) {
  for (const std::string& key : question.free) {
    question.expected.erase(key);
    question.came.erase(key);
  }
  std::string detail;
  for (const std::string& key : question.came) {
    if (question.expected.contains(key)) continue;
    detail += fmt::format("+ EXTRA    {}\n", key);
    detail += question.unreachable ? why_not(graph, key) : how(graph, starts, key);
  }
  for (const std::string& key : question.expected) {
    if (question.came.contains(key)) continue;
    detail += fmt::format("- MISSING  {}\n", key);
    detail += question.unreachable ? how(graph, starts, key) : why_not(graph, key);
  }
  if (detail.empty()) {
    reached.insert(starts.begin(), starts.end());
    const GraphEdge* edge = undecided_edge(graph, reached);
    if (edge == nullptr || question.free.contains(graph.nodes[edge->to].key)) {
      return passed_check(std::move(question.name), "exactly these roles", question.where);
    }
    Check check = failed_check(
        std::move(question.name),
        fmt::format("not decided: whether {} may become {} ({})", graph.nodes[edge->from].key,
                    graph.nodes[edge->to].key, edge_text(graph, *edge)),
        "", question.where);
    check.status = Status::unsupported;
    return check;
  }
  for (const std::string& key : question.expected) {
    if (question.came.contains(key)) detail += fmt::format("= same     {}\n", key);
  }
  return failed_check(std::move(question.name), "other roles than expected", std::move(detail),
                      question.where);
}

Nodes starts_of(const RoleGraph& graph, std::string_view from) {
  Nodes starts;
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    const GraphNode& one = graph.nodes[node];
    if (one.kind == GraphNode::Kind::role) continue;
    const bool named = one.kind == GraphNode::Kind::workload && one.key == from;
    if (from.empty() || named) starts.insert(node);
  }
  return starts;
}

Nodes reached_from(const RoleGraph& graph, const Nodes& starts) {
  Nodes reached;
  for (const std::size_t start : starts) {
    for (const std::size_t node : graph.reachable(start)) reached.insert(node);
  }
  return reached;
}

}  // namespace

void check_graph(const CheckPlan& plan, const Execution& execution, Checks& out) {
  if (plan.reach.empty() && !plan.unreachable) return;
  const RoleGraph graph = build_graph(*execution.worlds.front());
  const Keys free = behind_turned(graph, plan);
  for (const Reach& reach : plan.reach) {
    const Nodes starts = starts_of(graph, reach.from);
    const Nodes reached = reached_from(graph, starts);
    Question question;
    question.name = reach.from.empty() ? "reach" : "reach/" + reach.from;
    question.expected = Keys(reach.roles.begin(), reach.roles.end());
    question.came = role_keys(graph, {reached.begin(), reached.end()});
    if (plan.reach_inherited) question.free = free;
    question.where = reach.span;
    out.push_back(answer(std::move(question), graph, starts, reached));
  }
  if (!plan.unreachable) return;
  const Nodes starts = starts_of(graph, "");
  Question question;
  question.name = "unreachable";
  question.expected = Keys(plan.unreachable->begin(), plan.unreachable->end());
  question.came = role_keys(graph, graph.unreachable());
  if (plan.unreachable_inherited) question.free = free;
  question.unreachable = true;
  question.where = execution.worlds.front()->expect.span;
  out.push_back(answer(std::move(question), graph, starts, reached_from(graph, starts)));
}

}  // namespace rolechain
