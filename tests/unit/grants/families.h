// What the brute-force tests of condition values choose from: operator families with operands, and
// values that between them tell every test of the operands apart.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/policy/request.h"
#include "tests/support/dice.h"

namespace rolechain::testing {

using Strings = std::vector<std::string>;

enum class Holds : bool { one_value, list };

// What one family of operators compares, and values that tell its tests apart.
struct Family {
  std::string_view name;
  std::string_view key;       // one value
  std::string_view list_key;  // a list of values; "": none is tried
  std::string_view action;
  Strings operators;
  Strings operands;
  Strings values;
  Strings list_values;  // fewer: every list of up to three is tried
};
void PrintTo(const Family& family, std::ostream* out);

std::vector<Family> families();

// A `Condition` member with one to three tests of the family's key, no operator twice.
std::string random_condition(tests::Dice& dice, const Family& family, Holds holds);

// Every value that a sender may give the key, absent first; of lists those of up to three members.
std::vector<std::vector<ContextEntry>> contexts(const Family& family, Holds holds);

}  // namespace rolechain::testing
