// Checks that the classes of values of a condition key in a certificate are all that there are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mocks/policy/condition.h"
#include "sim/certificate/certificate.h"

namespace rolechain::certificate {

// One key of the sender's choice.
struct KeyRow {
  struct Test {
    std::string op;
    std::vector<std::string> values;  // variables filled in
    ConditionTest test;
    std::optional<CompiledCondition> compiled;
  };
  std::string key;  // lower case
  std::vector<Test> tests;
  std::vector<std::optional<ContextEntry>> classes;  // representatives; nothing: absent
};

// Reads and checks one row of the table `keys`: every value, absence, and for keys with lists every
// list, passes the same tests as a class that is there. `automata`: the certificate's table.
std::expected<KeyRow, Fault> check_key(const Node& row, const Node& automata);

// How the patterns of a test match; nothing for typed operators.
std::optional<GlobKind> glob_kind_of(Operator op);

}  // namespace rolechain::certificate
