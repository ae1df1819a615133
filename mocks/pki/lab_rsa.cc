#include "mocks/pki/lab_rsa.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <array>
#include <cassert>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/sts/base64url.h"
#include "mocks/sts/lab_key.h"

namespace rolechain {
namespace {

template <auto release>
struct Releases {
  template <class T>
  void operator()(T* what) const {
    release(what);
  }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Releases<release>>;
using Number = Owned<BIGNUM, BN_free>;

Number number(std::string_view base64url) {
  const std::string bytes = *base64url_decode(base64url);
  const std::vector<unsigned char> digits(bytes.begin(), bytes.end());
  return Number(BN_bin2bn(digits.data(), static_cast<int>(digits.size()), nullptr));
}

}  // namespace

std::string lab_rsa_pem() {
  const std::array<std::pair<const char*, std::string_view>, 8> parts{{
      {OSSL_PKEY_PARAM_RSA_N, lab_key::kModulus},
      {OSSL_PKEY_PARAM_RSA_E, lab_key::kExponent},
      {OSSL_PKEY_PARAM_RSA_D, lab_key::kPrivateExponent},
      {OSSL_PKEY_PARAM_RSA_FACTOR1, lab_key::kPrimeP},
      {OSSL_PKEY_PARAM_RSA_FACTOR2, lab_key::kPrimeQ},
      {OSSL_PKEY_PARAM_RSA_EXPONENT1, lab_key::kExponentP},
      {OSSL_PKEY_PARAM_RSA_EXPONENT2, lab_key::kExponentQ},
      {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, lab_key::kCoefficient},
  }};
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  std::vector<Number> numbers;  // the builder only points to them
  for (const auto& [name, digits] : parts) {
    numbers.push_back(number(digits));
    OSSL_PARAM_BLD_push_BN(builder.get(), name, numbers.back().get());
  }
  const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* raw = nullptr;
  [[maybe_unused]] const bool made =
      EVP_PKEY_fromdata_init(context.get()) == 1 &&
      EVP_PKEY_fromdata(context.get(), &raw, EVP_PKEY_KEYPAIR, parameters.get()) == 1;
  assert(made);
  const Owned<EVP_PKEY, EVP_PKEY_free> key(raw);
  const Owned<BIO, BIO_free_all> out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace rolechain
