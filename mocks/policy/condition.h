// One key of one condition operator, ready to be asked: the key in lower case, the values parsed.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "mocks/policy/document.h"
#include "mocks/policy/pattern.h"
#include "mocks/policy/request.h"
#include "mocks/policy/values.h"

namespace rolechain {

class CompiledCondition {
 public:
  CompiledCondition(const ConditionTest& test, Pattern::Variables variables);

  // No heap allocation.
  [[nodiscard]] bool holds(const Context& context) const;
  // As if the context had `value` for the key (null: absent); the proof asks about classes of
  // values. `context` still fills in variables.
  [[nodiscard]] bool holds_for(const ContextEntry* value, const Context& context) const;

  [[nodiscard]] const std::string& key_lower() const { return key_lower_; }
  [[nodiscard]] OperatorName op() const { return op_; }

 private:
  // A value that is not of the operator's type is `monostate`: no request's value equals it.
  // The string is a number's text or decoded binary.
  using Operand = std::variant<std::monostate, Pattern, std::string, EpochSeconds, IpRange, bool>;

  static Operand make_operand(Operator op, std::string_view text, Pattern::Variables variables);
  [[nodiscard]] bool one_matches(const Operand& operand, std::string_view value,
                                 const Context& context) const;
  // For one value of the request: some policy value matches, or, negated, none does.
  [[nodiscard]] bool satisfies(std::string_view value, const Context& context) const;

  OperatorName op_;
  std::string key_;  // as written, which is mostly as a request has it
  std::string key_lower_;
  std::uint64_t key_hash_;  // KeyName's
  std::vector<Operand> operands_;
};

// Whether a policy value is of the operator's type ("10" for NumericEquals). Strings always are.
bool is_operand(Operator op, std::string_view text);

}  // namespace rolechain
