// `must_deny`: one call is refused, or no call that a pattern matches is allowed to anybody who
// asks.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/explain/explain.h"
#include "sim/grants/grants.h"
#include "sim/run/because.h"
#include "sim/run/calls.h"
#include "sim/run/checks.h"
#include "sim/run/grant_diff.h"
#include "sim/run/pairs.h"

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

// Over all actions, ARNs and contexts that the pattern matches.
Check check_none_allowed(std::string name, const MustDeny& deny, const LiveSession& live) {
  GrantIntent any;
  any.actions = {deny.call.action};
  any.resources = {deny.call.resource};
  any.because = std::string(kByNobody);
  any.span = deny.span;
  GrantSubject subject{&live.scenario->world, &live.session, live.issued_s, live.scenario->context};
  subject.context.insert(subject.context.end(), deny.context.begin(), deny.context.end());
  GrantVerdict verdict = compare_grants(subject, {any}, GrantMode::at_least);
  std::erase_if(verdict.differences,
                [](const GrantDifference& d) { return d.kind != GrantDifference::Kind::route; });
  const std::string what =
      fmt::format("{} must not call {} on {}", deny.as, deny.call.action, deny.call.resource);
  if (!verdict.differences.empty()) {
    for (GrantDifference& d : verdict.differences) d.kind = GrantDifference::Kind::extra;
    return failed_check(std::move(name), fmt::format("{}: some of it is allowed", what),
                        why_line(deny) + grant_diff(verdict.differences, {}, *live.scenario),
                        deny.span);
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

}  // namespace

void check_must_deny(const CheckPlan& plan, const Execution& execution, Checks& out) {
  for (const auto& [deny, name] : plan.must_deny) {
    if (const LiveSession* live = execution.session(deny.as)) {
      out.push_back(deny.pattern ? check_none_allowed(name, deny, *live)
                                 : check_denied(name, deny, *live));
    } else if (!plan.is_case) {
      // Nobody was asked: that is no proof of anything.
      out.push_back(
          failed_check(name, fmt::format("there is no session {}, so nothing was asked", deny.as),
                       "", deny.span));
    }
  }
}

}  // namespace rolechain
