// Questions about chains over a built role graph. Every answer is by the states: a chain is one
// only where what its sessions carry along lets it go on. Indexes are of RoleGraph::nodes and
// ::edges.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/graph/graph.h"

namespace rolechain {

using Chain = std::vector<std::size_t>;  // nodes, both ends included

// No node twice; sorted by length, then by index. `cut_short`: there may be more than the budget
// let us find.
struct Chains {
  std::vector<Chain> chains;
  bool cut_short = false;
};
struct ChainBudget {
  std::size_t chains = 1000;
  std::size_t steps = 2'000'000;
};
Chains simple_chains(const RoleGraph& graph, std::size_t from, std::size_t to, std::size_t hops_max,
                     const ChainBudget& budget = {});

// Roles that can all become each other, and roles that can assume themselves (a group of one).
// Sorted.
std::vector<Chain> cycles(const RoleGraph& graph);

// Nodes that every chain from one of `starts` to the target passes through, ends excluded, in the
// order of a shortest chain. Nothing where no chain leads there.
std::optional<Chain> choke_points(const RoleGraph& graph, const std::vector<std::size_t>& starts,
                                  std::size_t target);

// The fewest assume edges to take away so that `from` cannot become `to`. What an endpoint delivers
// to a workload stays. `exact`: no smaller set does; else it is an upper bound.
struct EdgeCut {
  std::vector<std::size_t> edges;
  bool possible = false;  // false: the way there needs no assumption
  bool exact = false;
};
EdgeCut fewest_edges(const RoleGraph& graph, std::size_t from, std::size_t to);

// The same with statements of identity and trust policies. An edge falls when all statements of one
// kind that it needs are gone; one statement may carry many edges. REQUIRES: the graph was built
// from the scenario.
struct StatementCut {
  std::vector<StatementRef> statements;
  bool possible = false;
  bool exact = false;
};
StatementCut fewest_statements(const RoleGraph& graph, const Scenario& scenario, std::size_t from,
                               std::size_t to);

// A role whose own policies allow every action on every resource without a condition, and whose
// boundary and SCPs let all of it through but for what single Denies take out.
struct Administrator {
  std::size_t node = 0;
  StatementRef by;
  std::vector<StatementRef> denies;  // of the role's policies, its boundary and its SCPs
};
// The same of a role or user by what binds it.
struct Bound {
  std::vector<const CompiledPolicy*> identity;
  const CompiledPolicy* boundary = nullptr;
  std::string_view account;
  bool service_linked = false;  // R-ORG-03: SCPs do not bind it
};
bool is_administrator(const Bound& bound, const World& world);
std::vector<Administrator> administrators(const RoleGraph& graph, const Scenario& scenario);

// From each other node that reaches one of the targets, a shortest chain to the nearest.
std::vector<Chain> chains_to(const RoleGraph& graph, const std::vector<std::size_t>& targets);
// From `from`, a shortest chain to each role that it reaches.
std::vector<Chain> chains_from(const RoleGraph& graph, std::size_t from);

// Allowed hops between accounts, or between different values of one tag of roles and users. A node
// without the tag is on no side.
struct Crossing {
  std::size_t edge = 0;
  bool account = false;
  std::string_view from_tag;  // both empty: the tag's boundary is not crossed
  std::string_view to_tag;
};
std::vector<Crossing> crossings(const RoleGraph& graph, const Scenario& scenario,
                                std::string_view boundary_tag);

}  // namespace rolechain
