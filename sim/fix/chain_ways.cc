// The ways out of a difference of all that a workload can come to hold: in the session that shows
// it, or at any hop on the way there.
#include <algorithm>
#include <iterator>

#include "sim/fix/options.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;

// A hop's request as a difference of its own.
GrantDifference difference_of(const Trace& trace, Kind kind) {
  GrantDifference out;
  out.kind = kind;
  out.actions = {trace.action};
  out.resource = trace.resource;
  out.witness = {trace.action, trace.resource, {}, trace};
  return out;
}

void append(std::vector<ChangeSet>& to, std::vector<ChangeSet> more) {
  for (ChangeSet& set : more) {
    if (std::ranges::find(to, set) == to.end()) to.push_back(std::move(set));
  }
}

// What is cheap before what is dear; of equals, changes of what is there before new policies.
void sort_ways(std::vector<ChangeSet>& ways, const ChangePool& pool) {
  const auto rank = [&](const ChangeSet& set) {
    const bool is_new = std::ranges::any_of(set, [&](std::size_t index) {
      const PolicyChange::Kind kind = pool[index].kind;
      return kind == PolicyChange::Kind::add_statement || kind == PolicyChange::Kind::add_policy;
    });
    return std::pair(cost_of(set, pool), is_new);
  };
  std::ranges::stable_sort(ways, {}, rank);
}

}  // namespace

std::vector<ChangeSet> ways_to_take_from_all(const FixProblem& problem,
                                             const GrantDifference& extra, ChangePool& pool) {
  std::vector<std::vector<ChangeSet>> sessions;  // each must lose it, or the way to it
  for (Holdings::Holder& holder : problem.holdings->holders(extra.witness)) {
    GrantDifference here = extra;
    here.witness.trace = std::move(holder.request);
    // The comparison has a witness of one session; this one may hold it by another statement.
    std::vector<GrantDifference> all = problem.differences;
    all.push_back(here);
    std::vector<ChangeSet> ways =
        ways_to_take({problem.scenario, problem.intents, all, problem.holdings}, here, pool);
    for (const Trace& hop : holder.hops) {
      const std::vector<GrantDifference> one{difference_of(hop, Kind::extra)};
      append(ways, ways_to_take({problem.scenario, problem.intents, one, problem.holdings},
                                one.front(), pool));
    }
    sort_ways(ways, pool);
    sessions.push_back(std::move(ways));
  }
  return sessions.empty() ? std::vector<ChangeSet>() : all_of(sessions, pool);
}

std::vector<ChangeSet> ways_to_grant_any(const FixProblem& problem, const GrantDifference& missing,
                                         SourceTrees& trees, ChangePool& pool) {
  std::vector<ChangeSet> out;
  for (const Trace& hop : problem.holdings->blocked_hops(missing.witness)) {
    append(out, ways_to_grant(problem, difference_of(hop, Kind::missing), trees, pool));
  }
  constexpr std::size_t kMaxSessions = 6;  // that are tried, the nearest first
  std::vector<Trace> asked = problem.holdings->asked(missing.witness);
  if (asked.size() > kMaxSessions) asked.resize(kMaxSessions);
  for (Trace& trace : asked) {
    GrantDifference here = missing;
    here.witness.trace = std::move(trace);
    append(out, ways_to_grant(problem, here, trees, pool));
  }
  sort_ways(out, pool);
  return out;
}

}  // namespace rolechain
