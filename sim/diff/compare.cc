#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/chain/path.h"
#include "sim/diff/diff.h"
#include "sim/diff/principals.h"

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

std::string words_of(const PrincipalDifference& one) {
  const GrantDifference& d = one.difference;
  std::string out = fmt::format("allows {} to call {}", one.who, fmt::join(d.actions, ", "));
  if (one.unaided) out += " without a permission of its own";
  for (std::size_t i = 0; i < d.when.size(); ++i) {
    const bool says_unless = d.when[i].starts_with("unless ");
    out += fmt::format("{} {}{}", i == 0 ? "," : " and", says_unless ? "" : "when ", d.when[i]);
  }
  return out;
}

void add_changes(const std::string& name, PrincipalVerdict verdict, DiffReport& report) {
  for (PrincipalDifference& one : verdict.differences) {
    std::string words = words_of(one);
    const SourceSpan where = one.difference.where;
    report.trusts.push_back({name, std::move(words), one.gained, where, std::move(one.who),
                             std::move(one.difference), std::move(one.caller)});
  }
  for (Diagnostic& one : verdict.undecided) report.undecided.push_back(std::move(one));
}

void compare_trusts(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  const World& old = before.scenario->world;
  const World& now = after.scenario->world;
  const auto compare = [&](const Role& role, const PolicyRef& was, const PolicyRef& is) {
    // Compiled of one text: equal, whatever it means.
    if (was != is) add_changes(role.key, compare_trust(was, is, {role.account, role.arn}), report);
  };
  for (const Role& role : old.roles) {
    const Role* other = now.role_by_key(role.key);
    compare(other == nullptr ? role : *other, role.trust,
            other == nullptr ? nullptr : other->trust);
  }
  for (const Role& role : now.roles) {
    if (old.role_by_key(role.key) == nullptr) compare(role, nullptr, role.trust);
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
  if (after.kind == DiffKind::trust) {
    add_changes(after.policy->label(), compare_trust(before.policy, after.policy, {}), report);
    return report;
  }
  if (after.kind == DiffKind::resource) {
    add_changes(after.policy->label(), compare_resource_policies(before.policy, after.policy),
                report);
    return report;
  }
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
