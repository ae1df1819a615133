// Who reaches how many, for all nodes at once: the states' hops condensed to their strong
// components, then a closure over bit sets.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/graph/graph.h"

namespace rolechain {

// Strong components of the states: those that all reach each other. Numbered so that every hop
// leads into the same component or one with a lower number.
struct Condensation {
  std::vector<std::uint32_t> component;  // by state
  std::uint32_t count = 0;
};
Condensation condense(const RoleGraph& graph);

// By node: how many roles it can become in any number of hops, itself excluded. Takes at most
// `budget_bytes` of bit sets at a time, whatever the size of the graph (but one word a component).
std::vector<std::uint32_t> reach_counts(const RoleGraph& graph,
                                        std::size_t budget_bytes = std::size_t{64} << 20);

}  // namespace rolechain
