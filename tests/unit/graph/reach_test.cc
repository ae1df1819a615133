// How many each node reaches, against one plain search from each.
#include "sim/graph/reach.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/graph/random_graph.h"

namespace rolechain {
namespace {

using testing::plainly_reaches;
using testing::random_graph;

TEST(GraphReach, CountsWhatAPlainSearchFinds) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const RoleGraph graph = random_graph(seed, 3 + seed % 90);
    const std::vector<std::uint32_t> counts = reach_counts(graph);
    // One word of columns at a time: more blocks, the same numbers.
    EXPECT_EQ(reach_counts(graph, 1), counts) << "seed " << seed;
    if (seed % 10 != 0) continue;
    for (std::size_t from = 0; from < graph.nodes.size(); ++from) {
      std::uint32_t plain = 0;
      for (std::size_t to = 0; to < graph.nodes.size(); ++to) {
        if (to != from && !graph.nodes[to].is_origin()) plain += plainly_reaches(graph, {from}, to);
      }
      EXPECT_EQ(counts[from], plain) << "seed " << seed << ", node " << from;
      EXPECT_EQ(graph.reachable(from).size(), plain) << "seed " << seed << ", node " << from;
    }
  }
}

TEST(GraphReach, EveryHopLeadsToALowerComponentOrStays) {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    const RoleGraph graph = random_graph(seed, 20);
    const Condensation condensed = condense(graph);
    for (std::size_t from = 0; from < graph.states.size(); ++from) {
      for (const std::size_t to : graph.states[from].next) {
        EXPECT_GE(condensed.component[from], condensed.component[to]) << "seed " << seed;
      }
    }
  }
}

TEST(GraphReach, TheUnreachedAreThoseThatNoOriginReaches) {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    const RoleGraph graph = random_graph(seed, 12);
    const std::vector<std::size_t> lost = graph.unreachable();
    for (std::size_t node = 2; node < graph.nodes.size(); ++node) {
      EXPECT_EQ(std::ranges::find(lost, node) == lost.end(), plainly_reaches(graph, {0, 1}, node))
          << "seed " << seed << ", node " << node;
    }
  }
}

}  // namespace
}  // namespace rolechain
