// XML signatures of SAML responses. Names of libxml2 stay in the .cc files that include it.
#pragma once

#include <span>
#include <string>

struct _xmlNode;  // NOLINT(bugprone-reserved-identifier): libxml2's own name

namespace rolechain {

// Whether `signature`, a ds:Signature that is a child of `element`, is a good signature over that
// element and nothing else, by the key of one of the certificates (DER in base64). Its own KeyInfo
// counts for nothing. Takes RSA and ECDSA with SHA-2.
// REQUIRES: the ID of `element` is registered in its document, and unique there.
bool is_signed_by(_xmlNode* signature, _xmlNode* element,
                  std::span<const std::string> certificates);

// Whether this is one (DER in base64) that a signature can be verified by.
bool is_saml_certificate(const std::string& certificate);

}  // namespace rolechain
