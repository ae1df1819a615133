#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/policy/serialize.h"
#include "sim/chain/path.h"
#include "sim/diff/diff.h"

namespace rolechain {
namespace {

using Kind = ChainNode::Kind;

const DiffSide::Subject* find(const DiffSide& side, const std::string& name) {
  const auto at = std::ranges::find(side.subjects, name, &DiffSide::Subject::name);
  return at == side.subjects.end() ? nullptr : &*at;
}

void compare_subjects(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  for (const DiffSide::Subject& old : before.subjects) {
    const DiffSide::Subject* now = find(after, old.name);
    const DiffSide::Subject& shown = now == nullptr ? old : *now;
    std::vector<GrantSubject> held;
    if (now != nullptr) held.push_back(now->subject);
    report.subjects.push_back({old.name, shown.role,
                               now == nullptr ? Presence::removed : Presence::both,
                               compare_sessions({old.subject}, held), shown.where});
  }
  for (const DiffSide::Subject& now : after.subjects) {
    if (find(before, now.name) != nullptr) continue;
    report.subjects.push_back(
        {now.name, now.role, Presence::added, compare_sessions({}, {now.subject}), now.where});
  }
}

// By (start, role), the way there.
using Reach = std::map<std::pair<std::string, std::string>, std::string>;

Reach reach_of(const Scenario& scenario, Diagnostics& undecided) {
  Reach out;
  const ChainSearch search = search_chains(scenario);
  for (const UndecidedHop& hop : search.undecided) undecided.push_back(hop.why);
  const std::size_t starts = scenario.workloads.size() + scenario.world.users.size();
  for (std::size_t start = 0; start < starts; ++start) {
    const ChainTree tree(search, {start});
    for (const std::size_t state : tree.order()) {
      const ChainNode& node = search.states[state].node;
      if (node.kind != Kind::role) continue;
      auto key =
          std::pair(node_name(scenario, search.states[start].node), node_name(scenario, node));
      if (out.contains(key)) continue;
      out.emplace(std::move(key), path_names(search, scenario, start, tree.path_to(state)));
    }
  }
  return out;
}

void compare_reach(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  const Reach old = reach_of(*before.scenario, report.undecided);
  const Reach now = reach_of(*after.scenario, report.undecided);
  for (const auto& [key, path] : now) {
    if (!old.contains(key)) report.reach.push_back({key.first, key.second, true, path});
  }
  for (const auto& [key, path] : old) {
    if (!now.contains(key)) report.reach.push_back({key.first, key.second, false, path});
  }
}

// By what a statement says (its Sid is no more than a name).
std::map<std::string, const Statement*> statements_of(const PolicyRef& policy) {
  std::map<std::string, const Statement*> out;
  if (policy == nullptr) return out;
  for (const Statement& statement : policy->statements()) {
    Document one;
    one.type = PolicyType::trust;
    one.variables = policy->document().variables;
    one.statements = {statement};
    one.statements.front().sid.value.clear();
    out.emplace(to_policy_json(one), &statement);
  }
  return out;
}

std::string words_of(const Statement& statement) {
  std::vector<std::string> names;
  for (const PrincipalEntry& entry : statement.principals) names.push_back(entry.value.value);
  std::vector<std::string> actions;
  for (const Text& action : statement.actions) actions.push_back(action.value);
  std::vector<std::string> keys;
  for (const ConditionTest& test : statement.conditions) keys.push_back(test.key.value);
  return fmt::format(
      "{} {}{} to call {}{}{}", statement.effect == Effect::allow ? "allows" : "denies",
      statement.not_principal ? "all but " : "", fmt::join(names, ", "),
      statement.not_action ? "all but " : "", fmt::join(actions, ", "),
      keys.empty() ? "" : fmt::format(", on conditions for {}", fmt::join(keys, ", ")));
}

void compare_trust(const std::string& key, const PolicyRef& before, const PolicyRef& after,
                   DiffReport& report) {
  const auto old = statements_of(before);
  const auto now = statements_of(after);
  for (const auto& [text, statement] : now) {
    if (!old.contains(text)) {
      report.trusts.push_back({key, words_of(*statement), true, statement->span});
    }
  }
  for (const auto& [text, statement] : old) {
    if (!now.contains(text)) {
      report.trusts.push_back({key, words_of(*statement), false, statement->span});
    }
  }
}

void compare_trusts(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  const World& old = before.scenario->world;
  const World& now = after.scenario->world;
  for (const Role& role : old.roles) {
    const Role* other = now.role_by_key(role.key);
    compare_trust(role.key, role.trust, other == nullptr ? nullptr : other->trust, report);
  }
  for (const Role& role : now.roles) {
    if (old.role_by_key(role.key) == nullptr) compare_trust(role.key, nullptr, role.trust, report);
  }
}

}  // namespace

bool DiffReport::differs() const {
  return !reach.empty() || !trusts.empty() ||
         std::ranges::any_of(subjects, [](const SubjectDiff& one) {
           return one.presence != Presence::both || !one.verdict.differences.empty();
         });
}

DiffReport::Status DiffReport::status() const {
  const bool unknown =
      !undecided.empty() || std::ranges::any_of(subjects, [](const SubjectDiff& one) {
        return !one.verdict.undecided.empty();
      });
  if (unknown) return Status::undecided;
  return differs() ? Status::different : Status::equal;
}

DiffReport make_diff(const DiffSide& before, const DiffSide& after) {
  DiffReport report;
  report.before = before.path;
  report.after = after.path;
  report.kind = after.kind;
  if (after.kind == DiffKind::policy) {
    report.subjects.push_back({after.policy->label(), "", Presence::both,
                               compare_policies(before.policy, after.policy),
                               after.policy->document().span});
    return report;
  }
  compare_subjects(before, after, report);
  compare_trusts(before, after, report);
  if (after.kind == DiffKind::scenario) compare_reach(before, after, report);
  return report;
}

}  // namespace rolechain
