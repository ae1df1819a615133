#include "mocks/imds/identity.h"

#include <openssl/evp.h>

#include <vector>

namespace rolechain {
namespace {

constexpr std::size_t kLine_chars = 64;

std::string base64_lines(const std::string& bytes) {
  const std::vector<unsigned char> in(bytes.begin(), bytes.end());
  std::vector<unsigned char> out(4 * ((in.size() + 2) / 3) + 1);
  const int size = EVP_EncodeBlock(out.data(), in.data(), static_cast<int>(in.size()));
  const std::string text(out.begin(), out.begin() + size);
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += kLine_chars) {
    if (at > 0) lines += '\n';
    lines += text.substr(at, kLine_chars);
  }
  return lines;
}

}  // namespace

std::optional<std::string> signed_identity(std::string_view name, const std::string& document,
                                           const CertifiedKey& signer) {
  if (name == "signature") return base64_lines(sign_rsa_sha256(signer.key_pem, document));
  if (name == "pkcs7" || name == "rsa2048") return base64_lines(sign_pkcs7(signer, document));
  return std::nullopt;
}

}  // namespace rolechain
