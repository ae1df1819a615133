// The changes that might undo one difference between granted and intended, each to be proved before
// it is told.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "sim/fix/change.h"
#include "sim/grants/grants.h"
#include "sim/run/holdings.h"

namespace rolechain {

// Every change that was thought of, once.
class ChangePool {
 public:
  std::size_t add(PolicyChange change);
  [[nodiscard]] const PolicyChange& operator[](std::size_t index) const { return changes_[index]; }
  [[nodiscard]] std::size_t size() const { return changes_.size(); }

 private:
  std::vector<PolicyChange> changes_;
  std::map<std::string, std::size_t> by_key_;
};

// Changes to be made together; indexes into the pool, ascending.
using ChangeSet = std::vector<std::size_t>;

// One difference, and the sets of changes of which any one might undo it, the smallest first.
struct FixClause {
  const GrantDifference* difference = nullptr;
  std::vector<ChangeSet> alternatives;
};

struct FixProblem {
  const Scenario& scenario;  // as the session met it
  const std::vector<GrantIntent>& intents;
  const std::vector<GrantDifference>& differences;
  // Where the subject is all that a workload can come to hold; else null.
  const Holdings* holdings = nullptr;
};

// One clause for each difference. A clause without alternatives: nothing that rolechain knows to
// change would undo it.
std::vector<FixClause> fix_clauses(const FixProblem& problem, SourceTrees& trees, ChangePool& pool);

// Its two halves.
std::vector<ChangeSet> ways_to_take(const FixProblem& problem, const GrantDifference& extra,
                                    ChangePool& pool);
std::vector<ChangeSet> ways_to_grant(const FixProblem& problem, const GrantDifference& missing,
                                     SourceTrees& trees, ChangePool& pool);
// The same where the subject is a workload: also at each hop on the way, and in any session.
// REQUIRES: problem.holdings.
std::vector<ChangeSet> ways_to_take_from_all(const FixProblem& problem,
                                             const GrantDifference& extra, ChangePool& pool);
std::vector<ChangeSet> ways_to_grant_any(const FixProblem& problem, const GrantDifference& missing,
                                         SourceTrees& trees, ChangePool& pool);

// Of each list one set, put together in all ways; no more than a few dozen, the smallest first.
std::vector<ChangeSet> all_of(const std::vector<std::vector<ChangeSet>>& lists,
                              const ChangePool& pool);
std::size_t cost_of(const ChangeSet& set, const ChangePool& pool);
ChangeSet joined(const ChangeSet& a, const ChangeSet& b);
// "a, b, c", or "a, b, c, d and 5 more".
std::string few(const std::vector<std::string>& names);

}  // namespace rolechain
