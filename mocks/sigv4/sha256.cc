#include "mocks/sigv4/sha256.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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
  std::size_t used = length_ % kSha256Block_bytes;
  rest_[used++] = 0x80;
  if (used > kSha256Block_bytes - kLength_bytes) {  // the length needs a block of its own
    std::fill(rest_.begin() + static_cast<std::ptrdiff_t>(used), rest_.end(), 0);
    compress_blocks()(state_, rest_.data(), 1);
    used = 0;
  }
  std::fill(rest_.begin() + static_cast<std::ptrdiff_t>(used), rest_.end() - kLength_bytes, 0);
  const std::uint64_t bits = big_endian(length_ * 8);
  std::memcpy(rest_.data() + kSha256Block_bytes - kLength_bytes, &bits, kLength_bytes);
  compress_blocks()(state_, rest_.data(), 1);
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
  // The outer message is known: 64 bytes of key before, 32 of digest, 768 bits in all.
  std::array<unsigned char, kSha256Block_bytes> last{};
  std::ranges::copy(inner.finish(), last.begin());
  last[sizeof(Digest)] = 0x80;
  last[kSha256Block_bytes - 2] = 0x03;
  Sha256State outer = outer_;
  compress_blocks()(outer, last.data(), 1);
  return digest_of(outer);
}

void write_hex(const Digest& digest, std::span<char, 64> out) {
#if defined(__SSE2__)
  // Sixteen bytes at a time: both halves of each, side by side, as digits.
  const __m128i low_half = _mm_set1_epi8(0x0f);
  for (std::size_t at = 0; at < digest.size(); at += 16) {
    __m128i bytes;
    std::memcpy(&bytes, &digest[at], sizeof bytes);
    const __m128i high = _mm_and_si128(_mm_srli_epi16(bytes, 4), low_half);
    const __m128i low = _mm_and_si128(bytes, low_half);
    for (const bool upper : {false, true}) {
      const __m128i halves = upper ? _mm_unpackhi_epi8(high, low) : _mm_unpacklo_epi8(high, low);
      const __m128i letter = _mm_cmpgt_epi8(halves, _mm_set1_epi8(9));
      const __m128i text = _mm_add_epi8(_mm_add_epi8(halves, _mm_set1_epi8('0')),
                                        _mm_and_si128(letter, _mm_set1_epi8('a' - '0' - 10)));
      std::memcpy(&out[at * 2 + (upper ? 16 : 0)], &text, sizeof text);
    }
  }
#else
  for (std::size_t at = 0; at < digest.size(); ++at) {
    std::memcpy(&out[at * 2], kPairs[digest[at]].data(), 2);
  }
#endif
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
