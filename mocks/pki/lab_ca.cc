#include "mocks/pki/lab_ca.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

#include <array>
#include <cassert>
#include <cstring>
#include <memory>
#include <utility>

#include "mocks/base/owned.h"
#include "mocks/sigv4/sha256.h"

namespace rolechain {
namespace {

using Bytes = Owned<BIO, BIO_free_all>;
using Certificate = Owned<X509, X509_free>;
using Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Message = Owned<PKCS7, PKCS7_free>;

constexpr long kDay_s = 86'400;
constexpr long kValid_s = 365 * kDay_s;
constexpr const char* kCaName = "rolechain lab CA (throw-away)";

std::string text_of(const Bytes& bytes) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bytes.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Bytes reading(std::string_view text) {
  return Bytes(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}
Bytes writing() { return Bytes(BIO_new(BIO_s_mem())); }

Key read_key(const std::string& pem) {
  Key key(PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, nullptr, nullptr));
  assert(key != nullptr);
  return key;
}

Certificate read_certificate(const std::string& pem) {
  Certificate out(PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr));
  assert(out != nullptr);
  return out;
}

std::string key_to_pem(EVP_PKEY* key) {
  const Bytes out = writing();
  PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(out);
}

void set_name(X509_NAME* name, const std::string& common_name) {
  // The field holds 64 characters; the names that count stand in subjectAltName.
  constexpr std::size_t kMax = 64;
  const std::string text = common_name.substr(0, kMax);
  std::array<unsigned char, kMax> bytes{};
  std::memcpy(bytes.data(), text.data(), text.size());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes.data(), static_cast<int>(text.size()),
                             -1, 0);
}

void add_extension(X509* certificate, X509* issuer, int which, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str()));
  assert(extension != nullptr);
  X509_add_ext(certificate, extension.get(), -1);
}

// What all certificates here share; `name` and the public key are the holder's.
Certificate begin(const std::string& name, EVP_PKEY* holder, EpochSeconds now_s) {
  Certificate out(X509_new());
  X509_set_version(out.get(), X509_VERSION_3);
  // Serial numbers must differ where the names do; a browser refuses two that are equal.
  const auto digest = sigv4::sha256(fmt::format("{} {}", name, now_s));
  constexpr int kSerial_bytes = 15;
  const Owned<BIGNUM, BN_free> serial(BN_bin2bn(digest.data(), kSerial_bytes, nullptr));
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(out.get()));
  ASN1_TIME_set(X509_getm_notBefore(out.get()), now_s - kDay_s);
  ASN1_TIME_set(X509_getm_notAfter(out.get()), now_s + kValid_s);
  set_name(X509_get_subject_name(out.get()), name);
  X509_set_pubkey(out.get(), holder);
  return out;
}

std::string finish(const Certificate& certificate, EVP_PKEY* issuer) {
  [[maybe_unused]] const int size = X509_sign(certificate.get(), issuer, EVP_sha256());
  assert(size > 0);
  const Bytes out = writing();
  PEM_write_bio_X509(out.get(), certificate.get());
  return text_of(out);
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    const Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> address(a2i_IPADDRESS(name.c_str()));
    out += fmt::format("{}{}:{}", out.empty() ? "" : ",", address ? "IP" : "DNS", name);
  }
  return out;
}

}  // namespace

LabCa::LabCa(std::string secret, EpochSeconds now_s)
    : secret_(std::move(secret)), now_s_(now_s), key_(sigv4::EcKey::derive("lab-ca", secret_)) {
  const Certificate mine = begin(kCaName, key_.raw(), now_s_);
  X509_set_issuer_name(mine.get(), X509_get_subject_name(mine.get()));
  add_extension(mine.get(), mine.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(mine.get(), mine.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(mine.get(), mine.get(), NID_subject_key_identifier, "hash");
  certificate_pem_ = finish(mine, key_.raw());
}

CertifiedKey LabCa::issue(const std::vector<std::string>& names) const {
  assert(!names.empty());
  const sigv4::EcKey key = sigv4::EcKey::derive("server " + names.front(), secret_);
  const Certificate mine = read_certificate(certificate_pem_);
  const Certificate out = begin(names.front(), key.raw(), now_s_);
  X509_set_issuer_name(out.get(), X509_get_subject_name(mine.get()));
  add_extension(out.get(), mine.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(out.get(), mine.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(out.get(), mine.get(), NID_ext_key_usage, "serverAuth");
  add_extension(out.get(), mine.get(), NID_subject_alt_name, alternative_names(names));
  add_extension(out.get(), mine.get(), NID_subject_key_identifier, "hash");
  add_extension(out.get(), mine.get(), NID_authority_key_identifier, "keyid:always");
  return {finish(out, key_.raw()), key_to_pem(key.raw())};
}

CertifiedKey LabCa::certify(const std::string& name, std::string key_pem) const {
  const Certificate mine = read_certificate(certificate_pem_);
  const Certificate out = begin(name, read_key(key_pem).get(), now_s_);
  X509_set_issuer_name(out.get(), X509_get_subject_name(mine.get()));
  add_extension(out.get(), mine.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(out.get(), mine.get(), NID_key_usage, "critical,digitalSignature");
  return {finish(out, key_.raw()), std::move(key_pem)};
}

std::string sign_rsa_sha256(const std::string& key_pem, std::string_view text) {
  const Key key = read_key(key_pem);
  const DigestContext context(EVP_MD_CTX_new());
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key.get()));
  std::vector<unsigned char> out(size);
  [[maybe_unused]] const int good =
      EVP_DigestSign(context.get(), out.data(), &size, sigv4::bytes_of(text).data(), text.size());
  assert(good == 1);
  return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::string sign_pkcs7(const CertifiedKey& signer, std::string_view text) {
  const Certificate certificate = read_certificate(signer.certificate_pem);
  const Key key = read_key(signer.key_pem);
  const Message message(PKCS7_sign(certificate.get(), key.get(), nullptr, reading(text).get(),
                                   PKCS7_BINARY | PKCS7_NOATTR));
  assert(message != nullptr);
  const Bytes out = writing();
  i2d_PKCS7_bio(out.get(), message.get());
  return text_of(out);
}

}  // namespace rolechain
