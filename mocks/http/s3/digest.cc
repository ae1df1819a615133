#include "mocks/http/s3/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <boost/crc.hpp>
#include <cstdint>

#include "mocks/base/text.h"
#include "mocks/http/checksum.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"
#include "mocks/policy/values.h"
#include "mocks/sigv4/sha256.h"
#include "mocks/sts/base64url.h"

namespace rolechain::s3 {
namespace {

constexpr std::string_view kChecksum = "x-amz-checksum-";
// Of their names: what to compute them by, not the value.
constexpr std::array<std::string_view, 3> kNoValues{"x-amz-checksum-algorithm",
                                                    "x-amz-checksum-mode", "x-amz-checksum-type"};

std::string digest_bytes(const char* name, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  EVP_Q_digest(nullptr, name, nullptr, data.data(), data.size(), digest.data(), &size);
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(digest.at(i));
  return out;
}

// Big end first, as the headers have them.
std::string bytes_of(std::uint64_t sum, unsigned bits) {
  constexpr unsigned kByte = 8;
  std::string out;
  for (unsigned shift = bits; shift > 0; shift -= kByte) {
    out += static_cast<char>(sum >> (shift - kByte) & 0xFFU);
  }
  return out;
}

std::string crc32_bytes(std::string_view data) {
  boost::crc_32_type crc;
  crc.process_bytes(data.data(), data.size());
  return bytes_of(crc.checksum(), 32);
}

// Castagnoli's polynomial.
std::string crc32c_bytes(std::string_view data) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(data.data(), data.size());
  return bytes_of(crc.checksum(), 32);
}

// The checksums of headers and trailers.
std::vector<HttpHeader> sent_checksums(const ServiceCall& call) {
  std::vector<HttpHeader> out;
  const auto take = [&](std::string_view name, std::string_view value) {
    if (starts_with_ignore_case(name, kChecksum) &&
        std::ranges::find(kNoValues, to_lower(name)) == kNoValues.end()) {
      out.push_back({to_lower(name), std::string(value)});
    }
  };
  for (const HttpHeader& header : call.request.headers) take(header.name, header.value);
  for (const sigv4::Trailer& trailer : call.trailers) take(trailer.name, trailer.value);
  return out;
}

}  // namespace

std::string md5_bytes(std::string_view data) { return digest_bytes("MD5", data); }

std::string hex(std::string_view bytes) { return sigv4::hex(sigv4::bytes_of(bytes)); }

std::string to_base64(std::string_view bytes) {
  std::string out = base64url_encode(bytes);
  std::ranges::replace(out, '-', '+');
  std::ranges::replace(out, '_', '/');
  constexpr std::size_t kGroup = 4;
  while (out.size() % kGroup != 0) out += '=';
  return out;
}

std::optional<std::string> checksum_of(std::string_view name, std::string_view data) {
  if (name == "crc32") return to_base64(crc32_bytes(data));
  if (name == "crc32c") return to_base64(crc32c_bytes(data));
  if (name == "crc64nvme") return crc64nvme_base64(data);
  if (name == "sha1") return to_base64(digest_bytes("SHA1", data));
  if (name == "sha256") return to_base64(digest_bytes("SHA256", data));
  return std::nullopt;
}

ApiResult<std::optional<HttpHeader>> check_digests(const ServiceCall& call) {
  if (const std::string* md5 = find_header(call.request.headers, "Content-MD5")) {
    const auto bytes = decode_base64(*md5);
    constexpr std::size_t kMd5_bytes = 16;
    if (!bytes || bytes->size() != kMd5_bytes) return std::unexpected(invalid_digest());
    if (*bytes != md5_bytes(call.body)) {
      return std::unexpected(bad_digest("Content-MD5"));
    }
  }
  std::optional<HttpHeader> kept;
  for (HttpHeader& sent : sent_checksums(call)) {
    const std::string name = sent.name.substr(kChecksum.size());
    const auto computed = checksum_of(name, call.body);
    if (!computed) {
      return std::unexpected(not_decided_here(fmt::format("S3 requests with `{}`", sent.name)));
    }
    if (*computed != sent.value) {
      std::string upper = name;
      for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
      return std::unexpected(bad_digest(upper));
    }
    kept = std::move(sent);
  }
  return kept;
}

bool has_digest(const ServiceCall& call) {
  return find_header(call.request.headers, "Content-MD5") != nullptr ||
         !sent_checksums(call).empty();
}

}  // namespace rolechain::s3
