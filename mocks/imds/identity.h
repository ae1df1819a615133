// The signed forms of an instance's identity document.
// Source: Amazon EC2 User Guide, "Instance identity documents", "Verify the instance identity
// document" (R-IMDS-13). AWS's `pkcs7` is signed with DSA; here both messages are RSA's, by a key whose
// certificate the lab's authority gave out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mocks/pki/lab_ca.h"

namespace rolechain {

// "signature": base64 of an RSA signature (SHA-256) over the document. "pkcs7", "rsa2048": base64
// of a PKCS #7 message with document and certificate, in lines of 64 characters, without the marks
// of PEM. Nothing for other names.
std::optional<std::string> signed_identity(std::string_view name, const std::string& document,
                                           const CertifiedKey& signer);

}  // namespace rolechain
