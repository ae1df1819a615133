// Chains over hand-made graphs: reach, shortest chain, cycles, states that carry something.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/graph/graph.h"

namespace rolechain {
namespace {

using Kind = GraphNode::Kind;
using Nodes = std::vector<std::size_t>;

// One state a node; `hops` are pairs of node indexes.
RoleGraph graph_of(const std::vector<Kind>& kinds,
                   const std::vector<std::pair<std::size_t, std::size_t>>& hops) {
  RoleGraph graph;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    graph.nodes.push_back({kinds[i], "n" + std::to_string(i), {}, "111111111111"});
    graph.states.push_back({i, {}});
  }
  for (const auto& [from, to] : hops) graph.states[from].next.push_back(to);
  return graph;
}

TEST(GraphSearch, ReachIsEveryHopAway) {
  const auto graph =
      graph_of({Kind::workload, Kind::role, Kind::role, Kind::role}, {{0, 1}, {1, 2}});
  EXPECT_EQ(graph.reachable(0), (Nodes{1, 2}));
  EXPECT_EQ(graph.reachable(2), Nodes{});
  EXPECT_EQ(graph.unreachable(), Nodes{3});
}

TEST(GraphSearch, CyclesEnd) {
  const auto graph = graph_of({Kind::workload, Kind::role, Kind::role, Kind::role},
                              {{0, 1}, {1, 2}, {2, 3}, {3, 1}, {2, 2}});
  EXPECT_EQ(graph.reachable(0), (Nodes{1, 2, 3}));
  EXPECT_EQ(graph.reachable(1), (Nodes{2, 3})) << "a role is not reached from itself";
  EXPECT_EQ(graph.shortest_chain(0, 3), (Nodes{0, 1, 2, 3}));
}

TEST(GraphSearch, TheShortestChainWins) {
  const auto graph = graph_of({Kind::workload, Kind::role, Kind::role, Kind::role},
                              {{0, 1}, {1, 2}, {2, 3}, {1, 3}});
  EXPECT_EQ(graph.shortest_chain(0, 3), (Nodes{0, 1, 3}));
  EXPECT_EQ(graph.shortest_chain(3, 0), Nodes{});
  EXPECT_EQ(graph.shortest_chain(1, 1), Nodes{1});
}

TEST(GraphSearch, UsersAreOriginsAndNotReached) {
  const auto graph = graph_of({Kind::workload, Kind::user, Kind::role}, {{0, 1}, {1, 2}});
  EXPECT_EQ(graph.reachable(0), Nodes{2});
  EXPECT_EQ(graph.unreachable(), Nodes{});
}

// Two sessions of role 2: the one that carries tags (state 2) gets no further.
TEST(GraphSearch, WhatASessionCarriesDecidesWhereItGets) {
  auto graph = graph_of({Kind::workload, Kind::workload, Kind::role, Kind::role}, {});
  graph.states = {{0, {2}}, {1, {3}}, {2, {}}, {2, {4}}, {3, {}}};
  EXPECT_EQ(graph.reachable(0), Nodes{2});
  EXPECT_EQ(graph.reachable(1), (Nodes{2, 3}));
  EXPECT_EQ(graph.reachable(2), Nodes{3});
}

TEST(GraphSearch, FindsNodesByKey) {
  const auto graph = graph_of({Kind::workload, Kind::role}, {});
  std::size_t index = 9;
  ASSERT_NE(graph.find("n1", &index), nullptr);
  EXPECT_EQ(index, 1U);
  EXPECT_EQ(graph.find("n7"), nullptr);
}

}  // namespace
}  // namespace rolechain
