// One line on an edge: the statements that say yes, or the side that says no and why.
#pragma once

#include <string>

#include "mocks/iam/trace.h"

namespace rolechain {

// "base/hop#AssumeWriter, orders_writer/trust#TrustBase".
std::string allowed_by(const Trace& trace);

// "orders_writer has no trust policy". `caller` and `role` are the names to print.
std::string blocked_by(const Trace& trace, const std::string& caller, const std::string& role);

// What the two sides of a hop say, whatever the outcome.
bool caller_says_yes(const Trace& trace);
bool trust_says_yes(const Trace& trace);

}  // namespace rolechain
