// What a decision's trace says about an edge, as data: the statements that say yes, or the side
// that says no and why.
#pragma once

#include <string>
#include <string_view>

#include "mocks/iam/trace.h"
#include "sim/graph/graph.h"

namespace rolechain {

// Both sides' statements that say yes, whatever the outcome.
StatementRef caller_statement(const Trace& trace);
StatementRef trust_statement(const Trace& trace);

// REQUIRES: the trace is of a request that was denied; `action` outlives the result.
HopBlock block_of(const Trace& trace, std::string_view action);

// "writer sets a condition on `sts:ExternalId` that is not met"; `caller`, `role`: names to print.
std::string block_text(const HopBlock& block, const std::string& caller, const std::string& role);

// What the two sides of a hop say, whatever the outcome.
bool caller_says_yes(const Trace& trace);
bool trust_says_yes(const Trace& trace);

}  // namespace rolechain
