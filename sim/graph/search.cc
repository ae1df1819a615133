// The questions about chains, answered by Boost.Graph over the states of a RoleGraph. The only file
// that sees Boost's headers.
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/visitors.hpp>
#include <cstddef>
#include <limits>
#include <vector>

#include "sim/graph/graph.h"

namespace rolechain {
namespace {

using Hops = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

// The states and their hops, and one vertex more that leads to each state of the node where a
// search starts: a role may have several.
struct Search {
  Hops hops;
  std::size_t start;
  std::vector<std::size_t> before;  // by state: the one it was first found from

  Search(const RoleGraph& graph, std::size_t node)
      : hops(graph.states.size() + 1), start(graph.states.size()), before(start + 1, kNowhere) {
    for (std::size_t from = 0; from < graph.states.size(); ++from) {
      if (graph.states[from].node == node) boost::add_edge(start, from, hops);
      for (const std::size_t to : graph.states[from].next) boost::add_edge(from, to, hops);
    }
    boost::breadth_first_search(hops, start,
                                boost::visitor(boost::make_bfs_visitor(boost::record_predecessors(
                                    before.data(), boost::on_tree_edge()))));
  }

  [[nodiscard]] bool found(std::size_t state) const { return before[state] != kNowhere; }
};

bool is_origin(const GraphNode& node) { return node.kind != GraphNode::Kind::role; }

}  // namespace

std::vector<std::size_t> RoleGraph::reachable(std::size_t node) const {
  const Search search(*this, node);
  std::vector<std::size_t> out;
  for (std::size_t state = 0; state < states.size(); ++state) {
    const std::size_t found = states[state].node;
    if (found != node && !is_origin(nodes[found]) && search.found(state)) out.push_back(found);
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

std::vector<std::size_t> RoleGraph::unreachable() const {
  std::vector<bool> reached(nodes.size());
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    if (!is_origin(nodes[node])) continue;
    for (const std::size_t role : reachable(node)) reached[role] = true;
  }
  std::vector<std::size_t> out;
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    if (!is_origin(nodes[node]) && !reached[node]) out.push_back(node);
  }
  return out;
}

std::vector<std::size_t> RoleGraph::shortest_chain(std::size_t from, std::size_t to) const {
  const Search search(*this, from);
  std::vector<std::size_t> shortest;
  for (std::size_t state = 0; state < states.size(); ++state) {
    if (states[state].node != to || !search.found(state)) continue;
    std::vector<std::size_t> chain;
    for (std::size_t at = state; at != search.start; at = search.before[at]) {
      chain.push_back(states[at].node);
    }
    std::ranges::reverse(chain);
    if (shortest.empty() || chain.size() < shortest.size()) shortest = std::move(chain);
  }
  return shortest;
}

const GraphNode* RoleGraph::find(std::string_view key, std::size_t* index) const {
  const auto found = std::ranges::find(nodes, key, &GraphNode::key);
  if (found == nodes.end()) return nullptr;
  if (index != nullptr) *index = static_cast<std::size_t>(found - nodes.begin());
  return &*found;
}

}  // namespace rolechain
