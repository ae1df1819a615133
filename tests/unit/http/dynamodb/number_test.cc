// Numbers of 38 digits: spelling, sums, order.
#include "mocks/http/dynamodb/number.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "tests/support/dice.h"

namespace rolechain::ddb {
namespace {

using tests::Dice;

std::string canonical(std::string_view text) {
  const auto number = canonical_number(text);
  return number ? *number : "! " + number.error().message.substr(0, 15);
}

TEST(DynamoDbNumber, EqualNumbersAreEqualTexts) {
  EXPECT_EQ(canonical("1.50e2"), "150");
  EXPECT_EQ(canonical("150.000"), "150");
  EXPECT_EQ(canonical("-0.0"), "0");
  EXPECT_EQ(canonical("+007"), "7");
  EXPECT_EQ(canonical(".5"), "0.5");
  EXPECT_EQ(canonical("-12.0340"), "-12.034");
  EXPECT_EQ(canonical("1E-5"), "0.00001");
  EXPECT_EQ(canonical("12345678901234567890123456789012345678"),
            "12345678901234567890123456789012345678");
}

TEST(DynamoDbNumber, WhatIsNoneOrOutsideOfTheRange) {
  for (const char* text : {"", "-", ".", "abc", "1e", "1e1.5", "0x10", "1 ", "1,5", "--1", "NaN"}) {
    EXPECT_EQ(canonical(text), "! The parameter c") << text;
  }
  EXPECT_EQ(canonical("123456789012345678901234567890123456789"), "! Attempting to s");
  EXPECT_EQ(canonical("1e126"), "! Number overflow");
  EXPECT_EQ(canonical("1e125").size(), 126U);
  EXPECT_EQ(canonical("1e-131"), "! Number underflo");
  EXPECT_EQ(canonical("1e999999"), "! Number overflow");
  EXPECT_EQ(canonical(std::string(600, '1')), "! The parameter c");
}

TEST(DynamoDbNumber, SumsAreExact) {
  EXPECT_EQ(add_numbers("0.1", Sign::plus, "0.2"), "0.3");
  EXPECT_EQ(add_numbers("1", Sign::minus, "1"), "0");
  EXPECT_EQ(add_numbers("99999999999999999999999999999999999999", Sign::plus, "1"),
            "1" + std::string(38, '0'));
  EXPECT_FALSE(add_numbers("1" + std::string(40, '0'), Sign::plus, "1").has_value());
}

// Against integers, in units of a ten-thousandth.
TEST(DynamoDbNumber, SumsAndOrderOfRandomNumbers) {
  using Wide = std::int64_t;
  Dice dice(11);
  const auto text_of = [](Wide value) {
    const bool negative = value < 0;
    std::string digits;
    for (Wide rest = negative ? -value : value; rest > 0; rest /= 10) {
      digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    }
    while (digits.size() < 5) digits.insert(digits.begin(), '0');
    digits.insert(digits.size() - 4, ".");
    return (negative ? "-" : "") + digits;
  };
  const auto draw = [&] {
    Wide value = 0;
    for (std::size_t left = dice.below(18); left > 0; --left) {
      value = value * 10 + static_cast<Wide>(dice.below(4) == 0 ? 0 : dice.below(10));
    }
    return dice.below(2) == 0 ? value : -value;
  };
  for (int i = 0; i < 20'000; ++i) {
    const Wide a = draw();
    const Wide b = draw();
    const auto left = canonical_number(text_of(a));
    const auto right = canonical_number(text_of(b));
    ASSERT_TRUE(left && right);
    EXPECT_EQ(add_numbers(*left, Sign::plus, *right), *canonical_number(text_of(a + b)));
    EXPECT_EQ(add_numbers(*left, Sign::minus, *right), *canonical_number(text_of(a - b)));
    EXPECT_EQ(number_order(*left) < number_order(*right), a < b) << *left << " " << *right;
    EXPECT_EQ(number_order(*left) == number_order(*right), a == b) << *left << " " << *right;
  }
}

}  // namespace
}  // namespace rolechain::ddb
