// How a statement could be narrowed to what is intended: by its actions, its resources, both, by
// one statement for each intended grant, or not at all.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/managed.h"
#include "mocks/policy/service_reference.h"
#include "sim/explain/granting.h"
#include "sim/explain/sides.h"
#include "sim/fix/options.h"
#include "sim/grants/describe.h"

namespace rolechain {
namespace {

constexpr std::size_t kMaxListed = 12;  // actions that stand for the common part of two patterns
constexpr std::size_t kMaxSplit = 6;

bool has_wildcard(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

// Whether all that the inner pattern matches the outer one matches, too.
bool covers_action(const std::string& outer, const std::string& inner) {
  return glob_match(to_lower(outer), to_lower(inner), CaseMode::insensitive);
}
bool covers_resource(const std::string& outer, const std::string& inner) {
  return outer == inner || resource_match(outer, inner);
}

// The part of an action pattern that an intended one names: itself, the other, or names.
std::vector<std::string> common_actions(const std::string& pattern, const std::string& intended) {
  if (covers_action(pattern, intended)) return {intended};
  if (covers_action(intended, pattern)) return {pattern};
  if (!has_wildcard(pattern) || !has_wildcard(intended)) return {};
  std::vector<std::string> out;
  const std::string lower = to_lower(pattern);
  const std::string_view prefix = std::string_view(lower).substr(0, lower.find_first_of("*?"));
  for (const ActionView& action : ServiceReference::embedded().actions_with_prefix(prefix)) {
    if (!covers_action(pattern, std::string(action.full_name)) ||
        !covers_action(intended, std::string(action.full_name))) {
      continue;
    }
    if (out.size() == kMaxListed) return {};
    out.emplace_back(action.full_name);
  }
  return out;
}

std::vector<std::string> common_resources(const std::string& pattern, const std::string& intended) {
  if (covers_resource(pattern, intended)) return {intended};
  if (covers_resource(intended, pattern)) return {pattern};
  return {};
}

void add_new(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& one : from) {
    if (std::ranges::find(to, one) == to.end()) to.push_back(one);
  }
}

using Common = std::vector<std::string> (*)(const std::string&, const std::string&);

// Of a list of patterns the parts that the intended ones name.
std::vector<std::string> common_part(const std::vector<Text>& patterns, bool negated,
                                     const std::vector<std::string>& intended, Common common) {
  std::vector<std::string> out;
  for (const std::string& wanted : intended) {
    if (negated) {
      const bool left_out = std::ranges::any_of(
          patterns, [&](const Text& pattern) { return !common(pattern.value, wanted).empty(); });
      if (!left_out) add_new(out, {wanted});
      continue;
    }
    for (const Text& pattern : patterns) add_new(out, common(pattern.value, wanted));
  }
  return out;
}

class Narrowing {
 public:
  Narrowing(const FixProblem& problem, const CompiledPolicy& policy, std::uint32_t index,
            ChangePool& pool)
      : problem_(problem),
        policy_(policy),
        index_(index),
        statement_(policy.statements()[index]),
        label_(policy.statement_label(index)),
        pool_(pool) {
    for (const GrantIntent& intent : problem.intents) {
      NewStatement part;
      part.actions =
          common_part(statement_.actions, statement_.not_action, intent.actions, common_actions);
      part.resources = statement_.has_resource
                           ? common_part(statement_.resources, statement_.not_resource,
                                         intent.resources, common_resources)
                           : intent.resources;
      part.tests = lacking_tests(intent);
      if (!part.actions.empty() && !part.resources.empty()) parts_.push_back(std::move(part));
    }
  }

  std::vector<ChangeSet> run(const Trace& trace) {
    collect_touched();
    if (const auto managed = detached(trace)) return {{*managed}};
    const auto actions = narrow_actions();
    const auto resources = narrow_resources();
    std::vector<ChangeSet> out;
    if (actions) out.push_back({*actions});
    if (resources) out.push_back({*resources});
    if (const auto principal = without_caller(trace)) out.push_back({*principal});
    out.push_back({removed()});
    if (actions && resources) out.push_back(joined({*actions}, {*resources}));
    if (const auto when = conditioned()) {
      const std::vector<ChangeSet> narrowed = out;
      for (const ChangeSet& set : narrowed) {
        if (set != ChangeSet{removed()}) out.push_back(joined(set, {*when}));
      }
      out.push_back({*when});
    }
    if (const auto split = split_up()) out.push_back({*split});
    return out;
  }

 private:
  PolicyChange change(PolicyChange::Kind kind, std::string words) const {
    PolicyChange out;
    out.kind = kind;
    out.policy = &policy_;
    out.statement = index_;
    out.words = std::move(words);
    out.where = statement_.span;
    return out;
  }

  // What the intent asks of contexts and the statement does not.
  std::vector<ConditionTest> lacking_tests(const GrantIntent& intent) const {
    std::vector<ConditionTest> out;
    if (intent.when.form != IntentWhen::Form::condition) return out;
    for (const ConditionTest& test : intent.when.tests) {
      const bool is_there = std::ranges::any_of(statement_.conditions, [&](const auto& own) {
        return condition_line(own) == condition_line(test);
      });
      if (!is_there) out.push_back(test);
    }
    return out;
  }

  // With the Condition that every intent of the statement's part has.
  std::optional<std::size_t> conditioned() {
    if (parts_.empty() || parts_.front().tests.empty()) return std::nullopt;
    const auto lines = condition_lines(parts_.front().tests);
    const bool all_alike = std::ranges::all_of(
        parts_, [&](const NewStatement& part) { return condition_lines(part.tests) == lines; });
    if (!all_alike) return std::nullopt;
    const auto replaces = [&](const ConditionTest& test) {
      return std::ranges::any_of(statement_.conditions, [&](const ConditionTest& own) {
        return full_operator_name(own.op) == full_operator_name(test.op) &&
               equals_ignore_case(own.key.value, test.key.value);
      });
    };
    const bool narrows = std::ranges::any_of(parts_.front().tests, replaces);
    PolicyChange out =
        change(PolicyChange::Kind::condition,
               narrows ? fmt::format("write Condition {} in {}", join(lines, " and "), label_)
                       : fmt::format("add Condition {} to {}", join(lines, " and "), label_));
    out.tests = parts_.front().tests;
    out.cost = out.tests.size();
    return pool_.add(std::move(out));
  }

  // Which differences this statement has a part in.
  void collect_touched() {
    for (const GrantDifference& one : problem_.differences) {
      if (one.kind != GrantDifference::Kind::extra) continue;
      for (const SideGrant& grant : granting(one.witness.trace).sides) {
        const bool here = std::ranges::any_of(grant.by, [&](const StatementTrace* by) {
          return by->policy == &policy_ && by->statement == index_;
        });
        if (here) touched_.push_back(&one);
      }
    }
  }

  bool touches_action(const std::string& pattern) const {
    return std::ranges::any_of(touched_, [&](const GrantDifference* one) {
      return covers_action(pattern, one->witness.action) ||
             std::ranges::any_of(one->actions, [&](const std::string& action) {
               return covers_action(pattern, action) || covers_action(action, pattern);
             });
    });
  }
  bool touches_resource(const std::string& pattern) const {
    return pattern.find("${") != std::string::npos ||
           std::ranges::any_of(touched_, [&](const GrantDifference* one) {
             return covers_resource(pattern, one->witness.resource) ||
                    covers_resource(pattern, one->resource) ||
                    covers_resource(one->resource, pattern);
           });
  }

  // What stays of the list, what goes and what comes in its place.
  template <class Touches>
  std::optional<std::size_t> narrow(StatementElement element, std::string_view name,
                                    const std::vector<Text>& patterns, bool negated,
                                    std::vector<std::string> NewStatement::* wanted, Common common,
                                    const Touches& touches) {
    std::vector<std::string> all;
    for (const NewStatement& part : parts_) add_new(all, part.*wanted);
    if (negated) {
      if (all.empty()) return std::nullopt;
      PolicyChange out =
          change(PolicyChange::Kind::positive,
                 fmt::format("write {} {} instead of Not{} in {}", name, few(all), name, label_));
      out.element = element;
      out.add = std::move(all);
      for (std::size_t i = 0; i < patterns.size(); ++i) out.remove.push_back(i);
      return pool_.add(std::move(out));
    }
    PolicyChange out = change(PolicyChange::Kind::edit, {});
    out.element = element;
    std::vector<std::string> kept;
    std::vector<std::string> gone;
    std::vector<std::string> added;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const std::string& pattern = patterns[i].value;
      std::vector<std::string> parts;
      for (const std::string& one : all) add_new(parts, common(pattern, one));
      const bool whole = std::ranges::any_of(
          parts, [&](const std::string& one) { return equals_ignore_case(one, pattern); });
      if (whole || !touches(pattern)) {
        kept.push_back(pattern);
        continue;
      }
      out.remove.push_back(i);
      gone.push_back(pattern);
      add_new(added, parts);
    }
    std::erase_if(
        added, [&](const std::string& one) { return std::ranges::find(kept, one) != kept.end(); });
    if (gone.empty()) return std::nullopt;
    out.needs_others = kept.empty() && added.empty();
    out.add = added;
    add_new(kept, added);
    out.words = added.empty() ? fmt::format("take {} out of {} of {}", few(gone), name, label_)
                              : fmt::format("narrow {} of {} to {}", name, label_, few(kept));
    return pool_.add(std::move(out));
  }

  std::optional<std::size_t> narrow_actions() {
    return narrow(StatementElement::action, "Action", statement_.actions, statement_.not_action,
                  &NewStatement::actions, common_actions,
                  [&](const std::string& pattern) { return touches_action(pattern); });
  }
  std::optional<std::size_t> narrow_resources() {
    if (!statement_.has_resource) return std::nullopt;
    return narrow(StatementElement::resource, "Resource", statement_.resources,
                  statement_.not_resource, &NewStatement::resources, common_resources,
                  [&](const std::string& pattern) { return touches_resource(pattern); });
  }

  // The caller named by itself among others.
  std::optional<std::size_t> without_caller(const Trace& trace) {
    if (!statement_.has_principal || statement_.not_principal) return std::nullopt;
    PolicyChange out = change(PolicyChange::Kind::edit, {});
    out.element = StatementElement::principal;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < statement_.principals.size(); ++i) {
      const std::string& name = statement_.principals[i].value.value;
      if (name != trace.caller_arn && name != principal_of(trace)) continue;
      out.remove.push_back(i);
      names.push_back(name);
    }
    if (names.empty() || names.size() == statement_.principals.size()) return std::nullopt;
    out.words = fmt::format("take {} out of Principal of {}", few(names), label_);
    return pool_.add(std::move(out));
  }

  // A managed policy is not the user's to change: away with it, and what is intended in its place.
  std::optional<std::size_t> detached(const Trace& trace) {
    const Role* role = problem_.scenario.world.role(principal_of(trace));
    if (role == nullptr) return std::nullopt;
    const auto attached = std::ranges::find_if(role->policies, [&](const AttachedPolicy& one) {
      return one.policy.get() == &policy_ && is_aws_managed_policy_arn(one.arn);
    });
    if (attached == role->policies.end()) return std::nullopt;
    PolicyChange out;
    out.kind = PolicyChange::Kind::detach;
    out.role = role->key;
    out.add = {attached->arn};
    out.words = fmt::format("detach {} from {}", attached->name, role->key);
    for (std::uint32_t i = 0; i < policy_.statements().size(); ++i) {
      if (policy_.statements()[i].effect != Effect::allow) continue;
      for (NewStatement& part : Narrowing(problem_, policy_, i, pool_).parts_) {
        const auto same = [&](const NewStatement& other) {
          return other.actions == part.actions && other.resources == part.resources &&
                 condition_lines(other.tests) == condition_lines(part.tests);
        };
        if (std::ranges::none_of(out.statements, same)) out.statements.push_back(std::move(part));
      }
    }
    if (!out.statements.empty()) {
      out.cost = 1 + out.statements.size();
      out.words = fmt::format("give {} a policy with what is intended instead of {}", role->key,
                              attached->name);
    }
    const auto place = problem_.scenario.places.find("/roles/" + role->key);
    if (place != problem_.scenario.places.end()) out.where = place->second;
    return pool_.add(std::move(out));
  }

  std::size_t removed() {
    return pool_.add(
        change(PolicyChange::Kind::remove_statement, fmt::format("remove {}", label_)));
  }

  std::optional<std::size_t> split_up() {
    std::vector<NewStatement> statements;
    for (const NewStatement& part : parts_) {
      const auto alike = std::ranges::find_if(statements, [&](const NewStatement& other) {
        return condition_lines(other.tests) == condition_lines(part.tests) &&
               (other.resources == part.resources || other.actions == part.actions);
      });
      if (alike == statements.end()) {
        statements.push_back(part);
      } else {
        add_new(alike->actions, part.actions);
        add_new(alike->resources, part.resources);
      }
    }
    if (statements.size() < 2 || statements.size() > kMaxSplit || !statement_.has_resource) {
      return std::nullopt;
    }
    PolicyChange out =
        change(PolicyChange::Kind::split_statement,
               fmt::format("split {} into {} statements, one for each intended grant", label_,
                           statements.size()));
    out.cost = statements.size();
    out.statements = std::move(statements);
    return pool_.add(std::move(out));
  }

  const FixProblem& problem_;
  const CompiledPolicy& policy_;
  std::uint32_t index_;
  const Statement& statement_;
  std::string label_;
  ChangePool& pool_;
  std::vector<NewStatement> parts_;  // what the statement and each intent have in common
  std::vector<const GrantDifference*> touched_;
};

}  // namespace

std::vector<ChangeSet> ways_to_take(const FixProblem& problem, const GrantDifference& extra,
                                    ChangePool& pool) {
  const Trace& trace = extra.witness.trace;
  const Granting grants = granting(trace);
  std::vector<std::vector<ChangeSet>> every;  // statements of all sides
  std::vector<ChangeSet> out;
  for (const SideGrant& grant : grants.sides) {
    if (grant.by.empty()) continue;  // no statement grants there: nothing to narrow
    std::vector<std::vector<ChangeSet>> side;
    side.reserve(grant.by.size());
    for (const StatementTrace* by : grant.by) {
      side.push_back(Narrowing(problem, *by->policy, by->statement, pool).run(trace));
    }
    if (grants.change == Granting::Change::all) {
      every.insert(every.end(), side.begin(), side.end());
      continue;
    }
    for (ChangeSet& one : all_of(side, pool)) out.push_back(std::move(one));
  }
  if (!every.empty()) out = all_of(every, pool);
  std::ranges::stable_sort(out, {}, [&](const ChangeSet& set) { return cost_of(set, pool); });
  return out;
}

}  // namespace rolechain
