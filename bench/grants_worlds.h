// Policies and designs to prove things about: real actions, ARNs with wildcards, conditions; by
// size and seed, the same on every machine.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "mocks/base/source.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "sim/grants/grants.h"

namespace rolechain::bench {

struct PolicyPair {
  Sources sources;
  PolicyRef before;
  PolicyRef after;
};

// equal: the same statements and lists in another order. changed: and one statement is another,
// which alone allows kinesis:PutRecord.
enum class PairKind : std::uint8_t { equal, changed };
std::unique_ptr<PolicyPair> make_policy_pair(std::uint32_t statements, std::uint64_t seed,
                                             PairKind kind);

// A chain of roles, each of which the one before may assume and no other; in two accounts of an
// organization with SCPs at two levels, a boundary on each role; and what each session is meant to
// hold, which is just what it holds.
struct ChainDesign {
  Sources sources;
  World world;
  EpochSeconds now_s = 1'768'467'600;  // 2026-01-15T09:00:00Z
  std::vector<Session> sessions;
  std::vector<std::vector<GrantIntent>> intents;  // by session

  [[nodiscard]] GrantSubject subject(std::size_t session) const {
    return {&world, &sessions[session], now_s, {}};
  }
};
std::unique_ptr<ChainDesign> make_chain_design(std::uint32_t roles, std::uint32_t statements,
                                               std::uint64_t seed);

}  // namespace rolechain::bench
