// A certificate authority that lives as long as a served world: it vouches for the names of AWS's
// services on this machine, and for the identity documents of instances.
// Everything follows from a secret of the caller's choice, which should be random: whoever knows
// it can pretend to be any server to a client that trusts the authority.
// Source: RFC 5280 (certificates), RFC 2315 (PKCS #7); EC2 User Guide, "Instance identity
// documents" (what is signed, and how it is verified).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/sigv4/v4a.h"

namespace rolechain {

// A certificate of the authority and the private key that belongs to it, both in PEM.
struct CertifiedKey {
  std::string certificate_pem;
  std::string key_pem;
};

class LabCa {
 public:
  // `now_s` is the host's: its certificates are good from the day before for a year.
  LabCa(std::string secret, EpochSeconds now_s);

  [[nodiscard]] const std::string& certificate_pem() const { return certificate_pem_; }

  // For a server with these names: "sts.amazonaws.com", "*.s3.amazonaws.com", "127.0.0.1", "::1".
  // REQUIRES: at least one name.
  [[nodiscard]] CertifiedKey issue(const std::vector<std::string>& names) const;
  // For a signer of documents that has a key (PEM) already. REQUIRES: it is one.
  [[nodiscard]] CertifiedKey certify(const std::string& name, std::string key_pem) const;

 private:
  std::string secret_;
  EpochSeconds now_s_;
  sigv4::EcKey key_;
  std::string certificate_pem_;
};

// The signature of an RSA key over the SHA-256 of `text` (PKCS #1 1.5), as bytes.
std::string sign_rsa_sha256(const std::string& key_pem, std::string_view text);
// `text` and a signature over it in one PKCS #7 message (DER), with the signer's certificate.
std::string sign_pkcs7(const CertifiedKey& signer, std::string_view text);

}  // namespace rolechain
