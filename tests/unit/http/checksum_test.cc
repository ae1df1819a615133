// The Go SDK warns of each object that comes without its checksum.
#include "mocks/http/checksum.h"

#include <gtest/gtest.h>

namespace rolechain {
namespace {

// The check value of "123456789" is the algorithm's own.
TEST(Checksum, Crc64Nvme) {
  EXPECT_EQ(crc64nvme_base64("123456789"), "rosUhgp5mIg=");  // 0xAE8B14860A799888
  EXPECT_EQ(crc64nvme_base64(""), "AAAAAAAAAAA=");
}

}  // namespace
}  // namespace rolechain
