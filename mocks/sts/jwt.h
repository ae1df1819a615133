// JSON web tokens of identity providers: header.payload.signature, each base64url.
// Source: RFC 7519; IAM User Guide, "Available keys for AWS OIDC federation", "Pass session tags".
//
// The signature is a mark, not cryptography: it shows that an issuer of this world made the token
// and that nobody changed it since. RS256 with published keys comes with the socket endpoints.
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
  bool signature_valid = false;

  // The claims of the https://aws.amazon.com/ name space.
  Tags tags;
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;

  Node claims;  // all
};

// REQUIRES: `claims` is a map.
std::string encode_jwt(const Node& claims);

// Errors: InvalidIdentityToken for what is no JWT or lacks iss, sub, aud, exp or iat.
ApiResult<WebToken> decode_jwt(std::string_view token);

std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace rolechain
