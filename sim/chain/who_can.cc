#include "sim/chain/who_can.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "mocks/base/text.h"
#include "sim/chain/hop.h"
#include "sim/grants/grants.h"

namespace rolechain {
namespace {

class Question {
 public:
  Question(const Scenario& scenario, const ChainRequest& request)
      : scenario_(scenario), request_(request) {
    given_ = scenario.context;
    given_.insert(given_.end(), request.context.begin(), request.context.end());
  }

  std::optional<bool> may(const Session& session, const HopParameters* sent,
                          Trace* trace = nullptr) const {
    GrantSubject subject{&scenario_.world, &session, scenario_.clock_s, given_};
    if (sent != nullptr) {
      const std::vector<ContextEntry> entries = entries_of(*sent);
      subject.context.insert(subject.context.begin(), entries.begin(), entries.end());
    }
    return can_call(subject, request_.action, request_.resource, trace);
  }

  // A hop is a request of its own: with what the search found out that it sends, and the
  // permissions that it needs besides.
  [[nodiscard]] const Role* hop_to() const {
    return equals_ignore_case(request_.action, "sts:AssumeRole")
               ? scenario_.world.role(request_.resource)
               : nullptr;
  }
  std::optional<bool> may(const ChainSearch& search, const ChainState& state,
                          std::optional<std::size_t>& sent) const {
    const Role* role = hop_to();
    if (role == nullptr) return may(state.session, nullptr);
    for (const ChainHop& hop : state.hops) {
      const ChainNode& to = search.states[hop.to].node;
      const bool is_it =
          hop.kind == ChainHop::Kind::assume_role && &scenario_.world.roles[to.index] == role;
      if (!is_it || !may(state.session, &search.parameters[hop.parameters]).value_or(false)) {
        continue;
      }
      sent = hop.parameters;
      return true;
    }
    return false;
  }

  // The way gone again, and the request made at its end.
  Ability ability(const ChainSearch& search, const ChainNode& who, std::size_t start,
                  ChainPath path, std::optional<std::size_t> sent) const {
    Ability out;
    out.who = who;
    out.start = start;
    out.sent = sent;
    ReplayedChain done = replay(search, scenario_, start, path);
    out.path = std::move(path);
    out.hops = std::move(done.traces);
    const HopParameters* hop = sent ? &search.parameters[*sent] : nullptr;
    if (!may(done.session, hop, &out.trace).value_or(false) || !out.trace.allowed) {
      throw std::logic_error(fmt::format(
          "internal error: the search says that {} can call {} on {}, and the evaluator does not",
          node_name(scenario_, who), request_.action, request_.resource));
    }
    if (hop != nullptr) return out;
    for (const ContextEntry& entry : out.trace.context.all()) {
      const bool was_given = std::ranges::any_of(
          given_, [&](const ContextEntry& one) { return equals_ignore_case(one.key, entry.key); });
      if (entry.origin == ContextEntry::Origin::scenario && !was_given) {
        out.chosen.push_back(entry);
      }
    }
    return out;
  }

 private:
  const Scenario& scenario_;
  const ChainRequest& request_;
  std::vector<ContextEntry> given_;
};

}  // namespace

WhoCan who_can(const Scenario& scenario, const ChainRequest& request) {
  WhoCan out;
  out.search = search_chains(scenario, Unreached::explore);
  const ChainSearch& search = out.search;
  const Question question(scenario, request);
  std::vector<std::size_t> goals;
  std::map<std::size_t, std::size_t> sent;  // by goal: the parameters of a hop
  for (std::size_t state = 0; state < search.states.size(); ++state) {
    const ChainNode& node = search.states[state].node;
    if (node.kind == ChainNode::Kind::workload) continue;
    std::optional<std::size_t> parameters;
    const auto may = question.may(search, search.states[state], parameters);
    if (may.value_or(false)) goals.push_back(state);
    if (parameters) sent.emplace(state, *parameters);
    if (may) continue;
    Diagnostic why{Severity::unsupported,
                   "who-can-undecided",
                   fmt::format("whether {} can call {} on {} could not be decided",
                               node_name(scenario, node), request.action, request.resource),
                   {},
                   "give the condition keys in play with `--when`"};
    const auto same = [&](const Diagnostic& one) { return one.message == why.message; };
    if (std::ranges::none_of(out.undecided, same)) out.undecided.push_back(std::move(why));
  }
  const WaysOut ways(search, goals);
  // The nearest state of each node; states are in order of their finding.
  std::map<ChainNode, std::size_t> best;
  for (std::size_t state = 0; state < search.states.size(); ++state) {
    const auto [at, is_new] = best.try_emplace(search.states[state].node, state);
    if (ways.distance(state) < ways.distance(at->second)) at->second = state;
  }
  for (const auto& [node, state] : best) {
    // A user begins with its keys, whatever it can make of them.
    const std::size_t start =
        node.kind == ChainNode::Kind::user ? scenario.workloads.size() + node.index : state;
    if (ways.distance(start) == WaysOut::kNever) continue;
    ChainPath path = ways.path_from(start);
    const auto goal = sent.find(path.empty() ? start : path.back().hop.to);
    out.found.push_back(
        question.ability(search, node, start, std::move(path),
                         goal == sent.end() ? std::nullopt : std::optional(goal->second)));
  }
  for (const UndecidedHop& hop : search.undecided) {
    if (ways.distance(hop.from) == WaysOut::kNever) out.undecided.push_back(hop.why);
  }
  return out;
}

std::vector<StatementRef> statements_of(const Trace& trace) {
  std::vector<StatementRef> out;
  for (const PolicyType type : {PolicyType::identity, PolicyType::resource, PolicyType::trust}) {
    const SideTrace* side = trace.side(type);
    if (side == nullptr || side->policy == nullptr) continue;
    if (side->outcome != SideOutcome::allows && side->outcome != SideOutcome::delegates) continue;
    out.push_back({side->policy, side->statement});
  }
  return out;
}

}  // namespace rolechain
