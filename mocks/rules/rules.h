// Every rule of AWS that the code follows, as one table. `rolechain rules` prints it, RULES.md is
// that text, and tests/unit/repo/rules_test.cc keeps table, code and tests together.
#pragma once

#include <span>
#include <string_view>

#include "mocks/rules/rule.h"

namespace rolechain {

// The rules whose ids begin with `R-` + `prefix` + `-`.
struct RuleFamily {
  std::string_view prefix;  // "COND"
  std::string_view title;   // "Conditions"
};

// In the order in which they are shown.
std::span<const RuleFamily> rule_families();
// By family, then by number.
std::span<const Rule> rules();

// By id, in any case; null where there is none.
const Rule* find_rule(std::string_view id);
// The part between the hyphens: "COND" of "R-COND-02".
std::string_view family_of(const Rule& rule);

std::string_view rule_status_word(RuleStatus status);  // "documented"

}  // namespace rolechain
