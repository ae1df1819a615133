// What kind of value a condition operator compares: how its operands are read, and for the proof,
// how its values are cut into classes.
#pragma once

#include <cstdint>

#include "mocks/policy/operators.h"

namespace rolechain {

enum class OperatorFamily : std::uint8_t { string, numeric, date, boolean, binary, ip, arn, null };

constexpr OperatorFamily family_of(Operator op) {
  if (op <= Operator::string_not_like) return OperatorFamily::string;
  if (op <= Operator::numeric_greater_than_equals) return OperatorFamily::numeric;
  if (op <= Operator::date_greater_than_equals) return OperatorFamily::date;
  switch (op) {
    case Operator::boolean:
      return OperatorFamily::boolean;
    case Operator::binary_equals:
      return OperatorFamily::binary;
    case Operator::ip_address:
    case Operator::not_ip_address:
      return OperatorFamily::ip;
    case Operator::null:
      return OperatorFamily::null;
    default:
      return OperatorFamily::arn;
  }
}

}  // namespace rolechain
