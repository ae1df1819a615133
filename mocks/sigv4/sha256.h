// SHA-256 and HMAC-SHA256 for signatures: no allocation, no lock, states that can be kept.
// An HmacKey holds the two states after its padded key, so that each use costs two compressions
// less than a fresh HMAC. Source: FIPS 180-4; RFC 2104.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "mocks/sigv4/sha256_blocks.h"

namespace rolechain::sigv4 {

using Digest = std::array<unsigned char, 32>;
using Bytes = std::span<const unsigned char>;

class Sha256 {
 public:
  Sha256() = default;
  void update(std::string_view text);
  void update(Bytes bytes);
  // REQUIRES: called once.
  Digest finish();

 private:
  friend class HmacKey;
  // Goes on after one block.
  explicit Sha256(const Sha256State& state) : state_(state), length_(kSha256Block_bytes) {}

  Sha256State state_ = kSha256Start;
  std::array<unsigned char, kSha256Block_bytes> rest_;  // of a block that is not whole yet
  std::uint64_t length_ = 0;                            // bytes so far
};

Digest sha256(std::string_view text);
// e3b0c442…: the hash of no bytes, in hex.
extern const std::string_view kEmptyPayloadHash;

class HmacKey {
 public:
  explicit HmacKey(Bytes key);
  explicit HmacKey(std::string_view key);
  [[nodiscard]] Digest of(std::string_view message) const;

 private:
  Sha256State inner_ = kSha256Start;
  Sha256State outer_ = kSha256Start;
};

Bytes bytes_of(std::string_view text);
void write_hex(const Digest& digest, std::span<char, 64> out);
void append_hex(Bytes bytes, std::string& out);  // lower case
void append_hex(const Digest& digest, std::string& out);
std::string hex(Bytes bytes);
// How long it takes depends on the lengths alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace rolechain::sigv4
