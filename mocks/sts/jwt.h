// JSON web tokens of identity providers: header.payload.signature, each base64url.
// Source: RFC 7519; IAM User Guide, "Available keys for AWS OIDC federation", "Pass session tags".
// Signatures: jws.h; whose keys: issuer_keys.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"
#include "mocks/base/node.h"
#include "mocks/cloud/world.h"

namespace rolechain {

struct WebToken {
  std::string issuer;  // as claimed, with https://
  std::string subject;
  std::vector<std::string> audience;
  std::string authorized_party;      // azp; empty: none
  std::vector<std::string> methods;  // amr
  std::string email;
  EpochSeconds issued_s = 0;
  EpochSeconds expires_s = 0;
  std::optional<EpochSeconds> not_before_s;

  // The claims of the https://aws.amazon.com/ name space.
  Tags tags;
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;

  Node claims;  // all
};

// Signed as `issuer`, whatever the claims say of `iss`. REQUIRES: `claims` is a map.
std::string encode_jwt(const Node& claims, std::string_view issuer);

// What the token says, not whether it is true.
// Errors: InvalidIdentityToken for what is no JWT or lacks iss, sub, aud, exp or iat.
ApiResult<WebToken> decode_jwt(std::string_view token);

// Nothing where one of the keys (a JWK set) signed the token; else InvalidIdentityToken (R-STS-26).
std::optional<ApiError> verify_jwt(std::string_view token, std::string_view jwks);

}  // namespace rolechain
