#include "mocks/sigv4/sha256.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace rolechain::sigv4 {

namespace {

// Both digits of each byte.
constexpr auto kPairs = [] {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> out{};
  for (std::size_t byte = 0; byte < out.size(); ++byte) {
    out[byte] = {digits[byte >> 4U], digits[byte & 15U]};
  }
  return out;
}();

std::uint64_t big_endian(std::uint64_t value) {
  return std::endian::native == std::endian::big ? value : __builtin_bswap64(value);
}

Digest digest_of(const Sha256State& state) {
  Digest out;
  for (std::size_t i = 0; i < state.size(); ++i) {
    const std::uint32_t word =
        std::endian::native == std::endian::big ? state[i] : __builtin_bswap32(state[i]);
    std::memcpy(&out[i * 4], &word, sizeof word);
  }
  return out;
}

}  // namespace

const std::string_view kEmptyPayloadHash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

void Sha256::update(Bytes bytes) {
  std::size_t used = length_ % kSha256Block_bytes;
  length_ += bytes.size();
  if (used > 0) {
    const std::size_t taken = std::min(bytes.size(), kSha256Block_bytes - used);
    std::memcpy(rest_.data() + used, bytes.data(), taken);
    bytes = bytes.subspan(taken);
    used += taken;
    if (used < kSha256Block_bytes) return;
    compress_blocks()(state_, rest_.data(), 1);
  }
  const std::size_t whole = bytes.size() / kSha256Block_bytes;
  if (whole > 0) compress_blocks()(state_, bytes.data(), whole);
  bytes = bytes.subspan(whole * kSha256Block_bytes);
  if (!bytes.empty()) std::memcpy(rest_.data(), bytes.data(), bytes.size());
}

void Sha256::update(std::string_view text) { update(bytes_of(text)); }

Digest Sha256::finish() {
  constexpr std::size_t kLength_bytes = 8;
  const std::size_t used = length_ % kSha256Block_bytes;
  // One block more, or two where the length does not fit behind the text.
  std::array<unsigned char, 2 * kSha256Block_bytes> last{};
  std::memcpy(last.data(), rest_.data(), used);
  last.at(used) = 0x80;
  const std::size_t blocks = used + 1 + kLength_bytes <= kSha256Block_bytes ? 1 : 2;
  const std::uint64_t bits = big_endian(length_ * 8);
  std::memcpy(&last.at(blocks * kSha256Block_bytes - kLength_bytes), &bits, kLength_bytes);
  compress_blocks()(state_, last.data(), blocks);
  return digest_of(state_);
}

Digest sha256(std::string_view text) {
  Sha256 hash;
  hash.update(text);
  return hash.finish();
}

HmacKey::HmacKey(Bytes key) {
  std::array<unsigned char, kSha256Block_bytes> block{};
  if (key.size() > block.size()) {
    Sha256 hash;
    hash.update(key);
    std::ranges::copy(hash.finish(), block.begin());
  } else {
    std::ranges::copy(key, block.begin());
  }
  for (unsigned char& byte : block) byte ^= 0x36U;
  compress_blocks()(inner_, block.data(), 1);
  for (unsigned char& byte : block) byte ^= 0x36U ^ 0x5cU;
  compress_blocks()(outer_, block.data(), 1);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacKey::HmacKey(std::string_view key) : HmacKey(bytes_of(key)) {}

Digest HmacKey::of(std::string_view message) const {
  Sha256 inner(inner_);
  inner.update(message);
  Sha256 outer(outer_);
  outer.update(inner.finish());
  return outer.finish();
}

void write_hex(const Digest& digest, std::span<char, 64> out) {
  std::size_t at = 0;
  for (const unsigned char byte : digest) {
    std::memcpy(&out[at], kPairs[byte].data(), 2);
    at += 2;
  }
}

void append_hex(Bytes bytes, std::string& out) {
  for (const unsigned char byte : bytes) out.append(kPairs[byte].data(), 2);
}

void append_hex(const Digest& digest, std::string& out) {
  std::array<char, 64> text{};
  write_hex(digest, text);
  out.append(text.data(), text.size());
}

std::string hex(Bytes bytes) {
  std::string out;
  append_hex(bytes, out);
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace rolechain::sigv4
