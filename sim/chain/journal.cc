#include "sim/chain/journal.h"

#include "sim/chain/path.h"
#include "sim/graph/reason.h"

namespace rolechain {

void ChainJournal::on_delivery(std::size_t workload, std::size_t role, const Trace* trace,
                               const std::string& error, bool delivered) {
  const ChainNode from{ChainNode::Kind::workload, workload};
  std::string why;
  if (!delivered) {
    why = trace == nullptr ? error
                           : block_text(block_of(*trace, trace->action), node_name(scenario_, from),
                                        scenario_.world.roles[role].key);
  }
  const auto [at, is_new] = why_.try_emplace({from, role}, why);
  if (!is_new && delivered) at->second.clear();
}

void ChainJournal::on_hop(const ChainState& from, std::size_t role, bool by_caller, bool by_trust,
                          const ChainAnswer& answer) {
  if (answer.yes()) {
    why_[{from.node, role}].clear();
    return;
  }
  if (from.node == ChainNode{ChainNode::Kind::role, role}) return;
  if (why_.contains({from.node, role})) return;
  if (!answer.allowed) {
    why_.emplace(Key{from.node, role}, "could not be decided");
    return;
  }
  const bool wanted =
      answer.carry || (answer.assume && ((by_caller && caller_says_yes(*answer.assume)) ||
                                         (by_trust && trust_says_yes(*answer.assume))));
  if (!wanted) return;
  const Trace& trace = answer.carry ? *answer.carry : *answer.assume;
  why_.emplace(Key{from.node, role},
               block_text(block_of(trace, trace.action), node_name(scenario_, from.node),
                          scenario_.world.roles[role].key));
}

std::vector<BlockedHop> ChainJournal::blocked() const {
  std::vector<BlockedHop> out;
  for (const auto& [key, why] : why_) {
    if (!why.empty()) out.push_back({key.first, key.second, why});
  }
  return out;
}

}  // namespace rolechain
