#include "mocks/sts/saml_keys.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace rolechain {
namespace {

constexpr std::string_view kFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:";

std::string sha1_base64(std::string_view text) {
  std::array<unsigned char, 20> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  std::array<unsigned char, 29> encoded{};
  const int size = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
  return {encoded.begin(), encoded.begin() + size};
}

// "123456789012/corp": account and friendly name.
std::string doc(const SamlProvider& provider) {
  return fmt::format("{}/{}", provider.account, provider.name);
}

// persistent, transient, or the whole format.
std::string subject_type(const SamlResponse& response) {
  const std::string_view format = response.name_format;
  for (const std::string_view word : {"persistent", "transient"}) {
    if (format.starts_with(kFormat) && format.substr(kFormat.size()) == word) {
      return std::string(word);
    }
  }
  return response.name_format;
}

struct AttributeKey {
  std::string_view attribute;  // its Name
  std::string_view key;
  bool multi_valued = false;
};
constexpr std::array kAttributeKeys{
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "saml:edupersonaffiliation", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.2", "saml:edupersonnickname", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.3", "saml:edupersonorgdn"},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.4", "saml:edupersonorgunitdn", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.5", "saml:edupersonprimaryaffiliation"},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.6", "saml:edupersonprincipalname"},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.7", "saml:edupersonentitlement", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.8", "saml:edupersonprimaryorgunitdn"},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.9", "saml:edupersonscopedaffiliation", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.10", "saml:edupersontargetedid", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.1.1.11", "saml:edupersonassurance", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.2.1.2", "saml:eduorghomepageuri", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.2.1.3", "saml:eduorgidentityauthnpolicyuri", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.2.1.4", "saml:eduorglegalname", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.2.1.5", "saml:eduorgsuperioruri", true},
    AttributeKey{"urn:oid:1.3.6.1.4.1.5923.1.2.1.6", "saml:eduorgwhitepagesuri", true},
    AttributeKey{"urn:oid:2.5.4.3", "saml:cn", true},
};

}  // namespace

std::vector<SessionKey> saml_session_keys(const SamlResponse& response,
                                          const SamlProvider& provider) {
  return {{"aws:FederatedProvider", {provider.arn}},
          {"saml:namequalifier",
           {sha1_base64(fmt::format("{}{}/{}", response.issuer, provider.account, provider.name))}},
          {"saml:sub", {response.subject}},
          {"saml:sub_type", {subject_type(response)}}};
}

std::vector<SessionKey> saml_trust_keys(const SamlResponse& response,
                                        const SamlProvider& provider) {
  std::vector<SessionKey> out{{"saml:aud", {response.recipient}},
                              {"saml:doc", {doc(provider)}},
                              {"saml:iss", {response.issuer}}};
  for (const AttributeKey& row : kAttributeKeys) {
    const SamlAttribute* attribute = response.attribute(row.attribute);
    if (attribute == nullptr || attribute->values.empty()) continue;
    if (row.multi_valued) {
      out.push_back({std::string(row.key), attribute->values, true});
    } else {
      out.push_back({std::string(row.key), {attribute->values.front()}});
    }
  }
  return out;
}

}  // namespace rolechain
