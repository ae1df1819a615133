#include "sim/grants/conditional.h"

#include <algorithm>

#include "mocks/base/text.h"
#include "sim/grants/describe.h"
#include "sim/grants/statement_form.h"

namespace rolechain {
namespace {

using Tests = ConditionalForm::Tests;

// What the sender has to meet of a statement's conditions: its free keys, those that the ARN leaves
// open, and a user's MFA code.
Tests chosen_tests(const PlayStatement& statement) {
  Tests out;
  for (const PlayCondition& condition : statement.conditions) {
    if (condition.kind != PlayCondition::Kind::constant) out.push_back(*condition.test);
  }
  return out;
}

void add(Tests& tests, const Tests& more) { tests.insert(tests.end(), more.begin(), more.end()); }

std::string key_of(const std::vector<Tests>& list) {
  std::vector<std::string> lines;
  lines.reserve(list.size());
  for (const Tests& tests : list) {
    std::string line;
    for (const ConditionTest& test : tests) line += condition_line(test) + "\n";
    lines.push_back(std::move(line));
  }
  std::ranges::sort(lines);
  return join(lines, "|");
}

}  // namespace

std::string ConditionalForm::key() const { return key_of(allows) + "||" + key_of(denies); }

bool ConditionalForm::can_be_said() const {
  const auto can = [](const Tests& tests) { return together(tests).has_value(); };
  return std::ranges::all_of(allows, can) && std::ranges::all_of(denies, can);
}

ConditionalForm conditional_form(const Play& play, const ProbeAnswer& answer) {
  ConditionalForm out;
  Tests guards;
  bool anyway = false;  // an Allow without a condition
  for (const std::size_t i : answer.settled) anyway |= play.statements()[i].may_grant;
  for (const std::size_t i : answer.open) {
    const PlayStatement& statement = play.statements()[i];
    Tests tests = chosen_tests(statement);
    if (statement.statement().effect == Effect::deny) {
      out.denies.push_back(std::move(tests));
    } else if (statement.may_grant) {
      out.allows.push_back(std::move(tests));
    } else {
      add(guards, tests);
    }
  }
  if (answer.open.empty()) {  // a user's MFA code decides
    const Decision& decision = answer.granted()->decisions.front();
    const auto first = play.find(decision.policy);
    if (first) out.allows.push_back(chosen_tests(play.statements()[*first + decision.statement]));
  }
  if (anyway) out.allows = {{}};
  const auto arrange = [](Tests& tests) {
    if (auto arranged = together(tests)) tests = *std::move(arranged);
  };
  for (Tests& tests : out.allows) {
    add(tests, guards);
    arrange(tests);
  }
  for (Tests& tests : out.denies) arrange(tests);
  return out;
}

}  // namespace rolechain
