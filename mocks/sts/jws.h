// JSON web signatures: a payload signed with a JSON web key, and verified by a key set.
// Source: RFC 7515 (JWS, compact form), RFC 7517 (JWK), RFC 7518 (algorithms). Keys are JSON texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rolechain {

// header.payload.signature, each base64url; the header says `algorithm` ("RS256"), `kid`, JWT.
// REQUIRES: `private_jwk` is a private key, and one for the algorithm.
std::string sign_jws(std::string_view payload, std::string_view private_jwk,
                     std::string_view algorithm, std::string_view kid);

enum class JwsVerdict : std::uint8_t {
  good,
  refused_algorithm,  // none, HS256, … (R-STS-26)
  unknown_key,        // the set has no key of the header's id and of the algorithm's kind
  wrong_signature,
};
// `jwks`: {"keys": […]}. Takes the algorithms that STS takes: RS256, RS384, RS512, ES256, ES384,
// ES512. Whatever is no JWS at all has a wrong signature.
JwsVerdict verify_jws(std::string_view token, std::string_view jwks);

// Why `jwks` cannot be a provider's set of public keys, in words for a user; nothing: it can.
std::optional<std::string> jwks_fault(std::string_view jwks);

}  // namespace rolechain
