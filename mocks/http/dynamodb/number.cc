#include "mocks/http/dynamodb/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cassert>
#include <charconv>
#include <optional>

#include "mocks/iam/dynamodb_errors.h"

namespace rolechain::ddb {
namespace {

using boost::multiprecision::cpp_int;

constexpr std::size_t kDigits_max = 38;
// Of the first digit: 9.99E+125 has 125.
constexpr int kExponent_max = 125;
constexpr int kExponent_min = -130;
constexpr std::size_t kText_max = 500;
constexpr std::size_t kExponentDigits_max = 6;

// digits × 10^exponent; no zeros at either end of the digits, which are empty for zero.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;

  [[nodiscard]] int first_exponent() const {
    return exponent + static_cast<int>(digits.size()) - 1;
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void trim_zeros(Decimal& number) {
  const std::size_t first = number.digits.find_first_not_of('0');
  if (first == std::string::npos) {
    number = {};
    return;
  }
  number.digits.erase(0, first);
  const std::size_t kept = number.digits.find_last_not_of('0') + 1;
  number.exponent += static_cast<int>(number.digits.size() - kept);
  number.digits.resize(kept);
}

// Nothing where it is no number.
std::optional<Decimal> parse(std::string_view text) {
  Decimal out;
  if (text.empty() || text.size() > kText_max) return std::nullopt;
  if (text.front() == '-' || text.front() == '+') {
    out.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  bool fraction = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      out.digits += text[at];
      if (fraction) --out.exponent;
    } else if (text[at] == '.' && !fraction) {
      fraction = true;
    } else {
      break;
    }
  }
  if (out.digits.empty()) return std::nullopt;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    text.remove_prefix(at + 1);
    if (text.starts_with('+')) text.remove_prefix(1);
    int exponent = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (text.size() > kExponentDigits_max || read.ec != std::errc{} ||
        read.ptr != text.data() + text.size()) {
      return std::nullopt;
    }
    out.exponent += exponent;
  }
  trim_zeros(out);
  return out;
}

std::string text_of(const Decimal& number) {
  if (number.digits.empty()) return "0";
  std::string out = number.negative ? "-" : "";
  const int first = number.first_exponent();
  if (number.exponent >= 0) {
    return out + number.digits + std::string(static_cast<std::size_t>(number.exponent), '0');
  }
  if (first < 0) {
    return out + "0." + std::string(static_cast<std::size_t>(-first - 1), '0') + number.digits;
  }
  const auto whole = static_cast<std::size_t>(first + 1);
  return out + number.digits.substr(0, whole) + '.' + number.digits.substr(whole);
}

// R-DDB-02
ApiResult<std::string> checked(const Decimal& number) {
  if (number.digits.size() > kDigits_max) return std::unexpected(number_too_precise());
  if (!number.digits.empty()) {
    if (number.first_exponent() > kExponent_max) return std::unexpected(number_overflow());
    if (number.first_exponent() < kExponent_min) return std::unexpected(number_underflow());
  }
  return text_of(number);
}

// As an integer, in units of 10^exponent.
cpp_int scaled(const Decimal& number, int exponent) {
  if (number.digits.empty()) return 0;
  const auto zeros = static_cast<std::size_t>(number.exponent - exponent);
  const cpp_int value(number.digits + std::string(zeros, '0'));
  return number.negative ? cpp_int(-value) : value;
}

}  // namespace

ApiResult<std::string> canonical_number(std::string_view text) {
  const auto number = parse(text);
  if (!number) return std::unexpected(not_numeric(text));
  return checked(*number);
}

ApiResult<std::string> add_numbers(std::string_view a, Sign sign, std::string_view b) {
  const auto left = parse(a);
  auto right = parse(b);
  assert(left && right);
  if (sign == Sign::minus) right->negative = !right->negative;
  const int exponent = std::min(left->exponent, right->exponent);
  const cpp_int sum = scaled(*left, exponent) + scaled(*right, exponent);
  Decimal out;
  out.negative = sum < 0;
  out.digits = cpp_int(abs(sum)).str();
  out.exponent = exponent;
  trim_zeros(out);
  return checked(out);
}

// Sign, exponent, digits. Of two negative numbers the one with the greater digits comes first, so
// each of theirs is taken from nine, and the shorter of two stands behind.
std::string number_order(std::string_view canonical) {
  constexpr int kAboveZero = 500;
  constexpr int kNines = 999;
  const auto number = parse(canonical);
  assert(number);
  if (number->digits.empty()) return "1";
  const int exponent = number->first_exponent() + kAboveZero;
  if (!number->negative) return fmt::format("2{:03}{}", exponent, number->digits);
  std::string out = fmt::format("0{:03}", kNines - exponent);
  for (const char digit : number->digits) out += static_cast<char>('0' + '9' - digit);
  return out + '~';
}

}  // namespace rolechain::ddb
