#include "sim/chain/journal.h"

#include "sim/chain/path.h"
#include "sim/chain/reason.h"

namespace rolechain {
namespace {

// The action of a block outlives its trace.
std::string_view known_action(const std::string& action) {
  if (action == "sts:TagSession") return "sts:TagSession";
  return action == "sts:SetSourceIdentity" ? "sts:SetSourceIdentity" : "sts:AssumeRole";
}

}  // namespace

HopBlock refusal_of_delivery(const Trace* trace, const std::string& error) {
  if (trace != nullptr) return block_of(*trace, "sts:AssumeRole");
  HopBlock out;
  out.why = HopBlock::Why::endpoint;
  out.label = error;
  return out;
}

std::optional<HopBlock> refusal_of(const ChainQuestion& asked, const ChainAnswer& answer) {
  // Nobody misses a role that may not assume itself.
  if (asked.node == ChainNode{ChainNode::Kind::role, asked.role}) return std::nullopt;
  if (!answer.allowed) return HopBlock{};
  const bool wanted =
      answer.carry || (answer.assume && ((asked.by_caller && caller_says_yes(*answer.assume)) ||
                                         (asked.by_trust && trust_says_yes(*answer.assume))));
  if (!wanted) return std::nullopt;
  const Trace& trace = answer.carry ? *answer.carry : *answer.assume;
  return block_of(trace, known_action(trace.action));
}

void ChainJournal::on_delivery(std::size_t workload, std::size_t role, const Trace* trace,
                               const std::string& error, bool delivered) {
  std::optional<HopBlock> why;
  if (!delivered) why = refusal_of_delivery(trace, error);
  const auto [at, is_new] =
      why_.try_emplace({{ChainNode::Kind::workload, workload}, role}, std::move(why));
  if (!is_new && delivered) at->second.reset();
}

void ChainJournal::on_hop(const ChainQuestion& asked, const ChainAnswer& answer) {
  const Key key{asked.node, asked.role};
  if (answer.yes()) {
    why_[key].reset();
  } else if (!why_.contains(key)) {
    if (auto why = refusal_of(asked, answer)) why_.emplace(key, std::move(why));
  }
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
