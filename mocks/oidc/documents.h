// What identity providers publish about themselves: discovery documents and keys, at the provider's
// own address, and below one path for clients that cannot be sent there.
// Source: OpenID Connect Discovery 1.0; Amazon EKS User Guide, "IAM roles for service accounts";
// GitHub Docs, "OpenID Connect reference". Of AWS's and GitHub's providers the paths are theirs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mocks/base/http_message.h"

namespace rolechain {

inline constexpr std::string_view kOidcPath = "/_oidc/";

class OidcDocuments {
 public:
  // `issuer` with or without https://; the first of a name counts. `jwks`: its public keys.
  void add(std::string_view issuer, std::string jwks);

  // https://ISSUER/.well-known/openid-configuration and its keys, where the Host header is the
  // issuer's; the same for any host as /_oidc/ISSUER/… . Nothing: the request is about no issuer.
  [[nodiscard]] std::optional<HttpResponse> answer(const HttpRequest& request) const;

 private:
  std::map<std::string, std::string, std::less<>> jwks_;  // by name, without https://
};

}  // namespace rolechain
