// What a search was refused: for each hop that one side wants, why the other says no.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/chain/chain.h"
#include "sim/chain/reason.h"

namespace rolechain {

struct BlockedHop {
  ChainNode from;
  std::size_t role = 0;  // index into the world's roles
  HopBlock block;
};

// Of an answer that is no yes: why. Nothing where neither side wants the hop.
std::optional<HopBlock> refusal_of(const ChainQuestion& asked, const ChainAnswer& answer);
// Of a delivery that was refused.
HopBlock refusal_of_delivery(const Trace* trace, const std::string& error);

class ChainJournal final : public ChainObserver {
 public:
  explicit ChainJournal(const Scenario& scenario) : scenario_(scenario) {}

  void on_delivery(std::size_t workload, std::size_t role, const Trace* trace,
                   const std::string& error, bool delivered) override;
  void on_hop(const ChainQuestion& asked, const ChainAnswer& answer) override;

  // "writer has no trust policy".
  [[nodiscard]] std::string text(const BlockedHop& hop) const;
  // Hops that no session of the node may make, in the order of nodes and roles.
  [[nodiscard]] std::vector<BlockedHop> blocked() const;

 private:
  using Key = std::pair<ChainNode, std::size_t>;
  const Scenario& scenario_;
  std::map<Key, std::optional<HopBlock>> why_;  // nothing: allowed
};

}  // namespace rolechain
