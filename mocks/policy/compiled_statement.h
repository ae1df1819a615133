// A statement ready to be matched. Internal to CompiledPolicy.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "mocks/policy/condition.h"
#include "mocks/policy/pattern.h"

namespace rolechain {

struct CompiledStatement {
  std::unique_ptr<char[]> actions_text;   // all actions in lower case (R-ACT-01)
  std::vector<std::string_view> actions;  // each one in it
  std::vector<Pattern> resources;
  std::vector<CompiledCondition> conditions;  // in the statement's order
};

}  // namespace rolechain
