// What holds a graph's chains together: choke points by the dominator tree, the fewest edges by
// Boost's maximum flow, and, where edges fall together, an exact search for a smallest set.
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>
#include <boost/property_map/property_map.hpp>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "sim/chain/asker.h"
#include "sim/chain/hop.h"
#include "sim/graph/questions.h"

namespace rolechain {
namespace {

constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
constexpr long kEndless = 1'000'000'000;
constexpr std::size_t kSearchSteps = 20'000;

using Nodes = std::vector<std::size_t>;
using Arc = std::pair<std::size_t, std::size_t>;  // states

bool contains(const Nodes& nodes, std::size_t node) {
  return std::ranges::find(nodes, node) != nodes.end();
}

// By state: reached from one of the nodes over the arcs that `open` lets pass, and from where.
template <class Open>
std::vector<std::size_t> search(const RoleGraph& graph, const Nodes& starts, Open open) {
  std::vector<std::size_t> before(graph.states.size(), kNowhere);
  std::vector<std::size_t> queue;
  for (std::size_t state = 0; state < graph.states.size(); ++state) {
    if (!contains(starts, graph.states[state].node)) continue;
    before[state] = state;
    queue.push_back(state);
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const std::size_t to : graph.states[queue[i]].next) {
      if (before[to] != kNowhere || !open(queue[i], to)) continue;
      before[to] = queue[i];
      queue.push_back(to);
    }
  }
  return before;
}

// The arcs of a shortest way to the node; empty where there is none.
std::vector<Arc> way_to(const RoleGraph& graph, const std::vector<std::size_t>& before,
                        std::size_t node) {
  std::vector<Arc> best;
  for (std::size_t state = 0; state < before.size(); ++state) {
    if (graph.states[state].node != node || before[state] == kNowhere) continue;
    std::vector<Arc> way;
    for (std::size_t at = state; before[at] != at; at = before[at])
      way.emplace_back(before[at], at);
    std::ranges::reverse(way);
    if (best.empty() || way.size() < best.size()) best = std::move(way);
  }
  return best;
}

// ---- choke points ------------------------------------------------------------------------------

using Tree = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

// Where no node has two reached states, a state dominates as its node does.
Nodes dominators(const RoleGraph& graph, const std::vector<std::size_t>& before,
                 const Nodes& starts, std::size_t target) {
  const std::size_t root = graph.states.size();
  Tree hops(root + 1);
  for (std::size_t from = 0; from < root; ++from) {
    if (before[from] == kNowhere) continue;
    if (contains(starts, graph.states[from].node)) boost::add_edge(root, from, hops);
    for (const std::size_t to : graph.states[from].next) boost::add_edge(from, to, hops);
  }
  std::vector<std::size_t> dominator(root + 1, kNowhere);
  boost::lengauer_tarjan_dominator_tree(
      hops, root,
      boost::make_iterator_property_map(dominator.begin(), boost::get(boost::vertex_index, hops)));
  Nodes out;
  for (std::size_t state = 0; state < root; ++state) {
    if (graph.states[state].node != target || before[state] == kNowhere) continue;
    for (std::size_t at = dominator[state]; at != root && at != kNowhere; at = dominator[at]) {
      out.push_back(graph.states[at].node);
    }
  }
  std::ranges::reverse(out);
  return out;
}

bool one_state_a_node(const RoleGraph& graph, const std::vector<std::size_t>& before) {
  std::vector<bool> seen(graph.nodes.size());
  for (std::size_t state = 0; state < before.size(); ++state) {
    if (before[state] == kNowhere) continue;
    if (seen[graph.states[state].node]) return false;
    seen[graph.states[state].node] = true;
  }
  return true;
}

// ---- the smallest set --------------------------------------------------------------------------

// What can be taken away: numbered items. An arc falls when all items of one of its options are
// gone; without an option it stays.
using Items = std::vector<std::size_t>;  // sorted
using Options = std::vector<Items>;

struct CutProblem {
  const RoleGraph* graph = nullptr;
  std::size_t from = 0;
  std::size_t to = 0;
  std::function<const Options&(const Arc&)> options;
};

// Depth first, deeper and deeper: on every way something must fall, so a shortest way's options are
// all that need trying.
class SmallestSet {
 public:
  explicit SmallestSet(const CutProblem& problem) : problem_(problem) {}

  // A set of at most `limit` items; nothing where there is none, or the budget is used up.
  std::optional<Items> find(std::size_t limit) {
    for (std::size_t size = 0; size <= limit && !out_of_budget(); ++size) {
      gone_.clear();
      if (try_within(size)) return Items(gone_.begin(), gone_.end());
    }
    return std::nullopt;
  }
  [[nodiscard]] bool out_of_budget() const { return steps_ > kSearchSteps; }

 private:
  [[nodiscard]] bool falls(const Arc& arc) const {
    return std::ranges::any_of(problem_.options(arc), [&](const Items& option) {
      return std::ranges::includes(gone_, option);
    });
  }

  bool try_within(std::size_t size) {
    if (++steps_ > kSearchSteps) return false;
    const auto before = search(*problem_.graph, {problem_.from},
                               [&](std::size_t a, std::size_t b) { return !falls({a, b}); });
    const std::vector<Arc> way = way_to(*problem_.graph, before, problem_.to);
    if (way.empty()) return true;
    std::set<Items> tried;
    for (const Arc& arc : way) {
      for (const Items& option : problem_.options(arc)) {
        Items fresh;
        std::ranges::set_difference(option, gone_, std::back_inserter(fresh));
        if (fresh.size() > size || !tried.insert(fresh).second) continue;
        gone_.insert(fresh.begin(), fresh.end());
        if (try_within(size - fresh.size())) return true;
        for (const std::size_t item : fresh) gone_.erase(item);
        if (out_of_budget()) return false;
      }
    }
    return false;
  }

  const CutProblem& problem_;
  std::set<std::size_t> gone_;
  std::size_t steps_ = 0;
};

// ---- maximum flow ------------------------------------------------------------------------------

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Flow = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<
        boost::edge_capacity_t, long,
        boost::property<boost::edge_residual_capacity_t, long,
                        boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;

void add_pipe(Flow& flow, std::size_t from, std::size_t to, long capacity) {
  const auto there = boost::add_edge(from, to, flow).first;
  const auto back = boost::add_edge(to, from, flow).first;
  boost::put(boost::edge_capacity, flow, there, capacity);
  boost::put(boost::edge_capacity, flow, back, 0L);
  boost::put(boost::edge_reverse, flow, there, back);
  boost::put(boost::edge_reverse, flow, back, there);
}

// The edges on some way from the one to the other: of the states that are really on one.
Nodes edges_between(const RoleGraph& graph, std::size_t from, std::size_t to) {
  const auto all = [](std::size_t, std::size_t) { return true; };
  const std::vector<std::size_t> before = search(graph, {from}, all);
  RoleGraph backwards;
  backwards.states.resize(graph.states.size());
  for (std::size_t state = 0; state < graph.states.size(); ++state) {
    backwards.states[state].node = graph.states[state].node;
    if (before[state] == kNowhere) continue;
    for (const std::size_t next : graph.states[state].next) {
      backwards.states[next].next.push_back(state);
    }
  }
  const std::vector<std::size_t> after = search(backwards, {to}, all);
  std::set<std::size_t> found;
  for (std::size_t state = 0; state < graph.states.size(); ++state) {
    if (after[state] == kNowhere) continue;
    for (const std::size_t earlier : backwards.states[state].next) {
      const GraphEdge* edge = graph.edge(graph.states[earlier].node, graph.states[state].node);
      if (edge->from != edge->to) found.insert(static_cast<std::size_t>(edge - graph.edges.data()));
    }
  }
  return {found.begin(), found.end()};
}

// The cheapest edges that part the two nodes, every node's states taken for one: with one state a
// node that is the smallest set, else one that suffices. Empty where some way costs too much.
Nodes cheapest_edges(const RoleGraph& graph, std::size_t from, std::size_t to,
                     const std::function<long(std::size_t)>& cost_of_edge) {
  Flow flow(graph.nodes.size());
  for (const std::size_t i : edges_between(graph, from, to)) {
    add_pipe(flow, graph.edges[i].from, graph.edges[i].to, cost_of_edge(i));
  }
  if (boost::push_relabel_max_flow(flow, from, to) >= kEndless) return {};
  // The edges out of what the remaining capacity still reaches.
  const auto residual = boost::get(boost::edge_residual_capacity, flow);
  std::vector<bool> near(graph.nodes.size());
  Nodes queue{from};
  near[from] = true;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const auto [begin, end] = boost::out_edges(queue[i], flow);
    for (auto edge = begin; edge != end; ++edge) {
      const std::size_t next = boost::target(*edge, flow);
      if (near[next] || boost::get(residual, *edge) <= 0) continue;
      near[next] = true;
      queue.push_back(next);
    }
  }
  Nodes out;
  for (const std::size_t i : edges_between(graph, from, to)) {
    if (near[graph.edges[i].from] && !near[graph.edges[i].to]) out.push_back(i);
  }
  return out;
}

// ---- statements --------------------------------------------------------------------------------

// The statements that each arc stands on.
class StatementOptions {
 public:
  StatementOptions(const RoleGraph& graph, const Scenario& scenario)
      : graph_(graph), frame_(scenario), states_of_(graph.nodes.size()) {
    for (std::size_t state = 0; state < graph.states.size(); ++state) {
      states_of_[graph.states[state].node].push_back(state);
    }
  }

  const Options& of(const Arc& arc) {
    const auto [known, is_new] = options_.try_emplace(arc);
    if (is_new) known->second = find(arc);
    return known->second;
  }
  // Of all arcs between the edge's nodes one option: what the edge costs to take away, or nothing.
  std::optional<Items> cheapest(const GraphEdge& edge);
  [[nodiscard]] const std::vector<StatementRef>& statements() const { return statements_; }
  // False: an option may name more than need be, or a smaller one may have been left out.
  [[nodiscard]] bool all_seen() const { return all_seen_; }

 private:
  // Whether it lets the hop pass, or would with other keys of the sender's choice.
  bool counts(const StatementTrace& one);
  std::size_t number(const StatementRef& statement);
  Options find(const Arc& arc);

  const RoleGraph& graph_;
  HopFrame frame_;
  std::vector<Nodes> states_of_;  // by node
  bool all_seen_ = true;
  std::map<Arc, Options> options_;
  std::map<std::pair<const CompiledPolicy*, std::uint32_t>, std::size_t> numbers_;
  std::vector<StatementRef> statements_;  // by number, in the order they were met
};

std::size_t StatementOptions::number(const StatementRef& statement) {
  const auto [known, is_new] =
      numbers_.try_emplace({statement.policy, statement.index}, statements_.size());
  if (is_new) statements_.push_back(statement);
  return known->second;
}

bool StatementOptions::counts(const StatementTrace& one) {
  if (one.policy->statements()[one.statement].effect != Effect::allow) return false;
  if (one.match.matches()) return true;
  const bool other_choice = one.match.failed != nullptr && frame_.is_choice(*one.match.failed);
  if (other_choice) all_seen_ = false;
  return other_choice;
}

Items merged(const Items& a, const Items& b) {
  Items out;
  std::ranges::set_union(a, b, std::back_inserter(out));
  return out;
}

// In one account a trust policy that names the caller suffices; else both
// sides are needed, and either may fall.
Options StatementOptions::find(const Arc& arc) {
  const GraphState& from = graph_.states[arc.first];
  const GraphEdge* edge = graph_.edge(from.node, graph_.states[arc.second].node);
  if (edge == nullptr || edge->kind != GraphEdge::Kind::assumed || !from.session) return {};
  const Role* role = frame_.world().role(graph_.nodes[edge->to].arn);
  const auto place = std::ranges::find(from.next, arc.second) - from.next.begin();
  const HopParameters& sent = graph_.parameters[from.sent[static_cast<std::size_t>(place)]];
  const Trace trace = trace_of_hop(frame_.scenario(), *from.session, *role, sent);
  if (!trace.allowed) return {};
  // What must be sent along needs permissions of its own, which might be fewer.
  if (!from.session->transitive.empty() || !from.session->source_identity.empty() ||
      !sent.tags.empty() || sent.source_identity) {
    all_seen_ = false;
  }
  Items caller;
  Items delegating;
  Items naming;
  for (const SideTrace& side : trace.sides) {
    for (const StatementTrace& one : side.statements) {
      if (!counts(one)) continue;
      if (side.type == PolicyType::identity) {
        caller.push_back(number({one.policy, one.statement}));
      } else if (side.type == PolicyType::trust) {
        const bool names = one.match.principal > PrincipalMatch::account;
        (names && trace.same_account ? naming : delegating)
            .push_back(number({one.policy, one.statement}));
      }
    }
  }
  for (Items* items : {&caller, &delegating, &naming}) std::ranges::sort(*items);
  Options out{merged(naming, delegating)};
  if (!caller.empty()) out.push_back(merged(naming, caller));
  if (caller.empty()) out.front() = naming;
  if (delegating.empty()) out.resize(1);
  return out;
}

std::optional<Items> StatementOptions::cheapest(const GraphEdge& edge) {
  Items all;
  for (const std::size_t state : states_of_[edge.from]) {
    for (const std::size_t to : graph_.states[state].next) {
      if (graph_.states[to].node != edge.to) continue;
      const Options& options = of({state, to});
      if (options.empty()) return std::nullopt;
      all = merged(all, *std::ranges::min_element(options, {}, &Items::size));
    }
  }
  return all;
}

}  // namespace

std::optional<Chain> choke_points(const RoleGraph& graph, const std::vector<std::size_t>& starts,
                                  std::size_t target) {
  const auto all = [](std::size_t, std::size_t) { return true; };
  const std::vector<std::size_t> before = search(graph, starts, all);
  const std::vector<Arc> way = way_to(graph, before, target);
  if (way.empty()) return std::nullopt;
  Nodes candidates;
  if (one_state_a_node(graph, before)) {
    candidates = dominators(graph, before, starts, target);
  } else {
    for (const Arc& arc : way) candidates.push_back(graph.states[arc.first].node);
  }
  Chain out;
  for (const std::size_t node : candidates) {
    if (node == target || contains(starts, node) || contains(out, node)) continue;
    const auto without = search(
        graph, starts, [&](std::size_t, std::size_t to) { return graph.states[to].node != node; });
    if (way_to(graph, without, target).empty()) out.push_back(node);
  }
  return out;
}

EdgeCut fewest_edges(const RoleGraph& graph, std::size_t from, std::size_t to) {
  EdgeCut out;
  const auto assumed = [&](std::size_t edge) {
    return graph.edges[edge].kind != GraphEdge::Kind::delivered;
  };
  const Nodes enough = cheapest_edges(
      graph, from, to, [&](std::size_t edge) { return assumed(edge) ? 1L : kEndless; });
  const auto before = search(graph, {from}, [](std::size_t, std::size_t) { return true; });
  if (way_to(graph, before, to).empty()) return {{}, true, true};
  if (!enough.empty() && one_state_a_node(graph, before)) return {enough, true, true};

  std::map<std::size_t, Options> options;
  CutProblem problem{&graph, from, to, [&](const Arc& arc) -> const Options& {
                       const GraphEdge* edge =
                           graph.edge(graph.states[arc.first].node, graph.states[arc.second].node);
                       const auto index = static_cast<std::size_t>(edge - graph.edges.data());
                       Options& known = options[index];
                       if (known.empty() && assumed(index)) known = {{index}};
                       return known;
                     }};
  SmallestSet smallest(problem);
  const std::size_t limit = enough.empty() ? graph.edges.size() : enough.size();
  if (auto found = smallest.find(limit)) return {*std::move(found), true, true};
  if (enough.empty()) return {{}, false, !smallest.out_of_budget()};
  return {enough, true, !smallest.out_of_budget()};
}

StatementCut fewest_statements(const RoleGraph& graph, const Scenario& scenario, std::size_t from,
                               std::size_t to) {
  const auto before = search(graph, {from}, [](std::size_t, std::size_t) { return true; });
  if (way_to(graph, before, to).empty()) return {{}, true, true};
  StatementOptions options(graph, scenario);
  const Nodes edges = cheapest_edges(graph, from, to, [&](std::size_t edge) {
    if (graph.edges[edge].kind == GraphEdge::Kind::delivered) return kEndless;
    const auto cost = options.cheapest(graph.edges[edge]);
    return cost ? static_cast<long>(cost->size()) : kEndless;
  });
  Items enough;
  for (const std::size_t edge : edges) {
    if (auto cost = options.cheapest(graph.edges[edge])) enough = merged(enough, *cost);
  }
  CutProblem problem{&graph, from, to,
                     [&](const Arc& arc) -> const Options& { return options.of(arc); }};
  SmallestSet smallest(problem);
  const std::size_t limit = enough.empty() ? graph.edges.size() : enough.size();
  const auto found = smallest.find(limit);
  StatementCut out;
  out.exact = options.all_seen() && (found.has_value() || !smallest.out_of_budget());
  out.possible = found.has_value() || !enough.empty();
  for (const std::size_t item : found ? *found : enough) {
    out.statements.push_back(options.statements()[item]);
  }
  return out;
}

}  // namespace rolechain
