// OpenSSL's low-level interface is deprecated and still the quickest: EVP fetches by name.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "mocks/sigv4/sha256.h"

#include <openssl/crypto.h>

#include <algorithm>
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

}  // namespace

const std::string_view kEmptyPayloadHash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

Sha256::Sha256() { SHA256_Init(&state_); }

void Sha256::update(Bytes bytes) { SHA256_Update(&state_, bytes.data(), bytes.size()); }

void Sha256::update(std::string_view text) { update(bytes_of(text)); }

Digest Sha256::finish() {
  Digest out;
  SHA256_Final(out.data(), &state_);
  return out;
}

Digest sha256(std::string_view text) {
  Sha256 hash;
  hash.update(text);
  return hash.finish();
}

HmacKey::HmacKey(Bytes key) {
  std::array<unsigned char, SHA256_CBLOCK> block{};
  if (key.size() > block.size()) {
    Sha256 hash;
    hash.update(key);
    std::ranges::copy(hash.finish(), block.begin());
  } else {
    std::ranges::copy(key, block.begin());
  }
  for (unsigned char& byte : block) byte ^= 0x36U;
  SHA256_Init(&inner_);
  SHA256_Update(&inner_, block.data(), block.size());
  for (unsigned char& byte : block) byte ^= 0x36U ^ 0x5cU;
  SHA256_Init(&outer_);
  SHA256_Update(&outer_, block.data(), block.size());
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
