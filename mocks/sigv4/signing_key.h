// The key that signs one day's requests of one secret in one region for one service, and a cache of
// such keys, because deriving one costs more hashing than the signature itself.
// Source: IAM User Guide, "Create a signed AWS API request", "Derive a signing key".
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/sigv4/sha256.h"

namespace rolechain::sigv4 {

// The scope without its key id and terminator. SigV4a has no region in it.
struct Scope {
  std::string_view date;  // 20150830
  std::string_view region;
  std::string_view service;
};

HmacKey derive_signing_key(std::string_view secret_access_key, const Scope& scope);

// A fixed number of slots; a key that falls into a taken slot replaces what is there. The secret is
// part of what is looked up: a key id that gets another secret never meets the old key. One
// thread's.
class SigningKeyCache {
 public:
  explicit SigningKeyCache(std::size_t slots = 64) : slots_(slots == 0 ? 1 : slots) {}
  // Valid until the next call.
  const HmacKey& get(std::string_view secret_access_key, const Scope& scope);

 private:
  struct Slot {
    std::string name;  // what it was derived from
    std::optional<HmacKey> key;
  };

  std::vector<Slot> slots_;
  std::string name_;
};

}  // namespace rolechain::sigv4
