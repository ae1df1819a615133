// BinaryEquals.
#include <gtest/gtest.h>

#include "mocks/policy/values.h"

namespace rolechain {
namespace {

// R-COND-14: all the bytes, and no more.
TEST(BinaryValues, AreEqualWhereEveryByteIs) {
  EXPECT_TRUE(base64_equals("aGk=", "hi"));
  EXPECT_TRUE(base64_equals("aGk", "hi")) << "padding may be left out";
  EXPECT_FALSE(base64_equals("aA==", "hi")) << "a beginning is not the whole";
  EXPECT_FALSE(base64_equals("aGkh", "hi")) << "nor is what begins with it";
  EXPECT_FALSE(base64_equals("", "hi"));
  EXPECT_FALSE(base64_equals("hi", "hi")) << "the request's value is base64 too";
  EXPECT_EQ(decode_base64("aGk="), "hi");
  EXPECT_FALSE(decode_base64("a"));
}

}  // namespace
}  // namespace rolechain
