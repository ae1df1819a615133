// The comparisons as callers ask for them: once for each way to fill in the policy variables that
// the sender chooses.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "sim/grants/comparison.h"
#include "sim/grants/grants.h"
#include "sim/grants/variables.h"

namespace rolechain {
namespace {

// One way to fill the free variables in, as entries of every request's context.
using Assignment = std::vector<ContextEntry>;

std::vector<Assignment> assignments(const std::vector<FreeVariable>& variables) {
  std::vector<Assignment> out = {{}};
  for (const FreeVariable& variable : variables) {
    std::vector<Assignment> longer;
    for (const Assignment& before : out) {
      for (const std::optional<std::string>& value : variable.values) {
        Assignment next = before;
        next.push_back(
            {variable.key, value ? std::vector{*value} : std::vector<std::string>(), false});
        longer.push_back(std::move(next));
      }
    }
    out = std::move(longer);
  }
  return out;
}

void add_new(GrantVerdict& to, GrantVerdict from, const Assignment& assignment) {
  for (GrantDifference& one : from.differences) {
    const bool known = std::ranges::any_of(to.differences, [&](const GrantDifference& other) {
      return other.kind == one.kind && other.statement == one.statement &&
             other.actions == one.actions && other.when == one.when &&
             (other.resource == one.resource || !one.statement.empty());
    });
    if (known) continue;
    one.witness.context.insert(one.witness.context.begin(), assignment.begin(), assignment.end());
    to.differences.push_back(std::move(one));
  }
  for (const GrantCount& one : from.counts) {
    const auto same = std::ranges::find_if(to.counts, [&](const GrantCount& other) {
      return other.kind == one.kind && other.level == one.level &&
             other.resource_type == one.resource_type;
    });
    if (same == to.counts.end()) {
      to.counts.push_back(one);
    } else {
      same->pairs = std::max(same->pairs, one.pairs);
    }
  }
  for (Diagnostic& one : from.undecided) {
    const bool known = std::ranges::any_of(
        to.undecided, [&](const Diagnostic& other) { return other.message == one.message; });
    if (!known) to.undecided.push_back(std::move(one));
  }
  to.classes += from.classes;
  to.actions = from.actions;
  to.model = from.model;
}

// Where policies have variables that the sender chooses: once for each value that stands for all
// that no pattern can tell from it.
GrantVerdict compare_all(const std::vector<GrantSubject>& subjects,
                         const std::vector<GrantIntent>& intents, GrantMode mode,
                         std::optional<std::size_t> split, const GrantLimits& limits,
                         ClassTable& table, Pairs pairs = Pairs::any) {
  const auto plays = make_plays(subjects);
  const bool any = std::ranges::any_of(plays, [](const auto& play) {
    return std::ranges::any_of(play->statements(), &PlayStatement::has_free_variables);
  });
  if (!any) return compare_filled(plays, subjects, intents, mode, split, limits, table, pairs);
  if (pairs == Pairs::alike) {
    // Without a reason left, the variables are in nothing but what both sides say in the same
    // words.
    GrantVerdict verdict =
        compare_filled(plays, subjects, intents, mode, split, limits, table, pairs);
    if (verdict.undecided.empty()) return verdict;
  }
  const auto variables = free_variables(pointers(plays), intents, limits);
  if (!variables) {
    GrantVerdict verdict = compare_filled(plays, subjects, intents, mode, split, limits, table);
    verdict.undecided = {variables.error()};
    return verdict;
  }
  GrantVerdict out;
  for (const Assignment& assignment : assignments(*variables)) {
    std::vector<GrantSubject> filled = subjects;
    for (GrantSubject& subject : filled) {
      subject.context.insert(subject.context.end(), assignment.begin(), assignment.end());
    }
    add_new(out,
            compare_filled(make_plays(filled), filled, intents, mode, split, limits, table, pairs),
            assignment);
  }
  return out;
}

ClassTable make_table(const GrantSubject& subject) {
  return {subject.world->partition, subject.world->region, subject.session->account};
}

}  // namespace

GrantVerdict compare_grants(const std::vector<GrantSubject>& subjects,
                            const std::vector<GrantIntent>& intent, GrantMode mode,
                            const GrantLimits& limits) {
  ClassTable table = make_table(subjects.front());
  return compare_all(subjects, intent, mode, std::nullopt, limits, table);
}

GrantVerdict compare_grants(const GrantSubject& subject, const std::vector<GrantIntent>& intent,
                            GrantMode mode, const GrantLimits& limits) {
  return compare_grants(std::vector<GrantSubject>{subject}, intent, mode, limits);
}

GrantVerdict compare_sessions(const std::vector<GrantSubject>& before,
                              const std::vector<GrantSubject>& after, const GrantLimits& limits) {
  if (before.empty() && after.empty()) return {};
  ClassTable table = make_table(before.empty() ? after.front() : before.front());
  return compare_sessions(before, after, limits, table, Pairs::any);
}

GrantVerdict compare_sessions(const std::vector<GrantSubject>& before,
                              const std::vector<GrantSubject>& after, const GrantLimits& limits,
                              ClassTable& table, Pairs pairs) {
  std::vector<GrantSubject> all = before;
  all.insert(all.end(), after.begin(), after.end());
  const std::vector<GrantIntent> no_intents;
  return compare_all(all, no_intents, GrantMode::exact, before.size(), limits, table, pairs);
}

}  // namespace rolechain
