// `grants`, `grants_at_least` of `workload:NAME`: what all sessions that it can come to hold may do
// together, in the world at the start.
#include <memory>
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
    out += d.kind == Kind::missing ? holdings.told_block(d.witness) : holdings.told_way(d.witness);
  }
  // What is as intended: without the lines of the differences above.
  const std::string all = grant_diff(verdict.differences, intent, scenario);
  const std::string differences = grant_diff(verdict.differences, {}, scenario);
  return out + all.substr(differences.size());
}

Check judged(std::string name, const SessionGrants& wanted, GrantMode mode,
             const GrantVerdict& verdict, const Holdings& holdings, const Scenario& scenario) {
  if (!verdict.differences.empty()) {
    return failed_check(std::move(name),
                        verdict_message(wanted.session, verdict, count_differences(verdict)),
                        tell(verdict, wanted.grants, holdings, scenario), wanted.span);
  }
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

// Who gets no credentials lacks all that is intended.
Check without_credentials(std::string name, const SessionGrants& wanted, GrantMode mode,
                          const Holdings& holdings) {
  const std::string message =
      fmt::format("{} gets no credentials, so it holds nothing", wanted.session);
  GrantsOutcome outcome{wanted.session, wanted.grants, mode, {}, {}};
  const ChainRecord why = holdings.undelivered();
  for (const GrantIntent& intent : wanted.grants) {
    for (const std::string& resource : intent.resources) {
      GrantDifference lacking;
      lacking.kind = Kind::missing;
      lacking.actions = intent.actions;
      lacking.resource = resource;
      lacking.where = intent.span;
      outcome.verdict.differences.push_back(std::move(lacking));
      outcome.chains.push_back(why);
    }
  }
  std::string detail;
  for (const std::string& line : lines_of(why)) detail += line + "\n";
  Check check = wanted.grants.empty()
                    ? passed_check(std::move(name), message, wanted.span)
                    : failed_check(std::move(name), message, std::move(detail), wanted.span);
  check.grants = std::make_shared<const GrantsOutcome>(std::move(outcome));
  return check;
}

}  // namespace

Check check_workload_grants(std::string name, const SessionGrants& wanted, GrantMode mode,
                            const Scenario& scenario) {
  if (scenario.workload(workload_in(wanted.session)) == nullptr) {  // a case took it away
    return failed_check(std::move(name), fmt::format("there is no {}", wanted.session), "",
                        wanted.span);
  }
  const Holdings holdings(scenario, workload_in(wanted.session));
  if (holdings.subjects().empty())
    return without_credentials(std::move(name), wanted, mode, holdings);
  GrantVerdict verdict = holdings.compare(wanted.grants, mode);
  for (Diagnostic& one : holdings.undecided()) verdict.undecided.push_back(std::move(one));
  Check check = judged(std::move(name), wanted, mode, verdict, holdings, scenario);
  GrantsOutcome outcome{wanted.session, wanted.grants, mode, std::move(verdict)};
  for (const GrantDifference& d : outcome.verdict.differences) {
    outcome.chains.push_back(d.kind == Kind::missing
                                 ? holdings.nearest_block(d.witness)
                                 : holdings.way_to(d.witness).value_or(ChainRecord()));
  }
  check.grants = std::make_shared<const GrantsOutcome>(std::move(outcome));
  return check;
}

}  // namespace rolechain
