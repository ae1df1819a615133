// SHA-256 of our own against OpenSSL's, and the two ways of compressing against each other.
#include "mocks/sigv4/sha256.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "tests/support/dice.h"

namespace rolechain::sigv4 {
namespace {

std::string random_text(tests::Dice& dice, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(dice.below(256));
  return out;
}

Digest by_openssl(std::string_view text) {
  Digest out{};
  std::size_t size = 0;
  EVP_Q_digest(nullptr, "SHA256", nullptr, text.data(), text.size(), out.data(), &size);
  return out;
}

TEST(Sha256, EveryLengthInOnePieceAndInTwo) {
  tests::Dice dice(1);
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string text = random_text(dice, size);
    ASSERT_EQ(sha256(text), by_openssl(text)) << size;
    Sha256 hash;
    const std::size_t cut = dice.below(size + 1);
    hash.update(std::string_view(text).substr(0, cut));
    hash.update(std::string_view(text).substr(cut));
    ASSERT_EQ(hash.finish(), by_openssl(text)) << size << " cut at " << cut;
  }
}

TEST(Sha256, HmacOfKeysOfEveryLength) {
  tests::Dice dice(2);
  for (std::size_t size = 0; size < 150; ++size) {
    const std::string key = random_text(dice, size);
    const std::string text = random_text(dice, dice.below(200));
    Digest expected{};
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text).data(), text.size(),
         expected.data(), &length);
    ASSERT_EQ(HmacKey(key).of(text), expected) << size;
  }
}

// Where the processor has no instructions for it there is one way only.
TEST(Sha256, BothWaysOfCompressingAreOne) {
  const CompressBlocks native = native_compress_blocks();
  EXPECT_EQ(compress_blocks(), native != nullptr ? native : portable_compress_blocks());
  if (native == nullptr) return;
  tests::Dice dice(3);
  for (int round = 0; round < 500; ++round) {
    Sha256State a{};
    for (auto& word : a) word = static_cast<std::uint32_t>(dice.below(0x100000000U));
    Sha256State b = a;
    const std::size_t blocks = dice.below(5);
    const std::string text = random_text(dice, blocks * kSha256Block_bytes + 1);
    native(a, bytes_of(text).data(), blocks);
    portable_compress_blocks()(b, bytes_of(text).data(), blocks);
    ASSERT_EQ(a, b);
  }
}

TEST(Sha256, HexIsOfEveryByte) {
  Digest digest{};
  for (unsigned first = 0; first < 256; first += 32) {
    std::string expected;
    for (unsigned i = 0; i < 32; ++i) {
      digest.at(i) = static_cast<unsigned char>(first + i);
      expected += "0123456789abcdef"[(first + i) / 16];
      expected += "0123456789abcdef"[(first + i) % 16];
    }
    std::string out;
    append_hex(digest, out);
    EXPECT_EQ(out, expected);
    EXPECT_EQ(hex(digest), expected);
  }
}

}  // namespace
}  // namespace rolechain::sigv4
