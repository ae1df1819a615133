// A statement ready to be matched. Internal to CompiledPolicy.
#pragma once

#include <string>
#include <vector>

#include "mocks/policy/condition.h"
#include "mocks/policy/pattern.h"

namespace rolechain {

struct CompiledStatement {
  std::vector<std::string> actions;  // lower case (R-ACT-01)
  std::vector<Pattern> resources;
  std::vector<CompiledCondition> conditions;  // in the statement's order
};

}  // namespace rolechain
