// The typed values that conditions compare: numbers, times, addresses, booleans, binary.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators". No heap allocation,
// except for decoding a policy's own binary value.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mocks/base/clock.h"

namespace rolechain {

// A decimal number of any length: exact, so that no two different numbers compare equal. Views
// into the text it was read from.
struct Decimal {
  bool negative = false;
  std::string_view whole;     // without leading zeros: "" is zero
  std::string_view fraction;  // without trailing zeros
};
// Reads the whole text or nothing: `10abc` is not 10 (R-COND-09).
std::optional<Decimal> parse_decimal(std::string_view text);
std::strong_ordering compare(const Decimal& a, const Decimal& b);

// ISO 8601 or seconds since 1970; both compare with one another (R-COND-09).
std::optional<EpochSeconds> parse_time(std::string_view text);

std::optional<bool> parse_bool(std::string_view text);  // any case (R-COND-07)

// An address or a CIDR range, by value (R-COND-08). IPv4 is in the first four bytes.
struct IpRange {
  bool v6 = false;
  std::uint8_t prefix_bits = 0;
  std::array<std::uint8_t, 16> bytes{};
};
std::optional<IpRange> parse_ip_range(std::string_view text);
// A request's address: a plain one, no range.
std::optional<IpRange> parse_ip_address(std::string_view text);
// An IPv4 address is in no IPv6 range and the other way round.
bool contains(const IpRange& range, const IpRange& address);

// Base64 with or without padding, no blanks (R-COND-14).
std::optional<std::string> decode_base64(std::string_view text);
// Whether base64 `text` decodes to `bytes`.
bool base64_equals(std::string_view text, std::string_view bytes);

}  // namespace rolechain
