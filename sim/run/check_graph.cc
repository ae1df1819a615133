// `reach`, `unreachable`: exactly these roles, by all chains of the world at the start.
#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/chain/journal.h"
#include "sim/chain/path.h"
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
  [[nodiscard]] std::string why_not(std::string_view key) const;
  [[nodiscard]] std::string how(const ChainTree& tree, std::string_view key) const;
  // A hop nobody could decide, that could lead to a role (or a session of it) not found otherwise.
  [[nodiscard]] const UndecidedHop* undecided(const ChainTree& tree, const Keys& free) const;

 private:
  [[nodiscard]] std::string name(const ChainNode& node) const { return node_name(scenario_, node); }

  const Scenario& scenario_;
  ChainJournal journal_;
  ChainSearch search_;
};

std::string Chains::why_not(std::string_view key) const {
  std::string out;
  for (const BlockedHop& hop : journal_.blocked()) {
    if (scenario_.world.roles[hop.role].key != key) continue;
    out += fmt::format("{}{} → {}: {}\n", kIndent, name(hop.from), key, journal_.text(hop));
  }
  return out;
}

std::string Chains::how(const ChainTree& tree, std::string_view key) const {
  for (const std::size_t state : tree.order()) {
    const ChainNode& node = search_.states[state].node;
    if (node.kind != Kind::role || name(node) != key) continue;
    const ChainPath path = tree.path_to(state);
    const std::size_t start = path.empty() ? state : path.front().from;
    replay(search_, scenario_, start, path);
    std::string out = fmt::format("{}{}\n", kIndent, path_names(search_, scenario_, start, path));
    const std::vector<std::string> lines = describe_path(search_, scenario_, path);
    for (std::size_t i = 0; i < path.size(); ++i) {
      const HopParameters& sent = search_.parameters[path[i].hop.parameters];
      const bool delivered = path[i].hop.kind == ChainHop::Kind::delivered;
      if (!delivered && !describe_parameters(sent).empty()) {
        out += fmt::format("{}  {}\n", kIndent, lines[i]);
      }
    }
    return out;
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
  for (const std::string& key : question.came) {
    if (question.expected.contains(key)) continue;
    detail += fmt::format("+ EXTRA    {}\n", key);
    detail += question.unreachable ? chains.why_not(key) : chains.how(tree, key);
  }
  for (const std::string& key : question.expected) {
    if (question.came.contains(key)) continue;
    detail += fmt::format("- MISSING  {}\n", key);
    detail += question.unreachable ? chains.how(tree, key) : chains.why_not(key);
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
  return failed_check(std::move(question.name), "other roles than expected", std::move(detail),
                      question.where);
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
