// Small role graphs made by seed, and the plain questions that the quick answers are held against.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "sim/graph/graph.h"

namespace rolechain::testing {

// 2 origins and `roles` roles; some nodes have two states; an edge wherever a state has a hop.
inline RoleGraph random_graph(std::uint32_t seed, std::size_t roles) {
  std::mt19937 random(seed);
  const auto below = [&](std::size_t limit) { return random() % limit; };
  RoleGraph graph;
  for (std::size_t i = 0; i < roles + 2; ++i) {
    const bool origin = i < 2;
    graph.nodes.push_back({origin ? GraphNode::Kind::workload : GraphNode::Kind::role,
                           "n" + std::to_string(i),
                           {},
                           "111111111111"});
    graph.states.push_back({i, {}});
    if (!origin && below(4) == 0) graph.states.push_back({i, {}});
  }
  const std::size_t hops = roles / 2 + below(2 * roles + 1);
  for (std::size_t i = 0; i < hops; ++i) {
    const std::size_t from = below(graph.states.size());
    const std::size_t to = below(graph.states.size());
    if (graph.nodes[graph.states[to].node].is_origin()) continue;
    graph.states[from].next.push_back(to);
    GraphEdge edge;
    edge.from = static_cast<std::uint32_t>(graph.states[from].node);
    edge.to = static_cast<std::uint32_t>(graph.states[to].node);
    edge.verdict = GraphEdge::Verdict::allowed;
    if (graph.nodes[edge.from].is_origin()) edge.kind = GraphEdge::Kind::delivered;
    graph.edges.push_back(edge);
  }
  const auto ends = [](const GraphEdge& edge) { return std::pair(edge.from, edge.to); };
  std::ranges::sort(graph.edges, {}, ends);
  graph.edges.erase(std::ranges::unique(graph.edges, {}, ends).begin(), graph.edges.end());
  return graph;
}

// States that `start`'s states reach without entering a node or edge that is taken away.
struct Without {
  std::vector<std::size_t> nodes;
  std::vector<std::pair<std::size_t, std::size_t>> edges;  // ends' nodes
};
inline std::vector<bool> plain_search(const RoleGraph& graph,
                                      const std::vector<std::size_t>& starts,
                                      const Without& without = {}) {
  const auto has = [](const auto& list, const auto& one) {
    return std::ranges::find(list, one) != list.end();
  };
  std::vector<bool> seen(graph.states.size());
  std::vector<std::size_t> queue;
  for (std::size_t state = 0; state < graph.states.size(); ++state) {
    if (!has(starts, graph.states[state].node) || has(without.nodes, graph.states[state].node)) {
      continue;
    }
    seen[state] = true;
    queue.push_back(state);
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const GraphState& from = graph.states[queue[i]];
    for (const std::size_t to : from.next) {
      const std::size_t node = graph.states[to].node;
      if (seen[to] || has(without.nodes, node)) continue;
      if (has(without.edges, std::pair(from.node, node))) continue;
      seen[to] = true;
      queue.push_back(to);
    }
  }
  return seen;
}

inline bool plainly_reaches(const RoleGraph& graph, const std::vector<std::size_t>& starts,
                            std::size_t target, const Without& without = {}) {
  const std::vector<bool> seen = plain_search(graph, starts, without);
  for (std::size_t state = 0; state < seen.size(); ++state) {
    if (seen[state] && graph.states[state].node == target) return true;
  }
  return false;
}

}  // namespace rolechain::testing
