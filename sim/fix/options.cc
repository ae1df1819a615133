#include "sim/fix/options.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rolechain {
namespace {

constexpr std::size_t kMaxAlternatives = 32;
constexpr std::size_t kFewNames = 6;

}  // namespace

std::size_t ChangePool::add(PolicyChange change) {
  const auto [at, is_new] = by_key_.try_emplace(change.key(), changes_.size());
  if (is_new) changes_.push_back(std::move(change));
  return at->second;
}

std::size_t cost_of(const ChangeSet& set, const ChangePool& pool) {
  std::size_t cost = 0;
  for (const std::size_t index : set) cost += pool[index].cost;
  return cost;
}

ChangeSet joined(const ChangeSet& a, const ChangeSet& b) {
  ChangeSet out;
  std::ranges::set_union(a, b, std::back_inserter(out));
  return out;
}

std::vector<ChangeSet> all_of(const std::vector<std::vector<ChangeSet>>& lists,
                              const ChangePool& pool) {
  std::vector<ChangeSet> out{{}};
  for (const auto& list : lists) {
    std::vector<ChangeSet> longer;
    for (const ChangeSet& begun : out) {
      for (const ChangeSet& one : list) longer.push_back(joined(begun, one));
    }
    std::ranges::stable_sort(longer, {}, [&](const ChangeSet& set) { return cost_of(set, pool); });
    if (longer.size() > kMaxAlternatives) longer.resize(kMaxAlternatives);
    out = std::move(longer);
  }
  return out;
}

std::string few(const std::vector<std::string>& names) {
  if (names.size() <= kFewNames) return fmt::format("{}", fmt::join(names, ", "));
  const std::vector<std::string> first(names.begin(), names.begin() + kFewNames - 1);
  return fmt::format("{} and {} more", fmt::join(first, ", "), names.size() - first.size());
}

std::vector<FixClause> fix_clauses(const FixProblem& problem, SourceTrees& trees,
                                   ChangePool& pool) {
  std::vector<FixClause> out;
  for (const GrantDifference& one : problem.differences) {
    FixClause clause{&one, {}};
    if (one.kind == GrantDifference::Kind::extra) {
      clause.alternatives = problem.holdings == nullptr ? ways_to_take(problem, one, pool)
                                                        : ways_to_take_from_all(problem, one, pool);
    } else if (one.kind == GrantDifference::Kind::missing) {
      clause.alternatives = problem.holdings == nullptr
                                ? ways_to_grant(problem, one, trees, pool)
                                : ways_to_grant_any(problem, one, trees, pool);
    }
    out.push_back(std::move(clause));
  }
  return out;
}

}  // namespace rolechain
