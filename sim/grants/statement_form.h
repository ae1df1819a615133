// What a session holds of some actions, by its own statements: the Allows and Denies that have a
// say, without what the session settles of them, and its guardrails as Denies of all that they do
// not allow. A candidate for a readable list, which is proved as a whole before it is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/grants/play.h"

namespace rolechain {

struct FormStatement {
  Effect effect = Effect::allow;
  bool not_resource = false;
  std::vector<std::string> resources;  // sorted
  std::vector<ConditionTest> when;     // all must hold; no operator has a key twice
  std::string label;                   // of an Allow
};

// Of the play's statements about the actions; `in_effect` says which of its Allows and Denies match
// some request that matters. Nothing where a guardrail's tests have no opposite, or a statement
// would take two tests of one key by one operator.
std::optional<std::vector<FormStatement>> statement_form(
    const Play& play, const std::vector<const PlayStatement*>& statements,
    const std::vector<bool>& in_effect);

// The test that holds where this one fails, as tests that hold together; nothing for a kind that
// has no opposite.
std::optional<std::vector<ConditionTest>> opposite(const ConditionTest& test);

// Tests that must hold together, as one statement takes them: those of an operator beside each
// other, and no key twice for one. Nothing where that cannot be said.
std::optional<std::vector<ConditionTest>> together(std::vector<ConditionTest> tests);

}  // namespace rolechain
