#include "mocks/sts/issuer_keys.h"

#include <fmt/format.h>

#include "mocks/base/node.h"
#include "mocks/base/text.h"
#include "mocks/sts/jws.h"
#include "mocks/sts/lab_key.h"

namespace rolechain {
namespace {

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

}  // namespace

std::string_view issuer_name(std::string_view url) {
  if (url.starts_with("https://")) url.remove_prefix(8);
  while (url.ends_with('/')) url.remove_suffix(1);
  return url;
}

std::string lab_kid(std::string_view issuer) {
  return fmt::format("{:016x}", stable_hash(fmt::format("kid of {}", issuer_name(issuer))));
}

std::string sign_as_issuer(std::string_view payload, std::string_view issuer) {
  Node key = Node::make_map();
  key.set("kty", text_node("RSA"));
  key.set("n", text_node(lab_key::kModulus));
  key.set("e", text_node(lab_key::kExponent));
  key.set("d", text_node(lab_key::kPrivateExponent));
  key.set("p", text_node(lab_key::kPrimeP));
  key.set("q", text_node(lab_key::kPrimeQ));
  key.set("dp", text_node(lab_key::kExponentP));
  key.set("dq", text_node(lab_key::kExponentQ));
  key.set("qi", text_node(lab_key::kCoefficient));
  return sign_jws(payload, to_json(key), "RS256", lab_kid(issuer));
}

std::string lab_jwks(std::string_view issuer) {
  Node key = Node::make_map();
  key.set("kty", text_node("RSA"));
  key.set("alg", text_node("RS256"));
  key.set("use", text_node("sig"));
  key.set("kid", text_node(lab_kid(issuer)));
  key.set("n", text_node(lab_key::kModulus));
  key.set("e", text_node(lab_key::kExponent));
  Node keys = Node::make_list();
  keys.items.push_back(std::move(key));
  Node out = Node::make_map();
  out.set("keys", std::move(keys));
  return to_json(out);
}

std::string jwks_of(const OidcProvider& provider) {
  return provider.jwks.empty() ? lab_jwks(provider.url) : provider.jwks;
}

}  // namespace rolechain
