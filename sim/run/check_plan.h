// What is to be checked after a run: a scenario's own expectations, or for a case what it says
// itself and what of the scenario must hold as before.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/load/scenario.h"

namespace rolechain {

// One session's grants, and whether the case said them itself.
struct SessionPlan {
  SessionGrants grants;
  bool inherited = false;  // from the scenario: must hold as before
};

// The check is named by its place in the file, so that it keeps its name in every case.
struct DenyPlan {
  MustDeny deny;
  std::string name;  // "must_deny/2"; a case's own: "case/must_deny/2"
};

// A hop whose outcome the case turns round (refused before, allowed now, or the other way). What
// follows from that hop alone is free: the session that it makes, the permission to make it, and
// the roles behind it.
struct TurnedHop {
  std::string session;   // id of the step
  std::string as;        // id of the step whose session acts; empty for a workload's first session
  std::string role_arn;  // empty where the step assumes no role
};

struct CheckPlan {
  bool is_case = false;
  std::map<std::string, StepExpect> steps;  // by step id, instead of the step's own
  std::set<std::string> said_anew;          // sessions whose grants the case says itself
  std::vector<TurnedHop> turned;

  bool closed_world = false;  // sessions that are not listed hold nothing
  std::vector<SessionPlan> grants;
  std::vector<SessionPlan> at_least;
  std::vector<DenyPlan> must_deny;
  std::vector<Reach> reach;
  std::optional<std::vector<std::string>> unreachable;
  bool reach_inherited = false;
  bool unreachable_inherited = false;
  std::optional<std::vector<LintExpect>> lint;
  std::vector<std::string> lint_absent;
  // Places that the case changes; inherited findings there are free.
  std::vector<std::string> changed_places;
  std::map<std::string, std::string> explain;
  std::optional<Coverage> coverage;  // not inherited by cases: they leave steps out

  [[nodiscard]] bool turns(std::string_view session) const;
};

CheckPlan plan_scenario(const Scenario& scenario);
// `scenario` is the base file's; `one` one of its cases. What the case names replaces what the
// scenario says about it: a step, a session's grants (and with them the calls and `must_deny` of
// that session), `lint`, `reach`, `unreachable`, a step's explanation.
CheckPlan plan_case(const Scenario& scenario, const Case& one);

}  // namespace rolechain
