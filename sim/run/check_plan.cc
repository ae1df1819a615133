#include "sim/run/check_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "sim/run/step_checks.h"

namespace rolechain {
namespace {

using Form = SessionGrants::Form;

std::string role_of(const Action& action) {
  if (const auto* assume = std::get_if<Assume>(&action)) return assume->role_arn;
  if (const auto* web = std::get_if<AssumeWebIdentity>(&action)) return web->with.role_arn;
  return {};
}

bool makes_session(const Action& action) {
  return std::holds_alternative<GetCredentials>(action) || std::holds_alternative<Assume>(action) ||
         std::holds_alternative<AssumeWebIdentity>(action) ||
         std::holds_alternative<GetSessionToken>(action) ||
         std::holds_alternative<GetFederationToken>(action) ||
         std::holds_alternative<Refresh>(action);
}

std::vector<TurnedHop> turned_hops(const Scenario& scenario, const Expect& own) {
  std::vector<TurnedHop> turned;
  for (const auto& [id, expect] : own.steps) {
    const Step* step = scenario.step(id);
    if (step == nullptr || !makes_session(step->action)) continue;
    if (expects_success(step->expect) == expects_success(expect)) continue;
    turned.push_back({id, step->as, role_of(step->action)});
  }
  return turned;
}

const SessionGrants* find_session(const std::vector<SessionGrants>& list, std::string_view id) {
  const auto at = std::ranges::find(list, id, &SessionGrants::session);
  return at == list.end() ? nullptr : &*at;
}

// `same`: what the scenario says of the session; it says "nothing" of one that it does not list.
SessionPlan resolve_same(const SessionGrants& own, const Expect& base) {
  if (own.form != Form::same) return {own, false};
  const SessionGrants* before = base.grants ? find_session(*base.grants, own.session) : nullptr;
  if (before != nullptr) return {*before, true};
  SessionGrants none = own;
  none.form = Form::none;
  return {std::move(none), true};
}

void plan_grants(CheckPlan& plan, const Expect& base, const Expect& own) {
  plan.closed_world = base.grants.has_value() || own.grants.has_value();
  if (own.grants) {
    for (const SessionGrants& grants : *own.grants) {
      plan.grants.push_back(resolve_same(grants, base));
      if (grants.form != Form::same) plan.said_anew.insert(grants.session);
    }
  }
  for (const SessionGrants& grants : own.grants_at_least) {
    plan.at_least.push_back({grants, false});
    plan.said_anew.insert(grants.session);
  }
  const auto inherited = [&](const SessionGrants& grants) {
    return !plan.said_anew.contains(grants.session) && !plan.turns(grants.session) &&
           (!own.grants || find_session(*own.grants, grants.session) == nullptr);
  };
  for (const SessionGrants& grants : base.grants.value_or(std::vector<SessionGrants>{})) {
    if (inherited(grants)) plan.grants.push_back({grants, true});
  }
  for (const SessionGrants& grants : base.grants_at_least) {
    if (inherited(grants)) plan.at_least.push_back({grants, true});
  }
}

void plan_must_deny(CheckPlan& plan, const std::vector<MustDeny>& list, std::string_view prefix) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    plan.must_deny.push_back({list[i], fmt::format("{}must_deny/{}", prefix, i)});
  }
}

void plan_graph(CheckPlan& plan, const Expect& base, const Expect& own) {
  plan.reach_inherited = own.reach.empty();
  plan.reach = plan.reach_inherited ? base.reach : own.reach;
  plan.unreachable_inherited = !own.unreachable;
  plan.unreachable = own.unreachable ? own.unreachable : base.unreachable;
}

void plan_lint(CheckPlan& plan, const Expect& base, const Case& one) {
  const Expect& own = one.expect;
  plan.lint_absent = own.lint_absent;
  plan.coverage = own.coverage;
  if (own.lint) {
    plan.lint = own.lint;
    return;
  }
  plan.lint = base.lint;
  for (const auto& [place, value] : one.changes) plan.changed_places.push_back(place);
  plan.lint_absent.insert(plan.lint_absent.end(), base.lint_absent.begin(), base.lint_absent.end());
}

}  // namespace

bool CheckPlan::turns(std::string_view session) const {
  return std::ranges::find(turned, session, &TurnedHop::session) != turned.end();
}

CheckPlan plan_scenario(const Scenario& scenario) {
  const Expect& expect = scenario.expect;
  CheckPlan plan;
  plan.closed_world = expect.grants.has_value();
  for (const SessionGrants& grants : expect.grants.value_or(std::vector<SessionGrants>{})) {
    plan.grants.push_back({grants, false});
  }
  for (const SessionGrants& grants : expect.grants_at_least) {
    plan.at_least.push_back({grants, false});
  }
  plan_must_deny(plan, expect.must_deny, "");
  plan.reach = expect.reach;
  plan.unreachable = expect.unreachable;
  plan.lint = expect.lint;
  plan.lint_absent = expect.lint_absent;
  plan.coverage = expect.coverage;
  plan.explain = expect.explain;
  return plan;
}

CheckPlan plan_case(const Scenario& scenario, const Case& one) {
  const Expect& base = scenario.expect;
  const Expect& own = one.expect;
  CheckPlan plan;
  plan.is_case = true;
  plan.steps = own.steps;
  plan.turned = turned_hops(scenario, own);
  plan_grants(plan, base, own);
  plan_graph(plan, base, own);
  plan_lint(plan, base, one);
  plan_must_deny(plan, base.must_deny, "");
  std::erase_if(plan.must_deny,
                [&](const DenyPlan& old) { return plan.said_anew.contains(old.deny.as); });
  plan_must_deny(plan, own.must_deny, "case/");
  plan.explain = own.explain;
  for (const auto& [id, text] : base.explain) {
    if (!own.steps.contains(id)) plan.explain.emplace(id, text);
  }
  return plan;
}

}  // namespace rolechain
