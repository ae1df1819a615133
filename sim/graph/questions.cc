#include "sim/graph/questions.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "mocks/base/text.h"
#include "sim/chain/candidates.h"
#include "sim/graph/reach.h"

namespace rolechain {
namespace {

constexpr std::uint32_t kFar = std::numeric_limits<std::uint32_t>::max();

// For each state: where it is one hop away from.
std::vector<std::vector<std::size_t>> reversed(const RoleGraph& graph) {
  std::vector<std::vector<std::size_t>> before(graph.states.size());
  for (std::size_t from = 0; from < graph.states.size(); ++from) {
    for (const std::size_t to : graph.states[from].next) before[to].push_back(from);
  }
  return before;
}

// By state: hops to the nearest of the targets, and the state that the shortest way goes on with.
struct Distances {
  std::vector<std::uint32_t> hops;
  std::vector<std::size_t> next;

  Distances(const RoleGraph& graph, const std::vector<std::size_t>& targets)
      : hops(graph.states.size(), kFar), next(graph.states.size()) {
    const auto before = reversed(graph);
    std::vector<bool> is_target(graph.nodes.size());
    for (const std::size_t node : targets) is_target[node] = true;
    std::vector<std::size_t> queue;
    for (std::size_t state = 0; state < graph.states.size(); ++state) {
      if (!is_target[graph.states[state].node]) continue;
      hops[state] = 0;
      queue.push_back(state);
    }
    for (std::size_t i = 0; i < queue.size(); ++i) {
      for (const std::size_t from : before[queue[i]]) {
        if (hops[from] != kFar) continue;
        hops[from] = hops[queue[i]] + 1;
        next[from] = queue[i];
        queue.push_back(from);
      }
    }
  }
};

class SimpleChainSearch {
 public:
  SimpleChainSearch(const RoleGraph& graph, std::size_t to, const ChainBudget& budget)
      : graph_(graph), to_(to), budget_(budget), left_(graph, {to}), used_(graph.nodes.size()) {}

  Chains run(std::size_t from, std::size_t hops_max) {
    for (std::size_t state = 0; state < graph_.states.size(); ++state) {
      if (graph_.states[state].node == from) walk(state, hops_max);
    }
    Chains out;
    out.cut_short = cut_short_;
    out.chains.assign(found_.begin(), found_.end());
    std::ranges::stable_sort(out.chains, {}, &Chain::size);
    return out;
  }

 private:
  // The depth is the length of the chain: at most one frame a node.
  void walk(std::size_t state, std::size_t hops) {
    const std::size_t node = graph_.states[state].node;
    if (cut_short_ || left_.hops[state] > hops || used_[node]) return;
    if (++steps_ > budget_.steps) cut_short_ = true;
    chain_.push_back(node);
    if (node == to_) {
      if (found_.size() < budget_.chains || found_.contains(chain_)) {
        found_.insert(chain_);
      } else {
        cut_short_ = true;
      }
    } else if (hops > 0) {
      used_[node] = true;
      for (const std::size_t next : graph_.states[state].next) walk(next, hops - 1);
      used_[node] = false;
    }
    chain_.pop_back();
  }

  const RoleGraph& graph_;
  std::size_t to_;
  ChainBudget budget_;
  Distances left_;
  std::vector<bool> used_;  // by node
  Chain chain_;
  std::set<Chain> found_;
  std::size_t steps_ = 0;
  bool cut_short_ = false;
};

bool is_every(std::string_view text) {
  return !text.empty() && text.find_first_not_of('*') == std::string_view::npos;
}

// On every action and every resource, without a condition.
bool is_about_everything(const Statement& statement) {
  const auto every = [](const Text& text) { return is_every(text.value); };
  return statement.conditions.empty() && !statement.not_action && !statement.not_resource &&
         std::ranges::any_of(statement.actions, every) &&
         std::ranges::any_of(statement.resources, every);
}

StatementRef find_allow_all(const CompiledPolicy& policy) {
  for (const Statement& statement : policy.statements()) {
    if (statement.effect == Effect::allow && is_about_everything(statement)) {
      return {&policy, statement.index};
    }
  }
  return {};
}

// False: something takes everything away.
bool add_denies(const CompiledPolicy& policy, std::vector<StatementRef>& out) {
  for (const Statement& statement : policy.statements()) {
    if (statement.effect != Effect::deny) continue;
    if (is_about_everything(statement)) return false;
    out.push_back({&policy, statement.index});
  }
  return true;
}

std::optional<Administrator> administrator(const Bound& bound, const World& world) {
  Administrator out;
  for (const CompiledPolicy* policy : bound.identity) {
    if (!out.by.known()) out.by = find_allow_all(*policy);
    if (!add_denies(*policy, out.denies)) return std::nullopt;
  }
  if (!out.by.known()) return std::nullopt;
  if (bound.boundary != nullptr) {
    if (!find_allow_all(*bound.boundary).known()) return std::nullopt;
    if (!add_denies(*bound.boundary, out.denies)) return std::nullopt;
  }
  if (bound.service_linked) return out;
  for (const PolicyLevel* level : world.levels(bound.account)) {
    bool allows = level->full_aws_access;
    for (const PolicyRef& scp : level->scps) {
      allows |= find_allow_all(*scp).known();
      if (!add_denies(*scp, out.denies)) return std::nullopt;
    }
    if (!allows) return std::nullopt;
  }
  return out;
}

const Tags* tags_of(const GraphNode& node, const World& world) {
  if (const Role* role = world.role(node.arn)) return &role->tags;
  const User* user = world.user(node.arn);
  return user == nullptr ? nullptr : &user->tags;
}

std::string_view tag_of(const GraphNode& node, const World& world, std::string_view key) {
  const Tags* tags = key.empty() || node.arn.empty() ? nullptr : tags_of(node, world);
  if (tags == nullptr) return {};
  for (const Tag& tag : *tags) {
    if (equals_ignore_case(tag.key, key)) return tag.value;
  }
  return {};
}

}  // namespace

Chains simple_chains(const RoleGraph& graph, std::size_t from, std::size_t to, std::size_t hops_max,
                     const ChainBudget& budget) {
  return SimpleChainSearch(graph, to, budget).run(from, std::min(hops_max, graph.nodes.size()));
}

std::vector<Chain> cycles(const RoleGraph& graph) {
  const Condensation condensed = condense(graph);
  std::vector<std::set<std::size_t>> members(condensed.count);
  std::set<std::size_t> themselves;
  for (std::size_t state = 0; state < graph.states.size(); ++state) {
    const std::size_t node = graph.states[state].node;
    members[condensed.component[state]].insert(node);
    for (const std::size_t to : graph.states[state].next) {
      if (graph.states[to].node == node) themselves.insert(node);
    }
  }
  std::set<Chain> found;
  for (const auto& group : members) {
    if (group.size() > 1) found.insert(Chain(group.begin(), group.end()));
  }
  for (const std::size_t node : themselves) found.insert({node});
  return {found.begin(), found.end()};
}

bool is_administrator(const Bound& bound, const World& world) {
  return administrator(bound, world).has_value();
}

std::vector<Chain> chains_to(const RoleGraph& graph, const std::vector<std::size_t>& targets) {
  const Distances distances(graph, targets);
  std::map<std::size_t, std::size_t> best;  // node → its state nearest to a target
  for (std::size_t state = 0; state < graph.states.size(); ++state) {
    if (distances.hops[state] == kFar || distances.hops[state] == 0) continue;
    const auto [known, is_new] = best.try_emplace(graph.states[state].node, state);
    if (!is_new && distances.hops[state] < distances.hops[known->second]) known->second = state;
  }
  std::vector<Chain> out;
  for (const auto& [node, state] : best) {
    Chain chain{node};
    for (std::size_t at = state; distances.hops[at] > 0;) {
      at = distances.next[at];
      chain.push_back(graph.states[at].node);
    }
    out.push_back(std::move(chain));
  }
  return out;
}

std::vector<Administrator> administrators(const RoleGraph& graph, const Scenario& scenario) {
  std::vector<Administrator> out;
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    if (graph.nodes[node].kind != GraphNode::Kind::role) continue;
    const Role* role = scenario.world.role(graph.nodes[node].arn);
    if (role == nullptr) continue;
    auto found = administrator(
        {hopper_of(*role).identity, role->boundary.get(), role->account, role->service_linked},
        scenario.world);
    if (!found) continue;
    found->node = node;
    out.push_back(*std::move(found));
  }
  return out;
}

std::vector<Crossing> crossings(const RoleGraph& graph, const Scenario& scenario,
                                std::string_view boundary_tag) {
  std::vector<Crossing> out;
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    if (!graph.edges[i].allowed()) continue;
    const GraphNode& from = graph.nodes[graph.edges[i].from];
    const GraphNode& to = graph.nodes[graph.edges[i].to];
    Crossing crossing{i, from.account != to.account, {}, {}};
    const std::string_view left = tag_of(from, scenario.world, boundary_tag);
    const std::string_view right = tag_of(to, scenario.world, boundary_tag);
    if (!left.empty() && !right.empty() && left != right) {
      crossing.from_tag = left;
      crossing.to_tag = right;
    }
    if (crossing.account || !crossing.from_tag.empty()) out.push_back(crossing);
  }
  return out;
}

}  // namespace rolechain
