// How something intended that is missing could be granted: on each side that is in the way, by the
// statement that comes nearest, by a new one, or by taking a Deny back.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "sim/explain/fix.h"
#include "sim/explain/sides.h"
#include "sim/explain/statements.h"
#include "sim/fix/options.h"
#include "sim/grants/describe.h"

namespace rolechain {
namespace {

constexpr std::size_t kMaxNear = 4;  // statements that are tried of each sort

bool is_guardrail(PolicyType type) {
  return type != PolicyType::identity && type != PolicyType::trust && type != PolicyType::resource;
}

// Sides that must say otherwise before the request is allowed: as explanations tell them.
std::vector<const SideTrace*> sides_in_the_way(const Trace& trace) {
  std::vector<const SideTrace*> out;
  const SideTrace* blocking = blocking_side(trace);
  if (blocking == nullptr) return out;
  out.push_back(blocking);
  for (const SideTrace& side : trace.sides) {
    if (&side == blocking || said_yes(side)) continue;
    const bool needed =
        side.outcome == SideOutcome::denies || is_guardrail(side.type) || !trace.same_account;
    if (needed) out.push_back(&side);
  }
  return out;
}

class SideWays {
 public:
  SideWays(const FixProblem& problem, const GrantDifference& missing, const SideTrace& side,
           SourceTrees& trees, ChangePool& pool)
      : problem_(problem),
        missing_(missing),
        trace_(missing.witness.trace),
        side_(side),
        trees_(trees),
        pool_(pool) {}

  // Of each list one.
  std::vector<std::vector<ChangeSet>> run() {
    if (side_.outcome == SideOutcome::denies) return without_denies();
    std::vector<ChangeSet> out;
    const bool has_principals =
        side_.type == PolicyType::trust || side_.type == PolicyType::resource;
    if (has_principals) name_caller(out);
    add_actions(out);
    add_resources(out);
    add_statement(out, has_principals);
    if (side_.type == PolicyType::identity) add_policy(out);
    if (side_.type == PolicyType::trust) add_trust(out);
    return {out};
  }

 private:
  PolicyChange change(PolicyChange::Kind kind, const StatementTrace& at, std::string words) const {
    PolicyChange out;
    out.kind = kind;
    out.policy = at.policy;
    out.statement = at.statement;
    out.words = std::move(words);
    out.where = statement_of(at).span;
    return out;
  }
  static std::string label(const StatementTrace& at) {
    return at.policy->statement_label(at.statement);
  }
  // "the boundary of base" where it is no plain permission.
  std::string in_words(const StatementTrace& at) const {
    const std::string guardrail = guardrail_name(side_);
    return guardrail.empty() ? label(at) : fmt::format("{} in {}", label(at), guardrail);
  }
  std::string request() const {
    std::string out = missing_.resource == "*"
                          ? few(missing_.actions)
                          : fmt::format("{} on {}", few(missing_.actions), missing_.resource);
    const std::vector<ConditionTest> tests = intended_tests();
    if (side_.type == PolicyType::identity && !tests.empty()) {
      out += fmt::format(" when {}", join(condition_lines(tests), " and "));
    }
    return out;
  }

  template <class Wanted, class Make>
  void each_near(std::vector<ChangeSet>& out, const Wanted& wanted, const Make& make) {
    std::size_t count = 0;
    for (const StatementTrace& at : side_.statements) {
      if (statement_of(at).effect != Effect::allow || !wanted(at) || count == kMaxNear) continue;
      if (trees_.tree(statement_of(at).span.file) == nullptr) continue;
      if (auto made = make(at)) {
        out.push_back({pool_.add(*std::move(made))});
        ++count;
      }
    }
  }

  void name_caller(std::vector<ChangeSet>& out) {
    each_near(
        out, [](const StatementTrace& at) { return at.match.mismatch == Mismatch::principal; },
        [&](const StatementTrace& at) -> std::optional<PolicyChange> {
          if (statement_of(at).not_principal) return std::nullopt;
          const std::string principal = principal_of(trace_);
          PolicyChange made =
              change(PolicyChange::Kind::edit, at,
                     fmt::format("name {} in Principal of {}", principal, label(at)));
          made.element = StatementElement::principal;
          made.add = {principal};
          return made;
        });
  }

  // To a statement about this resource.
  void add_actions(std::vector<ChangeSet>& out) {
    const auto about_it = [&](const StatementTrace& at) {
      const Statement& statement = statement_of(at);
      if (at.match.mismatch != Mismatch::action || statement.not_action) return false;
      if (!statement.has_resource || trace_.resource == "*") return true;
      return !statement.not_resource &&
             std::ranges::any_of(statement.resources, [&](const Text& pattern) {
               return pattern.value == missing_.resource ||
                      resource_match(pattern.value, trace_.resource);
             });
    };
    each_near(out, about_it, [&](const StatementTrace& at) -> std::optional<PolicyChange> {
      PolicyChange made =
          change(PolicyChange::Kind::edit, at,
                 fmt::format("add {} to Action of {}", few(missing_.actions), in_words(at)));
      made.element = StatementElement::action;
      made.add = missing_.actions;
      return made;
    });
  }

  void add_resources(std::vector<ChangeSet>& out) {
    const auto of_action = [](const StatementTrace& at) {
      const Statement& statement = statement_of(at);
      return at.match.mismatch == Mismatch::resource && statement.has_resource &&
             !statement.not_resource;
    };
    each_near(out, of_action, [&](const StatementTrace& at) -> std::optional<PolicyChange> {
      PolicyChange made =
          change(PolicyChange::Kind::edit, at,
                 fmt::format("add {} to Resource of {}", missing_.resource, in_words(at)));
      made.element = StatementElement::resource;
      made.add = {missing_.resource};
      return made;
    });
  }

  void add_statement(std::vector<ChangeSet>& out, bool has_principal) {
    std::set<const CompiledPolicy*> seen;
    for (const StatementTrace& at : side_.statements) {
      if (!seen.insert(at.policy).second || seen.size() > kMaxNear) continue;
      if (at.policy->type() == PolicyType::rcp) continue;
      const SourceSpan& place = at.policy->document().span;
      if (trees_.tree(place.file) == nullptr) continue;
      PolicyChange made = change(
          PolicyChange::Kind::add_statement, at,
          fmt::format("add a statement to {} that allows {}", at.policy->label(), request()));
      made.where = place;
      made.statements = {new_statement(has_principal)};
      out.push_back({pool_.add(std::move(made))});
      return;
    }
  }

  NewStatement new_statement(bool has_principal) const {
    NewStatement out{missing_.actions, {missing_.resource}, {}, {}};
    if (has_principal) out.principal = principal_of(trace_);
    if (side_.type == PolicyType::trust) out.resources.clear();
    if (side_.type == PolicyType::identity) out.tests = intended_tests();
    return out;
  }

  // What the intent that asks for it says of contexts.
  std::vector<ConditionTest> intended_tests() const {
    for (const GrantIntent& intent : problem_.intents) {
      const bool is_it = missing_.where.known() && intent.span.file == missing_.where.file &&
                         intent.span.begin == missing_.where.begin;
      if (is_it && intent.when.form == IntentWhen::Form::condition) return intent.when.tests;
    }
    return {};
  }

  void add_policy(std::vector<ChangeSet>& out) {
    const Role* role = problem_.scenario.world.role(principal_of(trace_));
    if (role == nullptr || role->key.empty()) return;
    PolicyChange made;
    made.kind = PolicyChange::Kind::add_policy;
    made.role = role->key;
    made.statements = {new_statement(false)};
    made.words = fmt::format("give {} a policy that allows {}", role->key, request());
    made.where = place_of(role->key);
    out.push_back({pool_.add(std::move(made))});
  }

  void add_trust(std::vector<ChangeSet>& out) {
    const Role* role = problem_.scenario.world.role(trace_.resource);
    if (role == nullptr || role->trust != nullptr) return;
    PolicyChange made;
    made.kind = PolicyChange::Kind::trust_principal;
    made.role = role->key;
    made.add = {principal_of(trace_)};
    made.words = fmt::format("give {} a trust policy that names {}", role->key, made.add.front());
    made.where = place_of(role->key);
    out.push_back({pool_.add(std::move(made))});
  }

  SourceSpan place_of(const std::string& role) const {
    const auto& places = problem_.scenario.places;
    const auto at = places.find("/roles/" + role);
    return at == places.end() ? SourceSpan{} : at->second;
  }

  std::vector<std::vector<ChangeSet>> without_denies() {
    std::vector<std::vector<ChangeSet>> out;
    for (const StatementTrace& at : side_.statements) {
      if (statement_of(at).effect == Effect::deny && at.match.matches()) {
        out.push_back(without_deny(at));
      }
    }
    return out;
  }

  std::vector<ChangeSet> without_deny(const StatementTrace& at) {
    const Statement& statement = statement_of(at);
    std::vector<ChangeSet> out;
    take_from_deny(out, at, StatementElement::action, statement.actions, statement.not_action,
                   missing_.actions);
    if (statement.has_resource) {
      take_from_deny(out, at, StatementElement::resource, statement.resources,
                     statement.not_resource, {missing_.resource});
    }
    out.push_back({pool_.add(change(PolicyChange::Kind::remove_statement, at,
                                    fmt::format("remove the Deny {}", label(at))))});
    return out;
  }

  void take_from_deny(std::vector<ChangeSet>& out, const StatementTrace& at,
                      StatementElement element, const std::vector<Text>& patterns, bool negated,
                      const std::vector<std::string>& wanted) {
    const std::string_view name = element == StatementElement::action ? "Action" : "Resource";
    PolicyChange made = change(PolicyChange::Kind::edit, at, {});
    made.element = element;
    if (negated) {
      made.add = wanted;
      made.words = fmt::format("add {} to Not{} of the Deny {}", few(wanted), name, label(at));
      out.push_back({pool_.add(std::move(made))});
      return;
    }
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (std::ranges::find(wanted, patterns[i].value) != wanted.end()) made.remove.push_back(i);
    }
    if (made.remove.empty() || made.remove.size() == patterns.size()) return;
    made.words = fmt::format("take {} out of {} of the Deny {}", few(wanted), name, label(at));
    out.push_back({pool_.add(std::move(made))});
  }

  const FixProblem& problem_;
  const GrantDifference& missing_;
  const Trace& trace_;
  const SideTrace& side_;
  SourceTrees& trees_;
  ChangePool& pool_;
};

}  // namespace

std::vector<ChangeSet> ways_to_grant(const FixProblem& problem, const GrantDifference& missing,
                                     SourceTrees& trees, ChangePool& pool) {
  std::vector<std::vector<ChangeSet>> sides;
  for (const SideTrace* side : sides_in_the_way(missing.witness.trace)) {
    for (auto& list : SideWays(problem, missing, *side, trees, pool).run()) {
      sides.push_back(std::move(list));
    }
  }
  if (sides.empty()) return {};
  return all_of(sides, pool);
}

}  // namespace rolechain
