// The search for chains (sim/chain) as a graph: its states and hops are taken over, and its
// questions, answered yes or no, become edges between nodes.
#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "sim/chain/chain.h"
#include "sim/chain/journal.h"
#include "sim/chain/reason.h"
#include "sim/graph/graph.h"

namespace rolechain {
namespace {

using Kind = GraphEdge::Kind;
using Verdict = GraphEdge::Verdict;

// Writes down the edges while the search runs, then takes over its states.
class Builder final : public ChainObserver {
 public:
  explicit Builder(const Scenario& scenario)
      : scenario_(scenario),
        first_user_(scenario.workloads.size()),
        first_role_(first_user_ + scenario.world.users.size()) {}

  void on_delivery(std::size_t workload, std::size_t role, const Trace* trace,
                   const std::string& error, bool delivered) override;
  void on_hop(const ChainQuestion& asked, const ChainAnswer& answer) override;

  RoleGraph build() &&;

 private:
  void add_nodes();
  void add_blocked(GraphEdge edge, HopBlock block);
  void add_states(ChainSearch& search);
  void add_access_keys();
  void merge_edges();
  void mark_partial(const ChainSearch& search);

  [[nodiscard]] std::size_t index_of(const ChainNode& node) const {
    switch (node.kind) {
      case ChainNode::Kind::workload:
        return node.index;
      case ChainNode::Kind::user:
        return first_user_ + node.index;
      case ChainNode::Kind::role:
        break;
    }
    return first_role_ + node.index;
  }
  [[nodiscard]] GraphEdge edge_between(const ChainNode& from, const ChainNode& to,
                                       Kind kind) const {
    GraphEdge edge;
    edge.from = static_cast<std::uint32_t>(index_of(from));
    edge.to = static_cast<std::uint32_t>(index_of(to));
    edge.kind = kind;
    return edge;
  }

  const Scenario& scenario_;
  std::size_t first_user_;
  std::size_t first_role_;
  RoleGraph graph_;
};

void Builder::add_nodes() {
  const World& world = scenario_.world;
  for (const Workload& workload : scenario_.workloads) {
    graph_.nodes.push_back({GraphNode::Kind::workload, workload.key, {}, workload.account});
  }
  for (const User& user : world.users) {
    graph_.nodes.push_back({GraphNode::Kind::user, user.key, user.arn, user.account});
  }
  for (const Role& role : world.roles) {
    graph_.nodes.push_back({GraphNode::Kind::role, role.key, role.arn, role.account});
  }
}

void Builder::add_blocked(GraphEdge edge, HopBlock block) {
  edge.verdict = block.why == HopBlock::Why::undecided ? Verdict::undecided : Verdict::blocked;
  edge.block = static_cast<std::uint32_t>(graph_.blocks.size());
  graph_.blocks.push_back(std::move(block));
  graph_.edges.push_back(edge);
}

void Builder::on_delivery(std::size_t workload, std::size_t role, const Trace* trace,
                          const std::string& error, bool delivered) {
  GraphEdge edge = edge_between({ChainNode::Kind::workload, workload},
                                {ChainNode::Kind::role, role}, Kind::delivered);
  if (!delivered) return add_blocked(edge, refusal_of_delivery(trace, error));
  edge.verdict = Verdict::allowed;
  if (trace != nullptr) edge.trust = trust_statement(*trace);
  graph_.edges.push_back(edge);
}

void Builder::on_hop(const ChainQuestion& asked, const ChainAnswer& answer) {
  GraphEdge edge = edge_between(asked.node, {ChainNode::Kind::role, asked.role}, Kind::assumed);
  if (answer.yes()) {
    edge.verdict = Verdict::allowed;
    edge.caller = answer.caller;
    edge.trust = answer.trust;
    edge.sent = static_cast<std::uint32_t>(answer.parameters);
    edge.only_state = static_cast<std::uint32_t>(asked.from);
    graph_.edges.push_back(edge);
    return;
  }
  auto why = refusal_of(asked, answer);
  if (!why) return;
  if (asked.by_caller && answer.assume && caller_says_yes(*answer.assume)) {
    edge.caller = caller_statement(*answer.assume);
  }
  add_blocked(edge, *std::move(why));
}

// GetSessionToken makes another session of the same user, and no hop: whoever has the user's keys
// has both.
void Builder::add_states(ChainSearch& search) {
  graph_.states.reserve(search.states.size());
  const auto add = [](GraphState& state, const ChainHop& hop) {
    state.next.push_back(hop.to);
    state.sent.push_back(static_cast<std::uint32_t>(hop.parameters));
  };
  for (ChainState& from : search.states) {
    GraphState& state = graph_.states.emplace_back();
    state.node = index_of(from.node);
    state.next.reserve(from.hops.size());
    state.sent.reserve(from.hops.size());
    for (const ChainHop& hop : from.hops) {
      if (hop.kind == ChainHop::Kind::session_token) continue;
      add(state, hop);
      if (search.states[hop.to].node.kind != ChainNode::Kind::user) continue;
      for (const ChainHop& more : search.states[hop.to].hops) {
        if (more.kind == ChainHop::Kind::session_token) add(state, more);
      }
    }
    if (from.node.kind != ChainNode::Kind::workload) {
      state.session = std::make_shared<const Session>(std::move(from.session));
    }
  }
  graph_.parameters = std::move(search.parameters);
}

void Builder::add_access_keys() {
  for (const GraphState& state : graph_.states) {
    if (graph_.nodes[state.node].kind != GraphNode::Kind::workload) continue;
    for (const std::size_t to : state.next) {
      const std::size_t user = graph_.states[to].node;
      if (graph_.nodes[user].kind != GraphNode::Kind::user) continue;
      GraphEdge edge;
      edge.from = static_cast<std::uint32_t>(state.node);
      edge.to = static_cast<std::uint32_t>(user);
      edge.kind = Kind::delivered;
      edge.verdict = Verdict::allowed;
      graph_.edges.push_back(edge);
    }
  }
}

// Several states of one node ask about the same hop. A yes anywhere makes the edge, and says so
// where another state of the node has none; else the first reason stays.
void Builder::merge_edges() {
  std::vector<std::uint32_t> states(graph_.nodes.size());
  for (const GraphState& state : graph_.states) ++states[state.node];
  std::vector<GraphEdge>& edges = graph_.edges;
  const auto rank = [](const GraphEdge& edge) {
    return edge.allowed() ? 0 : edge.undecided() ? 1 : 2;
  };
  std::ranges::stable_sort(
      edges, {}, [&](const GraphEdge& edge) { return std::tuple(edge.from, edge.to, rank(edge)); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < edges.size();) {
    GraphEdge edge = edges[i];
    std::uint32_t allowed = 0;
    bool undecided = false;
    for (; i < edges.size() && edges[i].from == edge.from && edges[i].to == edge.to; ++i) {
      if (edges[i].allowed()) ++allowed;
      undecided |= edges[i].undecided();
    }
    if (allowed == states[edge.from]) edge.only_state = GraphEdge::kNone;
    edge.partial = edge.allowed() && undecided;
    edges[kept++] = edge;
  }
  edges.resize(kept);
}

void Builder::mark_partial(const ChainSearch& search) {
  for (const UndecidedHop& hop : search.undecided) {
    const std::size_t from = index_of(search.states[hop.from].node);
    const std::size_t to = first_role_ + hop.role;
    for (GraphEdge& edge : graph_.edges) {
      if (edge.from == from && edge.to == to) edge.partial |= edge.allowed();
    }
  }
}

RoleGraph Builder::build() && {
  add_nodes();
  ChainSearch search = search_chains(scenario_, Unreached::explore, this);
  add_states(search);
  add_access_keys();
  merge_edges();
  mark_partial(search);
  return std::move(graph_);
}

}  // namespace

RoleGraph build_graph(const Scenario& scenario) { return Builder(scenario).build(); }

}  // namespace rolechain
