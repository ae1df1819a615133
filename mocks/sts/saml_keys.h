// Condition keys that a SAML response gives: to the trust policy that decides, and to the session.
// Source: IAM User Guide, "Available keys for SAML-based AWS STS federation", "Configure SAML
// assertions for the authentication response" (attributes and their keys).
#pragma once

#include <vector>

#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/policy/request.h"
#include "mocks/sts/saml_response.h"

namespace rolechain {

// saml:sub, saml:sub_type, saml:namequalifier and aws:FederatedProvider: what the session keeps
// (R-STS-36).
std::vector<SessionKey> saml_session_keys(const SamlResponse& response,
                                          const SamlProvider& provider);
// saml:aud, saml:iss, saml:doc and the attributes of eduPerson and others: for the trust policy
// only.
std::vector<SessionKey> saml_trust_keys(const SamlResponse& response, const SamlProvider& provider);

}  // namespace rolechain
