// Chains and components, by Boost.Graph over the states of a RoleGraph. This file and cut.cc are
// the only ones that see Boost's headers.
#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/visitors.hpp>
#include <boost/property_map/property_map.hpp>
#include <cstddef>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "sim/graph/graph.h"
#include "sim/graph/questions.h"
#include "sim/graph/reach.h"

namespace rolechain {
namespace {

using Hops = boost::compressed_sparse_row_graph<boost::directedS>;
constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

using Arcs = std::vector<std::pair<std::size_t, std::size_t>>;

Arcs arcs_of(const RoleGraph& graph) {
  Arcs arcs;
  for (std::size_t from = 0; from < graph.states.size(); ++from) {
    for (const std::size_t to : graph.states[from].next) arcs.emplace_back(from, to);
  }
  return arcs;
}

// The states and their hops, and one vertex more that leads to each state where the search starts.
struct Search {
  std::vector<std::size_t> before;  // by state: the one it was first found from

  template <class IsStart>
  Search(const RoleGraph& graph, IsStart is_start) : before(graph.states.size() + 1, kNowhere) {
    Arcs arcs = arcs_of(graph);
    for (std::size_t state = 0; state < graph.states.size(); ++state) {
      if (is_start(graph.states[state].node)) arcs.emplace_back(start(), state);
    }
    const Hops hops(boost::edges_are_sorted, arcs.begin(), arcs.end(), start() + 1);
    boost::breadth_first_search(hops, start(),
                                boost::visitor(boost::make_bfs_visitor(boost::record_predecessors(
                                    before.data(), boost::on_tree_edge()))));
  }

  [[nodiscard]] std::size_t start() const { return before.size() - 1; }
  [[nodiscard]] bool found(std::size_t state) const { return before[state] != kNowhere; }
};

Search search_from(const RoleGraph& graph, std::size_t node) {
  return {graph, [node](std::size_t at) { return at == node; }};
}

}  // namespace

std::vector<std::size_t> RoleGraph::reachable(std::size_t node) const {
  const Search search = search_from(*this, node);
  std::vector<std::size_t> out;
  for (std::size_t state = 0; state < states.size(); ++state) {
    const std::size_t found = states[state].node;
    if (found != node && !nodes[found].is_origin() && search.found(state)) out.push_back(found);
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

std::vector<std::size_t> RoleGraph::unreachable() const {
  const Search search(*this, [this](std::size_t node) { return nodes[node].is_origin(); });
  std::vector<bool> reached(nodes.size());
  for (std::size_t state = 0; state < states.size(); ++state) {
    if (search.found(state)) reached[states[state].node] = true;
  }
  std::vector<std::size_t> out;
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    if (!nodes[node].is_origin() && !reached[node]) out.push_back(node);
  }
  return out;
}

std::vector<std::size_t> RoleGraph::shortest_chain(std::size_t from, std::size_t to) const {
  const Search search = search_from(*this, from);
  std::vector<std::size_t> shortest;
  for (std::size_t state = 0; state < states.size(); ++state) {
    if (states[state].node != to || !search.found(state)) continue;
    std::vector<std::size_t> chain;
    for (std::size_t at = state; at != search.start(); at = search.before[at]) {
      chain.push_back(states[at].node);
    }
    std::ranges::reverse(chain);
    if (shortest.empty() || chain.size() < shortest.size()) shortest = std::move(chain);
  }
  return shortest;
}

std::vector<Chain> chains_from(const RoleGraph& graph, std::size_t from) {
  const Search search = search_from(graph, from);
  std::map<std::size_t, Chain> best;
  for (std::size_t state = 0; state < graph.states.size(); ++state) {
    const std::size_t node = graph.states[state].node;
    if (node == from || graph.nodes[node].is_origin() || !search.found(state)) continue;
    Chain chain;
    for (std::size_t at = state; at != search.start(); at = search.before[at]) {
      chain.push_back(graph.states[at].node);
    }
    std::ranges::reverse(chain);
    const auto [known, is_new] = best.try_emplace(node, chain);
    if (!is_new && chain.size() < known->second.size()) known->second = std::move(chain);
  }
  std::vector<Chain> out;
  for (auto& [node, chain] : best) out.push_back(std::move(chain));
  return out;
}

Condensation condense(const RoleGraph& graph) {
  const Arcs arcs = arcs_of(graph);
  const Hops hops(boost::edges_are_sorted, arcs.begin(), arcs.end(), graph.states.size());
  Condensation out;
  out.component.resize(graph.states.size());
  // Tarjan's algorithm closes a component only after all that it leads to.
  out.count = static_cast<std::uint32_t>(boost::strong_components(
      hops, boost::make_iterator_property_map(out.component.begin(),
                                              boost::get(boost::vertex_index, hops))));
  return out;
}

const GraphNode* RoleGraph::find(std::string_view key, std::size_t* index) const {
  const auto found = std::ranges::find(nodes, key, &GraphNode::key);
  if (found == nodes.end()) return nullptr;
  if (index != nullptr) *index = static_cast<std::size_t>(found - nodes.begin());
  return &*found;
}

const GraphEdge* RoleGraph::edge(std::size_t from, std::size_t to) const {
  const auto ends = [](const GraphEdge& edge) {
    return std::pair<std::size_t, std::size_t>(edge.from, edge.to);
  };
  const auto found = std::ranges::equal_range(edges, std::pair(from, to), {}, ends);
  if (found.empty()) return nullptr;
  const auto allowed = std::ranges::find_if(found, &GraphEdge::allowed);
  return allowed == found.end() ? &found.front() : &*allowed;
}

}  // namespace rolechain
