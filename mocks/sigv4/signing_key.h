// The key that signs one day's requests of one secret in one region for one service, and a cache of
// such keys, because deriving one costs more hashing than the signature itself.
// Source: IAM User Guide, "Create a signed AWS API request", "Derive a signing key".
#pragma once

#include <array>
#include <cstddef>
#include <memory>
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

// A derived key and what else is the same in all signatures that it makes.
struct SigningKey {
  HmacKey key;
  std::string scope;  // 20150830/us-east-1/iam/aws4_request
};

// A fixed number of slots; a key that falls into a taken slot replaces what is there. The secret is
// part of what is looked up: a key id that gets another secret never meets the old key. One
// thread's.
class SigningKeyCache {
 public:
  explicit SigningKeyCache(std::size_t slots = 1024) : slots_(slots == 0 ? 1 : slots) {}
  // Valid until the next call.
  const SigningKey& get(std::string_view secret_access_key, const Scope& scope);

 private:
  struct Slot {
    std::string name;  // what it was derived from: secret and scope without its end
    std::optional<SigningKey> key;
  };

  std::vector<std::unique_ptr<Slot>> slots_;
  const Slot* last_ = nullptr;  // most callers ask for one again and again
};

}  // namespace rolechain::sigv4
