// A Condition block by itself, as an identity policy of Version 2012-10-17 would hold it.
#pragma once

#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"
#include "mocks/policy/document.h"

namespace rolechain {

struct ParsedConditions {
  std::vector<ConditionTest> tests;
  Diagnostics diagnostics;
};
ParsedConditions parse_condition_block(const Node& node);

}  // namespace rolechain
