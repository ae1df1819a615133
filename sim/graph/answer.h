// One question about a role graph, and its answer as text, as JSON and as chains to show in a
// drawing.
#pragma once

#include <string>
#include <vector>

#include "mocks/base/node.h"
#include "sim/graph/questions.h"

namespace rolechain {

struct GraphQuestion {
  enum class Kind : std::uint8_t {
    chain,       // from, to: the shortest
    chains,      // from, to: all, up to hops_max
    reach,       // from
    reached_by,  // to
    cut,         // from, to
    choke,       // to
    cycles,
    admins,
    unreached,
    crossing,  // boundary_tag
  };
  Kind kind = Kind::chain;
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t hops_max = 0;
  std::string boundary_tag;
};

struct GraphAnswer {
  std::string text;  // lines
  Node json;
  std::vector<Chain> chains;       // the witnesses
  std::vector<std::size_t> edges;  // the answer's own, where they are on no chain
  // Hops that nobody could decide, and that the answer might depend on: then it is no answer.
  std::vector<std::size_t> undecided;
};

// REQUIRES: the graph was built from the scenario.
GraphAnswer answer(const GraphQuestion& question, const RoleGraph& graph, const Scenario& scenario);

}  // namespace rolechain
