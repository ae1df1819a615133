#include "sim/run/holdings.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::string_view kIndent = "           ";

std::string indented(const ChainRecord& record) {
  std::string out;
  for (const std::string& line : lines_of(record)) out += fmt::format("{}{}\n", kIndent, line);
  return out;
}

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

bool Holdings::may(const Session& session, const Witness& witness, Trace* trace) const {
  ApiCall call{witness.action, witness.resource, scenario_.context, {}};
  call.context.insert(call.context.end(), witness.context.begin(), witness.context.end());
  return authorize(scenario_.world, session, call, scenario_.clock_s, trace).allowed();
}

std::optional<ChainRecord> Holdings::way_to(const Witness& witness) const {
  for (const std::size_t state : states_) {
    if (!may(search_.states[state].session, witness)) continue;
    const ChainPath path = tree_.path_to(state);
    const ReplayedChain done = replay(search_, scenario_, start_, path);
    return ChainRecord{record_path(search_, scenario_, path, done.traces), std::nullopt};
  }
  return std::nullopt;
}

// Where a request leads that nobody may make: a hop to its role, else the roles that may make it;
// with other tags and the like than the session that was explored, where there is none as it is.
std::vector<std::size_t> Holdings::goals(const Witness& witness) const {
  const Role* hop_to = equals_ignore_case(witness.action, "sts:AssumeRole")
                           ? scenario_.world.role(witness.resource)
                           : nullptr;
  std::vector<std::size_t> out;
  std::vector<std::size_t> otherwise;
  for (std::size_t state = 0; state < search_.states.size(); ++state) {
    const ChainState& one = search_.states[state];
    if (one.node.kind != ChainNode::Kind::role || tree_.reaches(state)) continue;
    const bool is_it =
        hop_to == &scenario_.world.roles[one.node.index] || may(one.session, witness);
    if (is_it) out.push_back(state);
    if (!out.empty() || is_it) continue;
    const GrantSubject any{&scenario_.world, &one.session, scenario_.clock_s, scenario_.context,
                           ContextModel::free};
    if (can_call(any, witness.action, witness.resource).value_or(false)) otherwise.push_back(state);
  }
  return out.empty() ? otherwise : out;
}

std::optional<BlockedHop> Holdings::block(const Witness& witness) const {
  const std::vector<std::size_t> ends = goals(witness);
  if (ends.empty()) return std::nullopt;
  return rolechain::nearest_block(search_, journal_, tree_, ends);
}

ChainRecord Holdings::nearest_block(const Witness& witness) const {
  ChainRecord out;
  if (const auto hop = block(witness)) {
    out.blocked = record_block(scenario_, journal_, *hop);
    return out;
  }
  // A session is there, and what it carries is not what a statement asks for.
  for (const std::size_t state : states_) {
    Trace trace;
    if (may(search_.states[state].session, witness, &trace)) continue;
    const SideTrace* side = trace.side(PolicyType::identity);
    if (side == nullptr || side->reason != Reason::condition_not_met) continue;
    BlockRecord& record = out.blocked.emplace();
    record.from = record.to = node_name(scenario_, search_.states[state].node);
    record.why = fmt::format("no session that is reached meets the condition{}",
                             side->condition == nullptr
                                 ? std::string()
                                 : fmt::format(" on `{}`", side->condition->key.value));
    record.statement = {side->policy, side->statement};
    record.where = record.statement.statement().span;
    return out;
  }
  return out;
}

ChainRecord Holdings::undelivered() const {
  ChainRecord out;
  for (const BlockedHop& hop : journal_.blocked()) {
    if (hop.from != search_.states[start_].node) continue;
    out.blocked = record_block(scenario_, journal_, hop);
    break;
  }
  return out;
}

std::string Holdings::told_way(const Witness& witness) const {
  const auto way = way_to(witness);
  return way ? indented(*way) : std::string();
}

std::string Holdings::told_block(const Witness& witness) const {
  const ChainRecord record = nearest_block(witness);
  if (record.blocked) return indented(record);
  const std::vector<std::size_t> ends = goals(witness);
  if (ends.empty()) return fmt::format("{}no role of this world may make it\n", kIndent);
  return fmt::format("{}{} may make it, and no hop leads there\n", kIndent,
                     node_name(scenario_, search_.states[ends.front()].node));
}

std::vector<Holdings::Holder> Holdings::holders(const Witness& witness) const {
  std::vector<Holder> out;
  for (const std::size_t state : states_) {
    Holder one;
    if (!may(search_.states[state].session, witness, &one.request)) continue;
    const ChainPath path = tree_.path_to(state);
    ReplayedChain done = replay(search_, scenario_, start_, path);
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (path[i].hop.kind != ChainHop::Kind::assume_role) continue;
      for (Trace& trace : done.traces[i]) one.hops.push_back(std::move(trace));
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<Trace> Holdings::blocked_hops(const Witness& witness) const {
  std::vector<Trace> out;
  const auto ask = [&](std::size_t state, const Role& role, std::string_view action) {
    const Witness request{std::string(action), role.arn, {}, {}};
    Trace trace;
    if (!may(search_.states[state].session, request, &trace)) out.push_back(std::move(trace));
  };
  if (const auto hop = block(witness)) {
    const auto from = std::ranges::find_if(
        states_, [&](std::size_t state) { return search_.states[state].node == hop->from; });
    const std::string_view action =
        hop->block.action.empty() ? std::string_view("sts:AssumeRole") : hop->block.action;
    if (from != states_.end()) ask(*from, scenario_.world.roles[hop->role], action);
    return out;
  }
  constexpr std::size_t kMaxHops = 8;
  for (const std::size_t goal : goals(witness)) {
    for (const std::size_t state : states_) {
      if (out.size() == kMaxHops) return out;
      ask(state, scenario_.world.roles[search_.states[goal].node.index], "sts:AssumeRole");
    }
  }
  return out;
}

std::vector<Trace> Holdings::asked(const Witness& witness) const {
  std::vector<Trace> out;
  for (const std::size_t state : states_) {
    std::ignore = may(search_.states[state].session, witness, &out.emplace_back());
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
