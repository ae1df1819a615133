#include "sim/chain/record.h"
#include "mocks/base/with_place.h"

#include <set>

#include <fmt/format.h>

#include "sim/chain/who_can.h"

namespace rolechain {
namespace {

using Why = HopBlock::Why;

// Where a statement would have to be that is not there: at the role whose side is silent.
SourceSpan place_of_silence(const Scenario& scenario, const BlockedHop& hop) {
  const bool callers = hop.block.why == Why::caller_silent;
  if (callers && hop.from.kind != ChainNode::Kind::role) return {};
  const std::size_t index = callers ? hop.from.index : hop.role;
  const std::string role = "/roles/" + scenario.world.roles[index].key;
  for (const std::string& place : {role + (callers ? "/policies" : "/trust"), role}) {
    const auto at = scenario.places.find(place);
    if (at != scenario.places.end()) return at->second;
  }
  return {};
}

}  // namespace

std::vector<ChainHopRecord> record_path(const ChainSearch& search, const Scenario& scenario,
                                        const ChainPath& path,
                                        const std::vector<StsTrace>& traces) {
  std::vector<ChainHopRecord> out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const ChainLink& link = path[i];
    ChainHopRecord& hop = out.emplace_back();
    hop.from = node_name(scenario, search.states[link.from].node);
    hop.to = node_name(scenario, search.states[link.hop.to].node);
    hop.call = call_of(link.hop.kind);
    hop.with = search.parameters[link.hop.parameters];
    if (!traces[i].empty()) hop.by = statements_of(traces[i].front());
  }
  return out;
}

BlockRecord record_block(const Scenario& scenario, const ChainJournal& journal,
                         const BlockedHop& hop) {
  BlockRecord out;
  out.from = node_name(scenario, hop.from);
  out.to = scenario.world.roles[hop.role].key;
  out.why = journal.text(hop);
  out.statement = hop.block.statement;
  out.where =
      out.statement.known() ? out.statement.statement().span : place_of_silence(scenario, hop);
  return out;
}

std::optional<BlockedHop> nearest_block(const ChainSearch& search, const ChainJournal& journal,
                                        const ChainTree& reached,
                                        const std::vector<std::size_t>& goals) {
  const WaysOut ways(search, goals);
  std::set<ChainNode> nodes;
  for (const std::size_t state : reached.order()) nodes.insert(search.states[state].node);
  std::optional<BlockedHop> best;
  std::size_t best_distance = WaysOut::kNever;
  for (const BlockedHop& hop : journal.blocked()) {
    if (!nodes.contains(hop.from)) continue;
    for (std::size_t state = 0; state < search.states.size(); ++state) {
      const ChainNode to{ChainNode::Kind::role, hop.role};
      if (search.states[state].node != to || ways.distance(state) >= best_distance) continue;
      best = hop;
      best_distance = ways.distance(state);
    }
  }
  return best;
}

std::vector<std::string> lines_of(const ChainRecord& record) {
  std::vector<std::string> out;
  for (const ChainHopRecord& hop : record.path) {
    const std::string with = hop.call.empty() ? std::string() : describe_parameters(hop.with);
    out.push_back(fmt::format("{} → {}: {}{}{}", hop.from, hop.to,
                              hop.call.empty() ? "credentials delivered" : hop.call,
                              with.empty() ? "" : " with ", with));
    if (hop.call.empty()) continue;
    for (const StatementRef& by : hop.by) {
      out.push_back(with_place("  by " + by.label(), by.statement().span));
    }
  }
  if (!record.blocked) return out;
  const BlockRecord& block = *record.blocked;
  std::string head = block.from == block.to
                         ? fmt::format("blocked: {}: {}", block.to, block.why)
                         : fmt::format("blocked: {} → {}: {}", block.from, block.to, block.why);
  if (!block.statement.known()) {
    out.push_back(with_place(std::move(head), block.where));
    return out;
  }
  out.push_back(std::move(head));
  out.push_back(with_place("  by " + block.statement.label(), block.where));
  return out;
}

}  // namespace rolechain
