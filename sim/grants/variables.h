// Policy variables whose value is the sender's choice: for each, values that stand for all values.
// Two values that no pattern beside the variable can tell apart are one.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "sim/grants/grants.h"
#include "sim/grants/play.h"

namespace rolechain {

struct FreeVariable {
  std::string key;  // in lower case
  // Nothing: absent, so that the variable does not resolve. Plain ones first.
  std::vector<std::optional<std::string>> values;
};

// Of all statements in play. Unsupported where a pattern has two free variables, or two patterns
// that overlap have the same one, or the variable's key is compared as a number, time or address.
// Source of the method: ARCHITECTURE.md, "Exactness".
std::expected<std::vector<FreeVariable>, Diagnostic> free_variables(
    const std::vector<const Play*>& plays, const std::vector<GrantIntent>& intents,
    const GrantLimits& limits);

}  // namespace rolechain
