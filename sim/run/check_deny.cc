// `must_deny`: one call is refused, or no call that a pattern matches is allowed to anybody who
// asks.
#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "sim/explain/explain.h"
#include "sim/grants/classes.h"
#include "sim/grants/grants.h"
#include "sim/load/holder.h"
#include "sim/run/because.h"
#include "sim/run/calls.h"
#include "sim/run/checks.h"
#include "sim/run/grant_diff.h"
#include "sim/run/holdings.h"
#include "sim/run/pairs.h"
#include "sim/run/subject.h"

namespace rolechain {
namespace {

std::string deny_mismatch(const MustDeny& deny, const StepRecord& record) {
  if (record.ok) return "it is allowed";
  if (deny.error && *deny.error != record.error_code) {
    return fmt::format("expected {}, but it is {}", *deny.error, record.error_code);
  }
  return deny.because ? because_mismatch(*deny.because, record) : std::string();
}

Check check_denied(std::string name, const MustDeny& deny, const LiveSession& live) {
  if (const auto wrong = wrong_pair(live.scenario->world, deny.call, deny.span)) {
    Check check = failed_check(std::move(name), wrong->message, render(*wrong), deny.span);
    check.status = Status::invalid;
    return check;
  }
  StepRecord record;
  std::vector<ContextEntry> context = live.scenario->context;
  context.insert(context.end(), deny.context.begin(), deny.context.end());
  make_call(live.scenario->world, live.session, deny.call, context, live.issued_s, record);
  const std::string wrong = deny_mismatch(deny, record);
  if (wrong.empty()) {
    return passed_check(std::move(name), "denied: " + record.error_code, deny.span);
  }
  std::string detail = deny.why.empty() ? "" : fmt::format("why: {}\n", deny.why);
  for (const Trace& trace : record.traces) detail += explain_trace(trace, *live.scenario);
  return failed_check(std::move(name),
                      fmt::format("{} must not call {} on {}: {}", deny.as, deny.call.action,
                                  deny.call.resource, wrong),
                      std::move(detail), deny.span);
}

// No statement has this label, so every grant that the pattern matches is one "by another
// statement": the comparison finds them all, with a witness each.
constexpr std::string_view kByNobody = "";

std::string why_line(const MustDeny& deny) {
  return deny.why.empty() ? "" : fmt::format("why: {}\n", deny.why);
}

GrantIntent everything_of(const MustDeny& deny) {
  GrantIntent any;
  any.actions = {deny.call.action};
  any.resources = {deny.call.resource};
  any.because = std::string(kByNobody);
  any.span = deny.span;
  return any;
}

std::string what(const MustDeny& deny) {
  return fmt::format("{} must not call {} on {}", deny.as, deny.call.action, deny.call.resource);
}

// `way_to`: what to say besides about each witness.
Check judge(std::string name, const MustDeny& deny, const Scenario& scenario, GrantVerdict verdict,
            const std::function<std::string(const Witness&)>& way_to) {
  std::erase_if(verdict.differences,
                [](const GrantDifference& d) { return d.kind != GrantDifference::Kind::route; });
  if (!verdict.differences.empty()) {
    std::string detail = why_line(deny);
    for (GrantDifference& d : verdict.differences) {
      d.kind = GrantDifference::Kind::extra;
      detail += grant_diff({d}, {}, scenario) + way_to(d.witness);
    }
    return failed_check(std::move(name), fmt::format("{}: some of it is allowed", what(deny)),
                        std::move(detail), deny.span);
  }
  if (!verdict.undecided.empty()) {
    Check check = failed_check(std::move(name),
                               fmt::format("not decided: {}", verdict.undecided.front().message),
                               render(verdict.undecided), deny.span);
    check.status = Status::unsupported;
    return check;
  }
  return passed_check(std::move(name),
                      fmt::format("none is allowed ({} classes of requests)", verdict.classes),
                      deny.span);
}

// Over all actions, ARNs and contexts that the pattern matches.
Check check_none_allowed(std::string name, const MustDeny& deny, const LiveSession& live) {
  GrantSubject subject = subject_of(live);
  subject.context.insert(subject.context.end(), deny.context.begin(), deny.context.end());
  return judge(std::move(name), deny, *live.scenario,
               compare_grants(subject, {everything_of(deny)}, GrantMode::at_least),
               [](const Witness&) { return std::string(); });
}

// Of all sessions that the workload can come to hold.
Check check_no_session(std::string name, const MustDeny& deny, const Scenario& scenario) {
  if (scenario.workload(workload_in(deny.as)) == nullptr) {  // a case took it away
    return failed_check(std::move(name), fmt::format("there is no {}", deny.as), "", deny.span);
  }
  const Holdings holdings(scenario, workload_in(deny.as));
  if (holdings.subjects().empty()) {
    return failed_check(std::move(name), deny.as + " gets no credentials, so nothing was asked", "",
                        deny.span);
  }
  const auto way_to = [&](const Witness& witness) { return holdings.told_way(witness); };
  if (deny.pattern) {
    GrantVerdict verdict =
        holdings.compare({everything_of(deny)}, GrantMode::at_least, deny.context);
    for (Diagnostic& one : holdings.undecided()) verdict.undecided.push_back(std::move(one));
    return judge(std::move(name), deny, scenario, std::move(verdict), way_to);
  }
  if (const auto wrong = wrong_pair(scenario.world, deny.call, deny.span)) {
    Check check = failed_check(std::move(name), wrong->message, render(*wrong), deny.span);
    check.status = Status::invalid;
    return check;
  }
  const Witness request{deny.call.action, deny.call.resource, deny.context, {}};
  const std::string way = way_to(request);
  if (!way.empty()) {
    return failed_check(std::move(name), what(deny) + ": it is allowed", why_line(deny) + way,
                        deny.span);
  }
  GrantVerdict verdict;
  verdict.undecided = holdings.undecided();
  verdict.classes = holdings.subjects().size();
  return judge(std::move(name), deny, scenario, std::move(verdict), way_to);
}

// Where the file asks for the same requests elsewhere, no design can be right: says so.
void add_contradictions(const CheckPlan& plan, const MustDeny& deny, Check& check) {
  if (check.status != Status::failed) return;
  const auto shares = [](const std::vector<std::string>& patterns, std::string_view other) {
    return std::ranges::any_of(
        patterns, [&](const std::string& one) { return may_share_a_text(one, other); });
  };
  for (const auto* list : {&plan.grants, &plan.at_least}) {
    for (const SessionPlan& one : *list) {
      if (one.grants.session != deny.as) continue;
      for (const GrantIntent& intent : one.grants.grants) {
        if (intent.when.form == IntentWhen::Form::condition) continue;
        if (!shares(intent.actions, deny.call.action)) continue;
        if (!shares(intent.resources, deny.call.resource)) continue;
        check.detail += fmt::format(
            "the file asks for both: {} is also to be granted {} on {}   {}\n", deny.as,
            join(intent.actions, ", "), join(intent.resources, ", "), location_line(intent.span));
      }
    }
  }
}

}  // namespace

void check_must_deny(const CheckPlan& plan, const Execution& execution, Checks& out) {
  for (const auto& [deny, name] : plan.must_deny) {
    if (!workload_in(deny.as).empty()) {
      out.push_back(check_no_session(name, deny, *execution.worlds.front()));
      add_contradictions(plan, deny, out.back());
    } else if (const LiveSession* live = execution.session(deny.as)) {
      out.push_back(deny.pattern ? check_none_allowed(name, deny, *live)
                                 : check_denied(name, deny, *live));
      add_contradictions(plan, deny, out.back());
    } else if (!plan.is_case) {
      // Nobody was asked: that is no proof of anything.
      out.push_back(
          failed_check(name, fmt::format("there is no session {}, so nothing was asked", deny.as),
                       "", deny.span));
    }
  }
}

}  // namespace rolechain
