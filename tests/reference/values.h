// Numbers, dates and addresses as condition operators compare them.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators"; W3C NOTE-datetime.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain::reference {

// A decimal number of any length, kept as its digits: nothing is rounded.
struct Number {
  bool negative = false;
  std::string whole;     // without leading zeros
  std::string fraction;  // without trailing zeros
};
std::optional<Number> read_number(std::string_view text);
std::strong_ordering compare(const Number& left, const Number& right);

// Seconds since 1970 of a date in ISO 8601 as W3C's note profiles it, or of such a number itself.
// Fractions of a second are read and cut off: the service's own clock keys have none.
std::optional<std::int64_t> read_date(std::string_view text);

// Is `address` in `range`, a CIDR block or a single address? False for what is neither.
bool address_in_range(std::string_view address, std::string_view range);

}  // namespace rolechain::reference
