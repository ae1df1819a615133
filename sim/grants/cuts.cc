#include "sim/grants/cuts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <span>

namespace rolechain {
namespace {

constexpr std::size_t kShort_digits = 15;  // whole numbers up to here are counted with

Decimal parsed_number(std::string_view text) {
  const auto parsed = parse_decimal(text);
  assert(parsed);
  return parsed.value_or(Decimal());
}

std::string text_of(const Decimal& number) {
  std::string out(number.negative ? "-" : "");
  out += number.whole.empty() ? std::string_view("0") : number.whole;
  if (!number.fraction.empty()) out += "." + std::string(number.fraction);
  return out;
}

// The size of `number` and a little more: less than any number of at most `digits` decimals.
std::string a_little_more(const Decimal& number, std::size_t digits) {
  std::string out = text_of({false, number.whole, number.fraction});
  if (number.fraction.empty()) out += '.';
  return out + std::string(digits - number.fraction.size(), '0') + "1";
}

std::optional<long long> short_integer(const Decimal& number) {
  if (!number.fraction.empty() || number.whole.size() > kShort_digits) return std::nullopt;
  const std::string whole = number.whole.empty() ? "0" : std::string(number.whole);
  return (number.negative ? -1 : 1) * std::stoll(whole);
}

// A number between, preferably a plain one. REQUIRES: low < high.
std::string between(const Decimal& low, const Decimal& high) {
  const auto a = short_integer(low);
  const auto b = short_integer(high);
  if (a && b && *b - *a >= 2) return std::to_string(*a + 1);
  const std::size_t digits = std::max(low.fraction.size(), high.fraction.size()) + 1;
  const Decimal zero;
  if (compare(low, zero) >= 0) return a_little_more(low, digits);
  if (compare(high, zero) > 0) return "0";
  return "-" + a_little_more(high, digits);
}

std::string below(const Decimal& number) {
  if (const auto integer = short_integer(number)) return std::to_string(*integer - 1);
  const Decimal zero;
  if (compare(number, zero) > 0) return "0";
  return "-1" + (number.whole.empty() ? "0" : std::string(number.whole));
}

std::string above(const Decimal& number) {
  if (const auto integer = short_integer(number)) return std::to_string(*integer + 1);
  const Decimal zero;
  if (compare(number, zero) < 0) return "0";
  return "1" + (number.whole.empty() ? "0" : std::string(number.whole));
}

using Bytes = std::array<std::uint8_t, 16>;

std::span<std::uint8_t> used(Bytes& bytes, bool v6) {
  return std::span(bytes).first(v6 ? bytes.size() : 4);
}

Bytes last_of(const IpRange& range) {
  Bytes bytes = range.bytes;
  std::size_t bit = 0;
  for (std::uint8_t& byte : used(bytes, range.v6)) {
    for (unsigned mask = 0x80U; mask != 0; mask >>= 1U, ++bit) {
      if (bit >= range.prefix_bits) byte = static_cast<std::uint8_t>(byte | mask);
    }
  }
  return bytes;
}

Bytes first_of(const IpRange& range) {
  Bytes bytes = range.bytes;
  std::size_t bit = 0;
  for (std::uint8_t& byte : used(bytes, range.v6)) {
    for (unsigned mask = 0x80U; mask != 0; mask >>= 1U, ++bit) {
      if (bit >= range.prefix_bits) byte = static_cast<std::uint8_t>(byte & ~mask);
    }
  }
  return bytes;
}

// The next address; the last one's is the first.
Bytes next(Bytes bytes, bool v6) {
  const std::span<std::uint8_t> all = used(bytes, v6);
  for (auto byte = all.rbegin(); byte != all.rend() && ++*byte == 0; ++byte) {
  }
  return bytes;
}

Bytes previous(Bytes bytes, bool v6) {
  const std::span<std::uint8_t> all = used(bytes, v6);
  for (auto byte = all.rbegin(); byte != all.rend() && (*byte)-- == 0; ++byte) {
  }
  return bytes;
}

std::string text_of(const Bytes& bytes, bool v6) {
  if (!v6) return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    if (i != 0) out += ':';
    out += fmt::format("{:x}", bytes[i] * 256U + bytes[i + 1]);
  }
  return out;
}

}  // namespace

std::vector<std::string> number_cuts(std::vector<std::string> operands) {
  std::ranges::sort(operands, [](const std::string& a, const std::string& b) {
    return compare(parsed_number(a), parsed_number(b)) < 0;
  });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Decimal here = parsed_number(operands[i]);
    if (i == 0) {
      out.push_back(below(here));
    } else {
      const Decimal before = parsed_number(operands[i - 1]);
      if (compare(before, here) == 0) continue;
      out.push_back(between(before, here));
    }
    out.push_back(operands[i]);
  }
  if (!operands.empty()) out.push_back(above(parsed_number(operands.back())));
  return out;
}

std::vector<std::string> time_cuts(const std::vector<std::string>& operands) {
  std::vector<std::string> out;
  for (const std::string& operand : operands) {
    const EpochSeconds at_s = parse_time(operand).value_or(0);
    for (const EpochSeconds time_s : {at_s, at_s - 1, at_s + 1}) {
      out.push_back(format_iso8601(time_s));
    }
  }
  return out;
}

std::vector<std::string> address_cuts(const std::vector<std::string>& operands) {
  std::vector<std::string> out;
  for (const std::string& operand : operands) {
    const IpRange range = parse_ip_range(operand).value_or(IpRange());
    const Bytes first = first_of(range);
    const Bytes last = last_of(range);
    for (const Bytes& bytes : {first, last, previous(first, range.v6), next(last, range.v6)}) {
      out.push_back(text_of(bytes, range.v6));
    }
  }
  // Addresses for documentation, where no range is of their family.
  out.emplace_back("192.0.2.1");
  out.emplace_back("2001:db8::1");
  return out;
}

}  // namespace rolechain
