#include "mocks/sigv4/v4a.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

#include "mocks/base/owned.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"

namespace rolechain::sigv4 {
namespace {

// The order of P-256's group less two (FIPS 186-4, D.1.2.3): candidates above are thrown away.
constexpr std::array<unsigned char, 32> kOrderLessTwo{
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x4f};

using BigNumber = Owned<BIGNUM, BN_clear_free>;
using Group = Owned<EC_GROUP, EC_GROUP_free>;
using Point = Owned<EC_POINT, EC_POINT_free>;
using ParamBuilder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Params = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

std::optional<std::vector<unsigned char>> from_hex(std::string_view text) {
  const auto value = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.empty() || text.size() % 2 != 0) return std::nullopt;
  std::vector<unsigned char> out;
  out.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = value(text[at]);
    const int low = value(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<unsigned char>(high * 16 + low));
  }
  return out;
}

}  // namespace

// R-SIG-22
std::array<unsigned char, 32> derive_v4a_key(std::string_view access_key_id,
                                             std::string_view secret_access_key) {
  const HmacKey hmac(std::string("AWS4A") + std::string(secret_access_key));
  std::array<unsigned char, 32> key{};
  // A candidate is too large once in 2^32: the counter practically stays 1.
  for (unsigned counter = 1; counter < 255; ++counter) {
    std::string input;
    input.append({'\0', '\0', '\0', '\1'});
    input += "AWS4-ECDSA-P256-SHA256";
    input += '\0';
    input += access_key_id;
    input += static_cast<char>(counter);
    input.append({'\0', '\0', '\1', '\0'});  // 256 bits wanted
    key = hmac.of(input);
    if (key <= kOrderLessTwo) break;
  }
  for (auto at = key.rbegin(); at != key.rend() && ++*at == 0; ++at) {
  }  // plus one, with its carry
  return key;
}

EcKey EcKey::derive(std::string_view access_key_id, std::string_view secret_access_key) {
  const auto bytes = derive_v4a_key(access_key_id, secret_access_key);
  const BigNumber scalar(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const Point point(EC_POINT_new(group.get()));
  std::array<unsigned char, 65> octets{};
  [[maybe_unused]] int good =
      EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, nullptr);
  assert(good == 1);
  EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, octets.data(),
                     octets.size(), nullptr);

  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, octets.data(),
                                   octets.size());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  good = EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get());
  assert(good == 1 && key != nullptr);
  return EcKey(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free));
}

bool EcKey::verify(std::string_view message, std::string_view signature) const {
  const auto der = from_hex(signature);
  if (!der) return false;
  const DigestContext context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), der->data(), der->size(), bytes_of(message).data(),
                          message.size()) == 1;
}

std::string EcKey::sign(std::string_view message) const {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
  std::size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message).data(), message.size());
  std::vector<unsigned char> der(size);
  [[maybe_unused]] const int good =
      EVP_DigestSign(context.get(), der.data(), &size, bytes_of(message).data(), message.size());
  assert(good == 1);
  der.resize(size);
  return hex(der);
}

std::string EcKey::public_point() const {
  std::array<unsigned char, 65> octets{};
  std::size_t size = 0;
  EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, octets.data(), octets.size(),
                                  &size);
  return hex(Bytes(octets).subspan(1));
}

const EcKey& PublicKeyCache::get(std::string_view access_key_id,
                                 std::string_view secret_access_key) {
  std::string name(access_key_id);
  name += '\n';
  name += secret_access_key;
  Slot& slot = slots_[stable_hash(name) % slots_.size()];
  if (slot.key.empty() || slot.name != name) {
    slot.key.assign(1, EcKey::derive(access_key_id, secret_access_key));
    slot.name = std::move(name);
  }
  return slot.key.front();
}

// R-SIG-23
bool region_set_has(std::string_view region_set, std::string_view region) {
  return std::ranges::any_of(split(region_set, ','), [&](std::string_view pattern) {
    return glob_match(trim(pattern), region);
  });
}

}  // namespace rolechain::sigv4
