#include "mocks/policy/operators.h"

#include <array>
#include <cassert>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 27> kNames = {
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
};
static_assert(kNames.size() == static_cast<std::size_t>(Operator::null) + 1);

constexpr std::string_view kForAllValues = "ForAllValues:";
constexpr std::string_view kForAnyValue = "ForAnyValue:";
constexpr std::string_view kIfExists = "IfExists";

}  // namespace

// R-COND-01: names compare without case. `NullIfExists` is no operator: whether a key is there is
// what Null itself asks.
std::optional<OperatorName> parse_operator(std::string_view name) {
  OperatorName out;
  if (starts_with_ignore_case(name, kForAllValues)) {
    out.set = SetOperator::for_all_values;
    name.remove_prefix(kForAllValues.size());
  } else if (starts_with_ignore_case(name, kForAnyValue)) {
    out.set = SetOperator::for_any_value;
    name.remove_prefix(kForAnyValue.size());
  }
  if (name.size() > kIfExists.size() &&
      equals_ignore_case(name.substr(name.size() - kIfExists.size()), kIfExists)) {
    out.if_exists = true;
    name.remove_suffix(kIfExists.size());
  }
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (!equals_ignore_case(name, kNames[i])) continue;
    out.op = static_cast<Operator>(i);
    if (out.op == Operator::null && out.if_exists) return std::nullopt;
    return out;
  }
  return std::nullopt;
}

std::span<const std::string_view> operator_names() { return kNames; }

std::string_view operator_name(Operator op) {
  assert(static_cast<std::size_t>(op) < kNames.size());
  return kNames[static_cast<std::size_t>(op)];
}

std::string full_operator_name(const OperatorName& name) {
  std::string out;
  if (name.set == SetOperator::for_all_values) out = kForAllValues;
  if (name.set == SetOperator::for_any_value) out = kForAnyValue;
  out += operator_name(name.op);
  if (name.if_exists) out += "IfExists";
  return out;
}

bool is_negated(Operator op) {
  switch (op) {
    case Operator::string_not_equals:
    case Operator::string_not_equals_ignore_case:
    case Operator::string_not_like:
    case Operator::numeric_not_equals:
    case Operator::date_not_equals:
    case Operator::not_ip_address:
    case Operator::arn_not_equals:
    case Operator::arn_not_like:
      return true;
    default:
      return false;
  }
}

}  // namespace rolechain
