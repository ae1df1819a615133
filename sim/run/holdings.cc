#include "sim/run/holdings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/graph/reason.h"

namespace rolechain {
namespace {

constexpr std::string_view kIndent = "           ";

}  // namespace

Holdings::Holdings(const Scenario& scenario, std::string_view workload)
    : scenario_(scenario),
      journal_(scenario),
      search_(search_chains(scenario, Unreached::explore, &journal_)),
      start_(*start_of(search_, scenario, ChainNode::Kind::workload, workload)),
      tree_(search_, {start_}) {
  for (const std::size_t state : tree_.order()) {
    if (search_.states[state].node.kind == ChainNode::Kind::workload) continue;
    states_.push_back(state);
    subjects_.push_back({&scenario_.world, &search_.states[state].session, scenario_.clock_s,
                         scenario_.context, scenario_.context_model});
  }
}

Diagnostics Holdings::undecided() const {
  Diagnostics out;
  const auto take = [&](const std::vector<UndecidedHop>& hops) {
    for (const UndecidedHop& hop : hops) {
      const auto is_known = [&](const Diagnostic& d) { return d.message == hop.why.message; };
      if (tree_.reaches(hop.from) && std::ranges::none_of(out, is_known)) out.push_back(hop.why);
    }
  };
  take(search_.undecided);
  take(search_.open_values);
  return out;
}

bool Holdings::may(const Session& session, const Witness& witness) const {
  ApiCall call{witness.action, witness.resource, scenario_.context, {}};
  call.context.insert(call.context.end(), witness.context.begin(), witness.context.end());
  return authorize(scenario_.world, session, call, scenario_.clock_s).allowed();
}

std::string Holdings::way_to(const Witness& witness) const {
  for (const std::size_t state : states_) {
    if (!may(search_.states[state].session, witness)) continue;
    const ChainPath path = tree_.path_to(state);
    replay(search_, scenario_, start_, path);
    std::string out;
    for (const std::string& line : describe_path(search_, scenario_, path)) {
      out += fmt::format("{}{}\n", kIndent, line);
    }
    return out;
  }
  return {};
}

std::string Holdings::nearest_block(const Witness& witness) const {
  std::vector<std::size_t> goals;
  for (std::size_t state = 0; state < search_.states.size(); ++state) {
    const ChainState& one = search_.states[state];
    if (one.node.kind == ChainNode::Kind::role && !tree_.reaches(state) &&
        may(one.session, witness)) {
      goals.push_back(state);
    }
  }
  if (goals.empty()) return fmt::format("{}no role of this world may make it\n", kIndent);
  const WaysOut ways(search_, goals);
  // From what is reached, one blocked hop, and on to the goal.
  std::set<ChainNode> reached;
  for (const std::size_t state : tree_.order()) reached.insert(search_.states[state].node);
  std::optional<BlockedHop> best;
  std::size_t best_distance = WaysOut::kNever;
  for (const BlockedHop& hop : journal_.blocked()) {
    if (!reached.contains(hop.from)) continue;
    for (std::size_t state = 0; state < search_.states.size(); ++state) {
      const ChainNode to{ChainNode::Kind::role, hop.role};
      if (search_.states[state].node != to || ways.distance(state) >= best_distance) continue;
      best = hop;
      best_distance = ways.distance(state);
    }
  }
  const std::string goal = node_name(scenario_, search_.states[goals.front()].node);
  if (!best) return fmt::format("{}{} may make it, and no hop leads there\n", kIndent, goal);
  std::string out =
      fmt::format("{}blocked: {} → {}: {}\n", kIndent, node_name(scenario_, best->from),
                  scenario_.world.roles[best->role].key, journal_.text(*best));
  if (best->block.statement.known()) {
    out += fmt::format("{}  by {}   {}\n", kIndent, best->block.statement.label(),
                       location_line(best->block.statement.statement().span));
  }
  return out;
}

GrantVerdict Holdings::compare(const std::vector<GrantIntent>& intent, GrantMode mode,
                               const std::vector<ContextEntry>& context) const {
  std::vector<GrantSubject> subjects = subjects_;
  for (GrantSubject& subject : subjects) {
    subject.context.insert(subject.context.end(), context.begin(), context.end());
  }
  return compare_grants(subjects, intent, mode);
}

}  // namespace rolechain
