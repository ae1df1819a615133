#include "sim/chain/path.h"

#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/text.h"
#include "sim/chain/choices.h"

namespace rolechain {

ChainTree::ChainTree(const ChainSearch& search, const std::vector<std::size_t>& starts)
    : search_(search),
      known_(search.states.size()),
      before_(search.states.size()),
      is_start_(search.states.size()) {
  for (const std::size_t start : starts) {
    if (known_[start]) continue;
    known_[start] = is_start_[start] = true;
    order_.push_back(start);
  }
  for (std::size_t i = 0; i < order_.size(); ++i) {
    for (const ChainHop& hop : search_.states[order_[i]].hops) {
      if (known_[hop.to]) continue;
      known_[hop.to] = true;
      before_[hop.to] = {order_[i], hop};
      order_.push_back(hop.to);
    }
  }
}

ChainPath ChainTree::path_to(std::size_t state) const {
  ChainPath out;
  while (!is_start_[state]) {
    out.push_back(before_[state]);
    state = before_[state].from;
  }
  std::ranges::reverse(out);
  return out;
}

WaysOut::WaysOut(const ChainSearch& search, const std::vector<std::size_t>& goals)
    : distance_(search.states.size(), kNever), next_(search.states.size()) {
  std::vector<std::vector<ChainLink>> into(search.states.size());
  for (std::size_t from = 0; from < search.states.size(); ++from) {
    for (const ChainHop& hop : search.states[from].hops) into[hop.to].push_back({from, hop});
  }
  std::vector<std::size_t> queue = goals;
  for (const std::size_t goal : goals) distance_[goal] = 0;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const ChainLink& link : into[queue[i]]) {
      if (distance_[link.from] != kNever) continue;
      distance_[link.from] = distance_[queue[i]] + 1;
      next_[link.from] = link;
      queue.push_back(link.from);
    }
  }
}

ChainPath WaysOut::path_from(std::size_t state) const {
  ChainPath out;
  for (; distance_[state] != 0; state = out.back().hop.to) out.push_back(next_[state]);
  return out;
}

std::string node_name(const Scenario& scenario, const ChainNode& node) {
  switch (node.kind) {
    case ChainNode::Kind::workload:
      return scenario.workloads[node.index].key;
    case ChainNode::Kind::user:
      return scenario.world.users[node.index].key;
    case ChainNode::Kind::role:
      break;
  }
  return scenario.world.roles[node.index].key;
}

std::optional<std::size_t> start_of(const ChainSearch& search, const Scenario& scenario,
                                    ChainNode::Kind kind, std::string_view key) {
  const std::size_t starts = scenario.workloads.size() + scenario.world.users.size();
  for (std::size_t i = 0; i < starts; ++i) {
    const ChainNode& node = search.states[i].node;
    if (node.kind == kind && node_name(scenario, node) == key) return i;
  }
  return std::nullopt;
}

std::string describe_parameters(const HopParameters& parameters) {
  std::vector<std::string> out;
  if (!parameters.session_name.empty() && parameters.session_name != kAnySessionName) {
    out.push_back("session name " + parameters.session_name);
  }
  for (const Tag& tag : parameters.tags) {
    const bool transitive = std::ranges::any_of(
        parameters.transitive, [&](const auto& key) { return equals_ignore_case(key, tag.key); });
    out.push_back(
        fmt::format("tag {}={}{}", tag.key, tag.value, transitive ? " (transitive)" : ""));
  }
  if (parameters.source_identity) out.push_back("source identity " + *parameters.source_identity);
  if (parameters.external_id) out.push_back("external id " + *parameters.external_id);
  if (parameters.mfa) out.emplace_back("the code of the MFA device");
  for (const ContextEntry& one : parameters.context) {
    out.push_back(fmt::format("{} = {}", one.key, fmt::join(one.values, ", ")));
  }
  return join(out, ", ");
}

std::string_view call_of(ChainHop::Kind kind) {
  switch (kind) {
    case ChainHop::Kind::delivered:
      return "";
    case ChainHop::Kind::web_identity:
      return "sts:AssumeRoleWithWebIdentity";
    case ChainHop::Kind::session_token:
      return "sts:GetSessionToken";
    case ChainHop::Kind::assume_role:
      break;
  }
  return "sts:AssumeRole";
}

std::vector<std::string> describe_path(const ChainSearch& search, const Scenario& scenario,
                                       const ChainPath& path) {
  std::vector<std::string> out;
  for (const ChainLink& link : path) {
    const std::string_view call = call_of(link.hop.kind);
    const std::string_view how = call.empty() ? "credentials delivered" : call;
    const bool sends = link.hop.kind != ChainHop::Kind::delivered;
    const std::string with =
        sends ? describe_parameters(search.parameters[link.hop.parameters]) : std::string();
    out.push_back(fmt::format("{} → {}: {}{}{}", node_name(scenario, search.states[link.from].node),
                              node_name(scenario, search.states[link.hop.to].node), how,
                              with.empty() ? "" : " with ", with));
  }
  return out;
}

std::string path_names(const ChainSearch& search, const Scenario& scenario, std::size_t start,
                       const ChainPath& path) {
  std::string out = node_name(scenario, search.states[start].node);
  for (const ChainLink& link : path) {
    out += " → " + node_name(scenario, search.states[link.hop.to].node);
  }
  return out;
}

}  // namespace rolechain
