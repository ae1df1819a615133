// `grants`, `grants_at_least`: each session's effective grants against what is intended, at the
// time and in the world of the session's issue.
#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "sim/grants/grants.h"
#include "sim/load/holder.h"
#include "sim/run/check_workload.h"
#include "sim/run/checks.h"
#include "sim/run/grant_diff.h"
#include "sim/run/subject.h"

namespace rolechain {
namespace {

using Form = SessionGrants::Form;

// The hop that a case turns round is granted now, or no longer: that follows from the step.
bool follows_from(const GrantDifference& d, const TurnedHop& hop, std::string_view session) {
  return hop.as == session && d.resource == hop.role_arn &&
         std::ranges::all_of(d.actions,
                             [](const auto& action) { return action.starts_with("sts:"); });
}

void drop_what_follows(GrantVerdict& verdict, const CheckPlan& plan, std::string_view session) {
  const auto dropped = std::erase_if(verdict.differences, [&](const GrantDifference& d) {
    return std::ranges::any_of(plan.turned,
                               [&](const TurnedHop& hop) { return follows_from(d, hop, session); });
  });
  if (dropped > 0) verdict.counts.clear();  // of what is left nobody counted the pairs
}

bool is_intended(const std::vector<GrantIntent>& intent, std::string_view action,
                 std::string_view resource) {
  const std::string lower = to_lower(action);
  return std::ranges::any_of(intent, [&](const GrantIntent& one) {
    const auto of_action = [&](const std::string& pattern) {
      return glob_match(pattern, lower, CaseMode::insensitive);
    };
    const auto of_resource = [&](const std::string& pattern) {
      return resource_match(pattern, resource);
    };
    return std::ranges::any_of(one.actions, of_action) &&
           std::ranges::any_of(one.resources, of_resource);
  });
}

bool depends_on_context(const std::vector<GrantIntent>& intent) {
  return std::ranges::any_of(
      intent, [](const GrantIntent& one) { return one.when.form != IntentWhen::Form::some; });
}

bool is_told(const GrantVerdict& verdict, GrantDifference::Kind kind, const std::string& action,
             const std::string& resource) {
  return std::ranges::any_of(verdict.differences, [&](const GrantDifference& d) {
    const auto of_action = [&](const std::string& pattern) {
      return glob_match(pattern, action, CaseMode::insensitive);
    };
    return d.kind == kind && std::ranges::any_of(d.actions, of_action) &&
           resource_match(d.resource, resource);
  });
}

// Whether this very request is a difference of the kind. Where the intent has conditions, a request
// is more than its action and resource: then the proof's own lines say it.
bool is_difference(const GrantSubject& subject, const std::vector<GrantIntent>& intent,
                   const GrantVerdict& verdict, GrantDifference::Kind kind,
                   const std::string& action, const std::string& resource) {
  if (depends_on_context(intent)) return is_told(verdict, kind, action, resource);
  const bool extra = kind == GrantDifference::Kind::extra;
  return is_intended(intent, action, resource) != extra &&
         can_call(subject, action, resource) == extra;
}

// What a refuted intent names and the proof did not find, or the other way round; "" for neither.
std::string not_as_refuted(const GrantSubject& subject, const SessionGrants& wanted,
                           const GrantVerdict& verdict, GrantDifference::Kind kind) {
  const auto& points = kind == GrantDifference::Kind::extra ? wanted.extra : wanted.missing;
  const std::string_view word = kind == GrantDifference::Kind::extra ? "extra" : "missing";
  const bool any = std::ranges::any_of(verdict.differences,
                                       [&](const GrantDifference& d) { return d.kind == kind; });
  if (any && points.empty()) return fmt::format("`{}` names nothing, but the proof finds", word);
  for (const GrantIntent& point : points) {
    for (const std::string& action : point.actions) {
      for (const std::string& resource : point.resources) {
        if (is_difference(subject, wanted.grants, verdict, kind, action, resource)) continue;
        return fmt::format("the proof does not find {}: {} on {}", word, action, resource);
      }
    }
  }
  return {};
}

void check_refuted(Check& check, const GrantSubject& subject, const SessionGrants& wanted,
                   const GrantVerdict& verdict) {
  using Kind = GrantDifference::Kind;
  std::string problem = not_as_refuted(subject, wanted, verdict, Kind::extra);
  if (problem.empty()) problem = not_as_refuted(subject, wanted, verdict, Kind::missing);
  check.status = problem.empty() ? Status::passed : Status::failed;
  check.message = problem.empty() ? fmt::format("{}: the proof refutes the intent as it should: {}",
                                                wanted.session, count_differences(verdict))
                                  : fmt::format("{}: {}", wanted.session, problem);
}

Check compare(std::string name, const LiveSession& live, const SessionPlan& wanted,
              const CheckPlan& plan, GrantMode mode) {
  GrantVerdict verdict = compare_grants(subject_of(live), wanted.grants.grants, mode);
  if (wanted.inherited) drop_what_follows(verdict, plan, live.id);
  Check check;
  check.name = std::move(name);
  check.where = wanted.grants.span;
  if (wanted.grants.form == Form::refuted && verdict.undecided.empty()) {
    check_refuted(check, subject_of(live), wanted.grants, verdict);
    if (check.status == Status::failed) {
      check.detail = grant_diff(verdict.differences, wanted.grants.grants, *live.scenario);
    }
  } else if (!verdict.differences.empty()) {
    check.status = Status::failed;
    check.message = verdict_message(live.id, verdict, count_differences(verdict));
    check.detail = grant_diff(verdict.differences, wanted.grants.grants, *live.scenario);
  } else if (!verdict.undecided.empty()) {
    check.status = Status::unsupported;
    check.message =
        verdict_message(live.id, verdict, "not decided: " + verdict.undecided.front().message);
    check.detail = render(verdict.undecided);
  } else {
    check.message = verdict_message(
        live.id, verdict,
        fmt::format("holds {}what is intended", mode == GrantMode::exact ? "exactly " : ""));
  }
  // An intent that is wrong on purpose asks for nothing to be mended.
  if (wanted.grants.form != Form::refuted) {
    check.grants = std::make_shared<const GrantsOutcome>(
        GrantsOutcome{live.id, wanted.grants.grants, mode, std::move(verdict)});
  }
  return check;
}

// A session that is not there holds nothing.
void check_missing(std::string name, const SessionPlan& wanted, const CheckPlan& plan,
                   const Execution& execution, Checks& out) {
  const SessionGrants& grants = wanted.grants;
  const StepRecord* step = execution.step(grants.session);
  const bool nothing =
      grants.form == Form::none || (grants.form == Form::listed && grants.grants.empty());
  if (nothing) {
    out.push_back(passed_check(std::move(name), "no session, so nothing is held", grants.span));
    return;
  }
  // In a case, what came after a refused step did not happen: nothing can be said of it.
  if (plan.is_case && wanted.inherited && step != nullptr && !step->ran) return;
  const std::string why = step == nullptr            ? std::string("no step is called so")
                          : step->error_code.empty() ? step->error_message
                                                     : "its step was refused: " + step->error_code;
  out.push_back(failed_check(
      std::move(name),
      fmt::format("there is no session {}, so it holds nothing ({})", grants.session, why), "",
      grants.span));
}

void check_list(std::string_view section, const std::vector<SessionPlan>& list, GrantMode mode,
                const CheckPlan& plan, const Execution& execution, Checks& out) {
  for (const SessionPlan& wanted : list) {
    std::string name = fmt::format("{}/{}", section, wanted.grants.session);
    if (!workload_in(wanted.grants.session).empty()) {
      // In a case that turns a hop round, what a workload can come to hold follows from that.
      if (wanted.inherited && !plan.turned.empty()) continue;
      out.push_back(
          check_workload_grants(std::move(name), wanted.grants, mode, *execution.worlds.front()));
    } else if (const LiveSession* live = execution.session(wanted.grants.session)) {
      out.push_back(compare(std::move(name), *live, wanted, plan, mode));
    } else {
      check_missing(std::move(name), wanted, plan, execution, out);
    }
  }
}

}  // namespace

namespace {

// The workload whose chain a session belongs to; "" for none.
std::string workload_of(const Scenario& scenario, std::string_view session) {
  const Step* step = scenario.step(session);
  for (std::size_t i = 0; step != nullptr && i <= scenario.steps.size(); ++i) {
    if (const auto* get = std::get_if<GetCredentials>(&step->action)) return get->workload;
    if (const auto* web = std::get_if<AssumeWebIdentity>(&step->action)) return web->workload;
    if (const auto* again = std::get_if<Refresh>(&step->action)) {
      step = scenario.step(again->session);
    } else {
      step = scenario.step(step->as);
    }
  }
  return {};
}

}  // namespace

void check_grants(const CheckPlan& plan, const Execution& execution, Checks& out) {
  check_list("grants", plan.grants, GrantMode::exact, plan, execution, out);
  check_list("grants_at_least", plan.at_least, GrantMode::at_least, plan, execution, out);
  if (!plan.closed_world) return;
  for (const LiveSession& live : execution.sessions) {
    const std::string workload = workload_of(*live.scenario, live.id);
    const auto is_live = [&](const SessionPlan& one) {
      return one.grants.session == live.id ||
             (!workload.empty() && workload_in(one.grants.session) == workload);
    };
    if (std::ranges::any_of(plan.grants, is_live) || std::ranges::any_of(plan.at_least, is_live) ||
        plan.turns(live.id)) {
      continue;
    }
    SessionPlan nothing;
    nothing.grants.session = live.id;
    nothing.grants.form = Form::none;
    nothing.inherited = plan.is_case;
    Check check = compare("grants/" + live.id, live, nothing, plan, GrantMode::exact);
    if (check.status == Status::failed) {
      check.message += "; a session that `grants` does not list must hold nothing";
    }
    out.push_back(std::move(check));
  }
}

}  // namespace rolechain
