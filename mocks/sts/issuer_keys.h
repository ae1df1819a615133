// The keys of identity providers: the lab's, which its issuers sign with, and those that a provider
// of a scenario brought along.
#pragma once

#include <string>
#include <string_view>

#include "mocks/cloud/world.h"

namespace rolechain {

// "https://token.actions.githubusercontent.com/" → without scheme and final slashes: what issuers
// are compared by.
std::string_view issuer_name(std::string_view url);

// Signs with the lab's key as `issuer`: a compact JWS, RS256.
std::string sign_as_issuer(std::string_view payload, std::string_view issuer);
// What an issuer of this world publishes: {"keys":[…]} with the lab's one key.
std::string lab_jwks(std::string_view issuer);
// The id of the lab's key when this issuer signs with it.
std::string lab_kid(std::string_view issuer);
// The provider's own keys, else the lab's.
std::string jwks_of(const OidcProvider& provider);

}  // namespace rolechain
