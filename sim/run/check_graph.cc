// `reach`, `unreachable`: exactly these roles, by all chains of the world at the start.
#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/chain/journal.h"
#include "sim/chain/path.h"
#include "sim/chain/record.h"
#include "sim/run/checks.h"

namespace rolechain {
namespace {

using Keys = std::set<std::string>;
using Kind = ChainNode::Kind;

constexpr std::string_view kIndent = "           ";

// The chains of one world, with what stands in the way of others.
class Chains {
 public:
  explicit Chains(const Scenario& scenario)
      : scenario_(scenario),
        journal_(scenario),
        search_(search_chains(scenario, Unreached::explore, &journal_)) {}

  // Of a workload; of all workloads and users where `from` is empty.
  [[nodiscard]] std::vector<std::size_t> starts(std::string_view from) const {
    std::vector<std::size_t> out;
    const std::size_t all = scenario_.workloads.size() + scenario_.world.users.size();
    for (std::size_t i = 0; i < all; ++i) {
      const ChainNode& node = search_.states[i].node;
      const bool named = node.kind == Kind::workload && name(node) == from;
      if (from.empty() || named) out.push_back(i);
    }
    return out;
  }
  [[nodiscard]] ChainTree from(const std::vector<std::size_t>& starts) const {
    return {search_, starts};
  }
  [[nodiscard]] Keys roles(const ChainTree& tree) const {
    Keys keys;
    for (const std::size_t state : tree.order()) {
      const ChainNode& node = search_.states[state].node;
      if (node.kind == Kind::role) keys.insert(name(node));
    }
    return keys;
  }
  [[nodiscard]] Keys roles_not_in(const Keys& keys) const {
    Keys out;
    for (const Role& role : scenario_.world.roles) {
      if (!keys.contains(role.key)) out.insert(role.key);
    }
    return out;
  }
  // The role and what is behind it.
  [[nodiscard]] Keys behind(std::string_view role_arn) const {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < search_.states.size(); ++i) {
      const ChainNode& node = search_.states[i].node;
      if (node.kind != Kind::role || scenario_.world.roles[node.index].arn != role_arn) continue;
      starts.push_back(i);
    }
    return roles(from(starts));
  }
  // The hops to it that are blocked; where there is none, the nearest one before it.
  [[nodiscard]] std::vector<ChainRecord> why_not(const ChainTree& tree, std::string_view key) const;
  [[nodiscard]] std::vector<ChainRecord> how(const ChainTree& tree, std::string_view key) const;
  // A hop nobody could decide, that could lead to a role (or a session of it) not found otherwise.
  [[nodiscard]] const UndecidedHop* undecided(const ChainTree& tree, const Keys& free) const;

 private:
  [[nodiscard]] std::string name(const ChainNode& node) const { return node_name(scenario_, node); }

  const Scenario& scenario_;
  ChainJournal journal_;
  ChainSearch search_;
};

std::vector<ChainRecord> Chains::why_not(const ChainTree& tree, std::string_view key) const {
  std::set<ChainNode> reached;
  for (const std::size_t state : tree.order()) reached.insert(search_.states[state].node);
  std::vector<ChainRecord> out;
  for (const BlockedHop& hop : journal_.blocked()) {
    if (scenario_.world.roles[hop.role].key != key || !reached.contains(hop.from)) continue;
    out.push_back({{}, record_block(scenario_, journal_, hop)});
  }
  if (!out.empty()) return out;
  std::vector<std::size_t> goals;
  for (std::size_t state = 0; state < search_.states.size(); ++state) {
    const ChainNode& node = search_.states[state].node;
    if (node.kind == Kind::role && name(node) == key) goals.push_back(state);
  }
  if (const auto hop = nearest_block(search_, journal_, tree, goals)) {
    out.push_back({{}, record_block(scenario_, journal_, *hop)});
  }
  return out;
}

std::vector<ChainRecord> Chains::how(const ChainTree& tree, std::string_view key) const {
  for (const std::size_t state : tree.order()) {
    const ChainNode& node = search_.states[state].node;
    if (node.kind != Kind::role || name(node) != key) continue;
    const ChainPath path = tree.path_to(state);
    const std::size_t start = path.empty() ? state : path.front().from;
    const ReplayedChain done = replay(search_, scenario_, start, path);
    return {{record_path(search_, scenario_, path, done.traces), std::nullopt}};
  }
  return {};
}

const UndecidedHop* Chains::undecided(const ChainTree& tree, const Keys& free) const {
  const Keys reached = roles(tree);
  for (const UndecidedHop& hop : search_.undecided) {
    const std::string& role = scenario_.world.roles[hop.role].key;
    if (!tree.reaches(hop.from) || free.contains(role)) continue;
    if (!reached.contains(role) || search_.tells_sessions_apart) return &hop;
  }
  return nullptr;
}

struct Question {
  std::string name;
  Keys expected;
  Keys came;
  Keys free;  // not compared
  bool unreachable = false;
  SourceSpan where;
};

Check answer(Question question, const Chains& chains, const ChainTree& tree) {
  for (const std::string& key : question.free) {
    question.expected.erase(key);
    question.came.erase(key);
  }
  std::string detail;
  std::vector<ReachDifference> differences;
  const auto differ = [&](const std::string& key, std::string_view word, bool reached) {
    ReachDifference& one = differences.emplace_back();
    one.reached = reached;
    one.role = key;
    one.chains = reached ? chains.how(tree, key) : chains.why_not(tree, key);
    detail += fmt::format("{} {}\n", word, key);
    for (const ChainRecord& record : one.chains) {
      for (const std::string& line : lines_of(record))
        detail += fmt::format("{}{}\n", kIndent, line);
    }
  };
  for (const std::string& key : question.came) {
    if (!question.expected.contains(key)) differ(key, "+ EXTRA   ", !question.unreachable);
  }
  for (const std::string& key : question.expected) {
    if (!question.came.contains(key)) differ(key, "- MISSING ", question.unreachable);
  }
  if (detail.empty()) {
    const UndecidedHop* hop = chains.undecided(tree, question.free);
    if (hop == nullptr) {
      return passed_check(std::move(question.name), "exactly these roles", question.where);
    }
    Check check = failed_check(std::move(question.name), "not decided: " + hop->why.message,
                               render(hop->why), question.where);
    check.status = Status::unsupported;
    return check;
  }
  for (const std::string& key : question.expected) {
    if (question.came.contains(key)) detail += fmt::format("= same     {}\n", key);
  }
  Check check = failed_check(std::move(question.name), "other roles than expected",
                             std::move(detail), question.where);
  check.reach = std::move(differences);
  return check;
}

}  // namespace

void check_graph(const CheckPlan& plan, const Execution& execution, Checks& out) {
  if (plan.reach.empty() && !plan.unreachable) return;
  const Chains chains(*execution.worlds.front());
  Keys free;  // roles behind the hops that a case turns round
  for (const TurnedHop& hop : plan.turned) {
    if (!hop.role_arn.empty()) free.merge(chains.behind(hop.role_arn));
  }
  for (const Reach& reach : plan.reach) {
    const ChainTree tree = chains.from(chains.starts(reach.from));
    Question question;
    question.name = reach.from.empty() ? "reach" : "reach/" + reach.from;
    question.expected = Keys(reach.roles.begin(), reach.roles.end());
    question.came = chains.roles(tree);
    if (plan.reach_inherited) question.free = free;
    question.where = reach.span;
    out.push_back(answer(std::move(question), chains, tree));
  }
  if (!plan.unreachable) return;
  const ChainTree tree = chains.from(chains.starts(""));
  Question question;
  question.name = "unreachable";
  question.expected = Keys(plan.unreachable->begin(), plan.unreachable->end());
  question.came = chains.roles_not_in(chains.roles(tree));
  if (plan.unreachable_inherited) question.free = free;
  question.unreachable = true;
  question.where = execution.worlds.front()->expect.span;
  out.push_back(answer(std::move(question), chains, tree));
}

}  // namespace rolechain
