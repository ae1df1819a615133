// Policies as SMT-LIB: an independent reading of mocks/rules/RULES.md, to ask a solver whether one
// policy allows a request that another does not.
//
// A request is an action of a short list, an ARN of one of the action's resource types, and a value
// or none for each condition key. The types' ARNs are those of the Service Authorization Reference.
#pragma once

#include <string>
#include <vector>

#include "tests/differential/proof/policy_pair.h"

namespace rolechain::differential {

// What a solver is told once: the logic and the request's variables.
std::string smt_prelude();

// Questions between push and pop, each with one check-sat: is there a request that `allowing`
// allows and `refusing` does not? So where one of them is satisfiable; none at all: there is not.
std::vector<std::string> smt_questions(const PairPolicy& allowing, const PairPolicy& refusing);

}  // namespace rolechain::differential
