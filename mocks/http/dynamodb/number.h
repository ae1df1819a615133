// DynamoDB's numbers: exact decimals of up to 38 digits between 1E-130 and 9.99…E+125, kept as
// text. Source: Amazon DynamoDB Developer Guide, "Supported data types and naming rules".
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/api_error.h"

namespace rolechain::ddb {

// "1.50e2" → "150": without leading and trailing zeros and without an exponent, so that equal
// numbers are equal texts. Errors: ValidationException.
ApiResult<std::string> canonical_number(std::string_view text);

// Of canonical numbers. Errors: ValidationException where the result is outside of the range.
enum class Sign : bool { plus, minus };
ApiResult<std::string> add_numbers(std::string_view a, Sign sign, std::string_view b);

// A text whose bytes are in the order of the numbers. `canonical`: from canonical_number().
std::string number_order(std::string_view canonical);

}  // namespace rolechain::ddb
