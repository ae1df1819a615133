#include "mocks/sts/base64url.h"

#include <gtest/gtest.h>

namespace rolechain {
namespace {

TEST(Base64Url, RoundTripsEveryByteAndLength) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
  }
  EXPECT_EQ(base64url_encode("\xFB\xFF"), "-_8");
  EXPECT_EQ(base64url_decode("a"), std::nullopt);   // six bits make no byte
  EXPECT_EQ(base64url_decode("a+"), std::nullopt);  // not this alphabet
  EXPECT_EQ(base64url_decode("YQ=="), std::nullopt);
}

}  // namespace
}  // namespace rolechain
