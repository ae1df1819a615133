// The condition operators of the policy language, by name.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rolechain {

enum class Operator : std::uint8_t {
  string_equals,
  string_not_equals,
  string_equals_ignore_case,
  string_not_equals_ignore_case,
  string_like,
  string_not_like,
  numeric_equals,
  numeric_not_equals,
  numeric_less_than,
  numeric_less_than_equals,
  numeric_greater_than,
  numeric_greater_than_equals,
  date_equals,
  date_not_equals,
  date_less_than,
  date_less_than_equals,
  date_greater_than,
  date_greater_than_equals,
  boolean,
  binary_equals,
  ip_address,
  not_ip_address,
  arn_equals,
  arn_like,
  arn_not_equals,
  arn_not_like,
  null,
};

enum class SetOperator : std::uint8_t { none, for_all_values, for_any_value };

// What `ForAllValues:StringEqualsIfExists` says.
struct OperatorName {
  Operator op = Operator::string_equals;
  SetOperator set = SetOperator::none;
  bool if_exists = false;
};

// Names compare without case (R-COND-01). Nothing for an unknown name.
std::optional<OperatorName> parse_operator(std::string_view name);
// The plain operators' names as AWS spells them ("StringEquals", …), for "did you mean".
std::span<const std::string_view> operator_names();
std::string_view operator_name(Operator op);
// With set operator and IfExists: "ForAllValues:StringEqualsIfExists".
std::string full_operator_name(const OperatorName& name);

// Negated operators match when no value matches, and when the key is absent (R-COND-02, -04).
bool is_negated(Operator op);

}  // namespace rolechain
