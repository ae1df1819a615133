#include "mocks/base/ids.h"

#include <fmt/format.h>

#include <charconv>

#include "mocks/base/arn.h"

namespace rolechain {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint64_t kAccountOffset = 0x8000000000U;

// splitmix64 (Steele, Lea, Flood 2014): one addition and three mixes give a full-period stream.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

}  // namespace

std::uint64_t IdSource::next() {
  state_ += 0x9E3779B97F4A7C15U;
  return mix(state_);
}

std::string IdSource::unique_id(std::string_view prefix) {
  std::string out(prefix);
  for (int i = 0; i < 17; ++i) out += kBase32[next() % kBase32.size()];
  return out;
}

std::string IdSource::access_key_id(std::string_view prefix, std::string_view account) {
  std::string out(prefix);
  std::uint64_t id = 0;
  const auto parsed = std::from_chars(account.data(), account.data() + account.size(), id);
  if (parsed.ec != std::errc{}) id = 0;
  const std::uint64_t coded = id / 2 + kAccountOffset;  // 40 bits: 8 characters of 5 bits
  for (int shift = 35; shift >= 0; shift -= 5) out += kBase32[(coded >> shift) & 31U];
  out += kBase32[(id % 2) * 16 + next() % 16];  // the odd bit hides in the upper half
  for (int i = 0; i < 7; ++i) out += kBase32[next() % kBase32.size()];
  return out;
}

std::string IdSource::secret_access_key() { return token(40); }

std::string IdSource::token(std::size_t length) {
  std::string out;
  out.reserve(length);
  while (out.size() < length) out += kBase64Url[next() % kBase64Url.size()];
  return out;
}

std::string IdSource::uuid() {
  const std::uint64_t a = next();
  const std::uint64_t b = next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32U, (a >> 16U) & 0xFFFFU,
                     a & 0xFFFU, ((b >> 48U) & 0x3FFFU) | 0x8000U, b & 0xFFFFFFFFFFFFU);
}

std::string IdSource::named_unique_id(std::uint64_t seed, std::string_view prefix,
                                      std::string_view name) {
  std::uint64_t hash = mix(seed + 0x9E3779B97F4A7C15U);
  for (const char c : name) hash = mix(hash ^ static_cast<unsigned char>(c));
  return IdSource(hash).unique_id(prefix);
}

std::string account_of_access_key(std::string_view access_key_id) {
  if (access_key_id.size() != 20) return {};
  std::uint64_t coded = 0;
  for (const char c : access_key_id.substr(4, 8)) {
    const std::size_t digit = kBase32.find(c);
    if (digit == std::string_view::npos) return {};
    coded = coded << 5U | digit;
  }
  const std::size_t odd = kBase32.find(access_key_id[12]);
  if (odd == std::string_view::npos || coded < kAccountOffset) return {};
  const std::string id = fmt::format("{:012}", (coded - kAccountOffset) * 2 + (odd >= 16 ? 1 : 0));
  return is_account_id(id) ? id : std::string();
}

}  // namespace rolechain
