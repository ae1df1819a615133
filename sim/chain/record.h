// A chain as reports tell it, after the search is gone: each hop with what it sends and the
// statements that allow it, or the hop that is in the way. Statements point into the world.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/chain/journal.h"
#include "sim/chain/path.h"

namespace rolechain {

struct ChainHopRecord {
  std::string from;
  std::string to;
  std::string call;  // "sts:AssumeRole"; "" for credentials that a platform delivers
  HopParameters with;
  std::vector<StatementRef> by;  // of both sides
};

// The hop that is refused although one side wants it.
struct BlockRecord {
  std::string from;
  std::string to;
  std::string why;  // "writer trusts others, not base"
  StatementRef
      statement;     // the one that blocks, or that comes nearest; unknown where none is there
  SourceSpan where;  // of it, else of the role that lacks one
};

struct ChainRecord {
  std::vector<ChainHopRecord> path;
  std::optional<BlockRecord> blocked;
};

std::vector<ChainHopRecord> record_path(const ChainSearch& search, const Scenario& scenario,
                                        const ChainPath& path, const std::vector<StsTrace>& traces);
BlockRecord record_block(const Scenario& scenario, const ChainJournal& journal,
                         const BlockedHop& hop);

// Of the blocked hops from a node of `reached`, the one that is nearest to a goal, counted in the
// hops behind it. `goals`: states that nothing of `reached` leads to.
std::optional<BlockedHop> nearest_block(const ChainSearch& search, const ChainJournal& journal,
                                        const ChainTree& reached,
                                        const std::vector<std::size_t>& goals);

// "base → writer: sts:AssumeRole with …", "  by writer/trust#1   file:12"; for the terminal.
std::vector<std::string> lines_of(const ChainRecord& record);

}  // namespace rolechain
