// The values that a sender may give one condition key, as classes: values of one class pass the
// same of the tests in play, and every value is in a class. Absent is a class; for keys that hold
// lists, so is the empty list, and a class is a set of values.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "mocks/iam/authorize.h"
#include "sim/grants/bits.h"
#include "sim/grants/play.h"

namespace rolechain {

struct ValueClass {
  std::optional<ContextEntry> entry;  // nothing: absent
  Bits holds;                         // one bit a test
};

// What a test of text asks of a value, negation aside; empty for typed operators.
PatternList patterns_of(const PlayCondition& test, const Context& context);

// `tests`: all about the same key. `contexts`: what the variables in each test stand for. Absent
// first. Unsupported where a string pattern and a typed operator test the same key, or over a
// limit.
std::expected<std::vector<ValueClass>, Diagnostic> value_classes(
    const std::vector<const PlayCondition*>& tests, const std::vector<const Context*>& contexts,
    const GrantLimits& limits);
// One context for all.
std::expected<std::vector<ValueClass>, Diagnostic> value_classes(
    const std::vector<const PlayCondition*>& tests, const Context& context,
    const GrantLimits& limits);

}  // namespace rolechain
