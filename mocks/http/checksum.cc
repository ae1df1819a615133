#include "mocks/http/checksum.h"

#include <openssl/evp.h>

#include <array>
#include <boost/crc.hpp>
#include <cstdint>

namespace rolechain {

std::string crc64nvme_base64(std::string_view body) {
  constexpr std::uint64_t kPolynomial = 0xAD93D23594C93659;  // NVM Express, command set, 5.2.1.3.4
  constexpr std::uint64_t kOnes = 0xFFFFFFFFFFFFFFFF;
  boost::crc_optimal<64, kPolynomial, kOnes, kOnes, true, true> crc;
  crc.process_bytes(body.data(), body.size());
  constexpr std::size_t kBytes = 8;
  std::array<unsigned char, kBytes> bytes{};
  std::uint64_t left = crc.checksum();
  for (auto at = bytes.rbegin(); at != bytes.rend(); ++at, left >>= 8U) {
    *at = static_cast<unsigned char>(left & 0xFFU);
  }
  std::array<unsigned char, 16> text{};
  const int size = EVP_EncodeBlock(text.data(), bytes.data(), kBytes);
  return {text.begin(), text.begin() + size};
}

}  // namespace rolechain
