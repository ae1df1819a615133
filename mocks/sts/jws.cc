#include "mocks/sts/jws.h"

#include <cjose/cjose.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/sts/base64url.h"

namespace rolechain {
namespace {

template <auto release>
struct Releases {
  template <class T>
  void operator()(T* what) const {
    release(what);
  }
};
using Key = std::unique_ptr<cjose_jwk_t, Releases<cjose_jwk_release>>;
using Header = std::unique_ptr<cjose_header_t, Releases<cjose_header_release>>;
using Jws = std::unique_ptr<cjose_jws_t, Releases<cjose_jws_release>>;

// Source: AWS STS API Reference, "AssumeRoleWithWebIdentity" (WebIdentityToken).
struct Algorithm {
  std::string_view name;
  std::string_view key_type;
  std::string_view curve;  // empty: RSA
};
constexpr std::array kAlgorithms{
    Algorithm{"RS256", "RSA", ""},     Algorithm{"RS384", "RSA", ""},
    Algorithm{"RS512", "RSA", ""},     Algorithm{"ES256", "EC", "P-256"},
    Algorithm{"ES384", "EC", "P-384"}, Algorithm{"ES512", "EC", "P-521"},
};

Key import_key(std::string_view jwk) {
  return Key(cjose_jwk_import(jwk.data(), jwk.size(), nullptr));
}

std::optional<Node> parse(std::string text) {
  const SourceFile file{"jwks", std::move(text)};
  auto node = parse_json(file);
  if (!node || !node->is_map()) return std::nullopt;
  return *std::move(node);
}

std::string text_of(const Node& node, std::string_view name) {
  const Node* found = node.find(name);
  return found != nullptr && found->is_string() ? found->text : std::string();
}

// Null where no key of the set has this id and can have made such a signature.
const Node* find_key(const Node& set, std::string_view kid, const Algorithm& algorithm) {
  const Node* keys = set.find("keys");
  if (keys == nullptr) return nullptr;
  const auto fits = [&](const Node& key) {
    const std::string use = text_of(key, "use");
    const std::string alg = text_of(key, "alg");
    return text_of(key, "kid") == kid && text_of(key, "kty") == algorithm.key_type &&
           text_of(key, "crv") == algorithm.curve && (use.empty() || use == "sig") &&
           (alg.empty() || alg == algorithm.name);
  };
  const auto at = std::ranges::find_if(keys->items, fits);
  return at == keys->items.end() ? nullptr : &*at;
}

}  // namespace

std::string sign_jws(std::string_view payload, std::string_view private_jwk,
                     std::string_view algorithm, std::string_view kid) {
  const Key key = import_key(private_jwk);
  assert(key != nullptr);
  const Header header(cjose_header_new(nullptr));
  const auto set = [&](const char* name, std::string_view value) {
    cjose_header_set(header.get(), name, std::string(value).c_str(), nullptr);
  };
  set("alg", algorithm);
  set("kid", kid);
  set("typ", "JWT");
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the library's idea of bytes
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(payload.data());
  const Jws jws(cjose_jws_sign(key.get(), header.get(), bytes, payload.size(), nullptr));
  const char* compact = nullptr;
  [[maybe_unused]] const bool made =
      jws != nullptr && cjose_jws_export(jws.get(), &compact, nullptr);
  assert(made);
  return compact == nullptr ? std::string() : std::string(compact);
}

JwsVerdict verify_jws(std::string_view token, std::string_view jwks) {
  const auto text = base64url_decode(token.substr(0, token.find('.')));
  const auto header = text ? parse(*text) : std::nullopt;
  if (!header) return JwsVerdict::wrong_signature;
  const auto* const algorithm =
      std::ranges::find(kAlgorithms, text_of(*header, "alg"), &Algorithm::name);
  // R-STS-26: before any key is looked at, so that no public key serves as a secret.
  if (algorithm == kAlgorithms.end()) return JwsVerdict::refused_algorithm;
  const auto set = parse(std::string(jwks));
  const std::string kid = text_of(*header, "kid");
  const Node* found = set && !kid.empty() ? find_key(*set, kid, *algorithm) : nullptr;
  const Key key = found == nullptr ? Key() : import_key(to_json(*found));
  if (key == nullptr) return JwsVerdict::unknown_key;
  const Jws jws(cjose_jws_import(token.data(), token.size(), nullptr));
  const bool good = jws != nullptr && cjose_jws_verify(jws.get(), key.get(), nullptr);
  return good ? JwsVerdict::good : JwsVerdict::wrong_signature;
}

std::optional<std::string> jwks_fault(std::string_view jwks) {
  const auto set = parse(std::string(jwks));
  const Node* keys = set ? set->find("keys") : nullptr;
  if (keys == nullptr || !keys->is_list())
    return "it is no JSON web key set: it has no list `keys`";
  if (keys->items.empty()) return "the list `keys` is empty";
  for (std::size_t i = 0; i < keys->items.size(); ++i) {
    const Node& key = keys->items[i];
    const std::string kid = text_of(key, "kid");
    if (kid.empty()) return fmt::format("key {} of the list has no `kid`", i + 1);
    for (const std::string_view secret : {"d", "k", "p", "q"}) {
      if (key.find(secret) != nullptr) return fmt::format("`{}` is no public key", kid);
    }
    const std::string type = text_of(key, "kty");
    if (type != "RSA" && type != "EC") {
      return fmt::format("`{}` is of the type `{}`, neither RSA nor EC", kid, type);
    }
    if (import_key(to_json(key)) == nullptr) return fmt::format("`{}` is no valid key", kid);
  }
  return std::nullopt;
}

}  // namespace rolechain
