// Values that stand for all values of an ordered type, once the operands that they are compared
// with are known: each operand, and one value in each gap.
#pragma once

#include <string>
#include <vector>

#include "mocks/policy/values.h"

namespace rolechain {

// REQUIRES for all: every text parses as the type.
std::vector<std::string> number_cuts(std::vector<std::string> operands);
std::vector<std::string> time_cuts(const std::vector<std::string>& operands);
// Of both families; the first and the last address of each range and their neighbours.
std::vector<std::string> address_cuts(const std::vector<std::string>& operands);

}  // namespace rolechain
