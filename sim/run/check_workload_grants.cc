// `grants`, `grants_at_least` of `workload:NAME`: what all sessions that it can come to hold may do
// together, in the world at the start.
#include <utility>

#include <fmt/format.h>

#include "sim/load/holder.h"
#include "sim/run/check_workload.h"
#include "sim/run/grant_diff.h"
#include "sim/run/holdings.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;

// Each difference with the chain that shows it, or with what blocks it.
std::string tell(const GrantVerdict& verdict, const std::vector<GrantIntent>& intent,
                 const Holdings& holdings, const Scenario& scenario) {
  std::string out;
  for (const GrantDifference& d : verdict.differences) {
    out += grant_diff({d}, {}, scenario);
    out += d.kind == Kind::missing ? holdings.nearest_block(d.witness) : holdings.way_to(d.witness);
  }
  // What is as intended: without the lines of the differences above.
  const std::string all = grant_diff(verdict.differences, intent, scenario);
  const std::string differences = grant_diff(verdict.differences, {}, scenario);
  return out + all.substr(differences.size());
}

}  // namespace

Check check_workload_grants(std::string name, const SessionGrants& wanted, GrantMode mode,
                            const Scenario& scenario) {
  if (scenario.workload(workload_in(wanted.session)) == nullptr) {  // a case took it away
    return failed_check(std::move(name), fmt::format("there is no {}", wanted.session), "",
                        wanted.span);
  }
  const Holdings holdings(scenario, workload_in(wanted.session));
  if (holdings.subjects().empty()) {
    const bool nothing = wanted.grants.empty();
    const std::string message =
        fmt::format("{} gets no credentials, so it holds nothing", wanted.session);
    return nothing ? passed_check(std::move(name), message, wanted.span)
                   : failed_check(std::move(name), message, "", wanted.span);
  }
  GrantVerdict verdict = holdings.compare(wanted.grants, mode);
  if (!verdict.differences.empty()) {
    return failed_check(std::move(name),
                        verdict_message(wanted.session, verdict, count_differences(verdict)),
                        tell(verdict, wanted.grants, holdings, scenario), wanted.span);
  }
  for (Diagnostic& one : holdings.undecided()) verdict.undecided.push_back(std::move(one));
  if (!verdict.undecided.empty()) {
    Check check = failed_check(std::move(name),
                               verdict_message(wanted.session, verdict,
                                               "not decided: " + verdict.undecided.front().message),
                               render(verdict.undecided), wanted.span);
    check.status = Status::unsupported;
    return check;
  }
  return passed_check(
      std::move(name),
      verdict_message(
          wanted.session, verdict,
          fmt::format("in {} kinds of sessions together holds {}what is intended",
                      holdings.subjects().size(), mode == GrantMode::exact ? "exactly " : "")),
      wanted.span);
}

}  // namespace rolechain
