// Signature Version 4A: the same requests signed with ECDSA on P-256, by a key that follows from
// access key id and secret, so that one signature serves any number of regions.
// Source: IAM User Guide, "Create a signed AWS API request", "Derive a signing key" (SigV4a);
// NIST SP 800-108 (counter mode); FIPS 186-4, appendix B.4.2 (the key from random bits).
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/sigv4/sha256.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace rolechain::sigv4 {

// The private key, 32 bytes, highest first.
std::array<unsigned char, 32> derive_v4a_key(std::string_view access_key_id,
                                             std::string_view secret_access_key);

// A P-256 key, of which copies share the one inside.
class EcKey {
 public:
  // The key pair whose private half follows from the credentials.
  static EcKey derive(std::string_view access_key_id, std::string_view secret_access_key);

  // `signature` is DER in lower-case hex; anything else is no signature.
  [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;
  // Another one each time: ECDSA draws a random number, which here is OpenSSL's affair.
  [[nodiscard]] std::string sign(std::string_view message) const;
  // x and y in hex, 64 digits each.
  [[nodiscard]] std::string public_point() const;
  // OpenSSL's own value, as long as this one lives.
  [[nodiscard]] evp_pkey_st* raw() const { return key_.get(); }

 private:
  explicit EcKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

// A fixed number of slots by key id and secret. One thread's.
class PublicKeyCache {
 public:
  explicit PublicKeyCache(std::size_t slots = 16) : slots_(slots == 0 ? 1 : slots) {}
  // Valid until the next call.
  const EcKey& get(std::string_view access_key_id, std::string_view secret_access_key);

 private:
  struct Slot {
    std::string name;
    std::vector<EcKey> key;  // none or one
  };

  std::vector<Slot> slots_;
};

// Whether X-Amz-Region-Set ("us-east-1,eu-*", "*") takes in this region.
bool region_set_has(std::string_view region_set, std::string_view region);

}  // namespace rolechain::sigv4
