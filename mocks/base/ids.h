// Makes every id, key and token of a world from one seed: the same seed gives the same bytes.
// The values look like AWS's in shape only; none is a credential of a real account.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rolechain {

class IdSource {
 public:
  explicit IdSource(std::uint64_t seed) : state_(seed) {}

  // "AROA" + 17 characters of A-Z2-7; `prefix` is AROA, AIDA, AGPA, AIPA, ANPA.
  std::string unique_id(std::string_view prefix);
  // ASIA… or AKIA…, 20 characters, with the account id in characters 5 to 12 (R-STS-20).
  std::string access_key_id(std::string_view prefix, std::string_view account);
  std::string secret_access_key();        // 40 characters
  std::string token(std::size_t length);  // base64url characters
  std::string uuid();                     // 8-4-4-4-12, version 4 shape

  // A stable id for a named thing: depends on the seed it was made with and the name only, so
  // that adding a role to a file does not change the ids of the others.
  static std::string named_unique_id(std::uint64_t seed, std::string_view prefix,
                                     std::string_view name);

 private:
  std::uint64_t next();

  std::uint64_t state_;
};

// The account id that an access key id carries, or "" where it carries none (R-STS-20).
std::string account_of_access_key(std::string_view access_key_id);

}  // namespace rolechain
