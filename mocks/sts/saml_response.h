// What a SAML 2.0 response says, and whether its provider signed it.
// Source: OASIS, "Assertions and Protocols for SAML V2.0", "Bindings"; W3C, "XML Signature Syntax
// and Processing"; IAM User Guide, "Configure SAML assertions for the authentication response".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"

namespace rolechain {

struct SamlAttribute {
  std::string name;
  std::vector<std::string> values;
};

struct SamlResponse {
  std::string issuer;       // of the assertion
  std::string subject;      // NameID
  std::string name_format;  // of it: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
  std::string recipient;    // of the subject's bearer confirmation
  std::vector<std::string> audiences;
  std::optional<EpochSeconds> issued_s;           // the assertion's IssueInstant
  std::optional<EpochSeconds> not_before_s;       // Conditions
  std::optional<EpochSeconds> not_on_or_after_s;  // the earliest: Conditions, confirmation
  std::optional<EpochSeconds> session_end_s;      // SessionNotOnOrAfter of AuthnStatement
  std::vector<SamlAttribute> attributes;
  // By one of the certificates; the response as a whole, or the assertion, which is what the fields
  // above were read from. Of two signatures both must be good.
  bool is_signed = false;

  [[nodiscard]] const SamlAttribute* attribute(std::string_view name) const;  // null: none
};

// `encoded`: base64. `certificates`: DER in base64.
// Errors: InvalidIdentityToken for what is no SAML response with one assertion; `not_decided_here`
// for an encrypted assertion. Document types, and ids that occur twice, are refused.
ApiResult<SamlResponse> read_saml(std::string_view encoded,
                                  std::span<const std::string> certificates);

}  // namespace rolechain
