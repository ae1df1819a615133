#include "sim/chain/journal.h"

#include "sim/chain/path.h"
#include "sim/graph/reason.h"

namespace rolechain {
namespace {

// The action of a block outlives its trace.
std::string_view known_action(const std::string& action) {
  if (action == "sts:TagSession") return "sts:TagSession";
  return action == "sts:SetSourceIdentity" ? "sts:SetSourceIdentity" : "sts:AssumeRole";
}

}  // namespace

void ChainJournal::on_delivery(std::size_t workload, std::size_t role, const Trace* trace,
                               const std::string& error, bool delivered) {
  std::optional<HopBlock> why;
  if (!delivered && trace != nullptr) why = block_of(*trace, "sts:AssumeRole");
  if (!delivered && trace == nullptr) {
    why.emplace();
    why->why = HopBlock::Why::endpoint;
    why->label = error;
  }
  const auto [at, is_new] =
      why_.try_emplace({{ChainNode::Kind::workload, workload}, role}, std::move(why));
  if (!is_new && delivered) at->second.reset();
}

void ChainJournal::on_hop(const ChainState& from, std::size_t role, bool by_caller, bool by_trust,
                          const ChainAnswer& answer) {
  if (answer.yes()) {
    why_[{from.node, role}].reset();
    return;
  }
  if (from.node == ChainNode{ChainNode::Kind::role, role}) return;
  if (why_.contains({from.node, role})) return;
  if (!answer.allowed) {
    why_.emplace(Key{from.node, role}, HopBlock{});
    return;
  }
  const bool wanted =
      answer.carry || (answer.assume && ((by_caller && caller_says_yes(*answer.assume)) ||
                                         (by_trust && trust_says_yes(*answer.assume))));
  if (!wanted) return;
  const Trace& trace = answer.carry ? *answer.carry : *answer.assume;
  why_.emplace(Key{from.node, role}, block_of(trace, known_action(trace.action)));
}

std::string ChainJournal::text(const BlockedHop& hop) const {
  return block_text(hop.block, node_name(scenario_, hop.from), scenario_.world.roles[hop.role].key);
}

std::vector<BlockedHop> ChainJournal::blocked() const {
  std::vector<BlockedHop> out;
  for (const auto& [key, why] : why_) {
    if (why) out.push_back({key.first, key.second, *why});
  }
  return out;
}

}  // namespace rolechain
