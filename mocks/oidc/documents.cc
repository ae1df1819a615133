#include "mocks/oidc/documents.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/node.h"
#include "mocks/base/text.h"
#include "mocks/oidc/issuer.h"
#include "mocks/sts/issuer_keys.h"

namespace rolechain {
namespace {

constexpr std::string_view kDiscovery = "/.well-known/openid-configuration";

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

Node list(std::initializer_list<std::string_view> texts) {
  Node out = Node::make_list();
  for (const std::string_view text : texts) out.items.push_back(text_node(text));
  return out;
}

std::string_view keys_path(std::string_view issuer) {
  return issuer == kGitHubIssuerUrl ? "/.well-known/jwks" : "/keys";
}

HttpResponse json(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

// `base`: what stands before the issuer's name in URLs that this client can reach.
std::string discovery(std::string_view issuer, std::string_view base) {
  Node out = Node::make_map();
  out.set("issuer", text_node(fmt::format("https://{}", issuer)));
  out.set("jwks_uri", text_node(fmt::format("{}{}{}", base, issuer, keys_path(issuer))));
  out.set("authorization_endpoint", text_node("urn:kubernetes:programmatic_authorization"));
  out.set("response_types_supported", list({"id_token"}));
  out.set("subject_types_supported", list({"public"}));
  out.set("claims_supported", list({"sub", "aud", "exp", "iat", "iss", "jti", "nbf"}));
  out.set("id_token_signing_alg_values_supported", list({"RS256"}));
  return to_json(out);
}

// Without the port.
std::string_view host_name(std::string_view host) {
  return host.starts_with('[') ? host : host.substr(0, host.find(':'));
}

}  // namespace

void OidcDocuments::add(std::string_view issuer, std::string jwks) {
  jwks_.try_emplace(std::string(issuer_name(issuer)), std::move(jwks));
}

std::optional<HttpResponse> OidcDocuments::answer(const HttpRequest& request) const {
  const std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
  const std::string* host = find_header(request.headers, "Host");
  const bool is_below = path.starts_with(kOidcPath);
  std::string asked;
  std::string base = "https://";
  if (is_below) {
    asked = path.substr(kOidcPath.size());
    // Plain http is what every port of ours speaks.
    base = fmt::format("http://{}{}", host == nullptr ? "127.0.0.1" : *host, kOidcPath);
  } else if (host != nullptr) {
    asked = to_lower(host_name(*host)) + std::string(path);
  }
  for (const auto& [issuer, keys] : jwks_) {
    if (!asked.starts_with(issuer)) continue;
    const std::string_view rest = std::string_view(asked).substr(issuer.size());
    if (rest != kDiscovery && rest != keys_path(issuer)) continue;
    if (request.method != "GET" && request.method != "HEAD") {
      return json(405, R"({"error":"these documents can be read only"})");
    }
    return json(200, rest == kDiscovery ? discovery(issuer, base) : keys);
  }
  if (!is_below) return std::nullopt;
  return json(404, R"({"error":"no identity provider of this world has such a document"})");
}

}  // namespace rolechain
