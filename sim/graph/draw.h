// The role graph as text for Graphviz, Mermaid, GraphML and programs. Accounts are frames,
// workloads and users boxes; blocked hops are dashed, with their reason; an answer's chains stand
// out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/graph/graph.h"
#include "sim/graph/questions.h"

namespace rolechain {

// What is drawn as one box: nothing; roles of one account with the same policies; all roles, users
// or workloads of an account. `automatic`: the first of these that leaves few enough boxes.
enum class Collapse : std::uint8_t { automatic, none, equal, account };

struct DrawOptions {
  Collapse collapse = Collapse::automatic;
  std::vector<Chain> chains;       // stand out; their nodes stay boxes of their own
  std::vector<std::size_t> edges;  // stand out, too
};

std::string to_dot(const RoleGraph& graph, const Scenario& scenario,
                   const DrawOptions& options = {});
std::string to_mermaid(const RoleGraph& graph, const Scenario& scenario,
                       const DrawOptions& options = {});
// Never collapsed: programs want all of it. Source: http://graphml.graphdrawing.org
std::string to_graphml(const RoleGraph& graph, const Scenario& scenario);
std::string to_graph_json(const RoleGraph& graph, const Scenario& scenario);

}  // namespace rolechain
