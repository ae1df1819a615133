#include "mocks/sigv4/signing_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace rolechain::sigv4 {

// R-SIG-02
HmacKey derive_signing_key(std::string_view secret_access_key, const Scope& scope) {
  std::string start = "AWS4";
  start += secret_access_key;
  const Digest date = HmacKey(start).of(scope.date);
  const Digest region = HmacKey(date).of(scope.region);
  const Digest service = HmacKey(region).of(scope.service);
  return HmacKey(HmacKey(service).of("aws4_request"));
}

namespace {

// Whether `name` is what make_name() would make of these.
bool is_named(std::string_view name, std::string_view secret, const Scope& scope) {
  const std::size_t size =
      secret.size() + scope.date.size() + scope.region.size() + scope.service.size() + 4;
  if (name.size() != size) return false;
  for (const std::string_view part : {secret, scope.date, scope.region, scope.service}) {
    if (!name.starts_with(part) || name[part.size()] != '/') return false;
    name.remove_prefix(part.size() + 1);
  }
  return true;
}

// A slash stands in no part of a scope, and only whole names are compared.
std::string make_name(std::string_view secret, const Scope& scope) {
  return fmt::format("{}/{}/{}/{}/", secret, scope.date, scope.region, scope.service);
}

// Of a few bytes of each: a secret's are random.
std::size_t spread(std::string_view secret, const Scope& scope) {
  std::uint64_t out = secret.size();
  for (const std::string_view part : {secret, scope.date, scope.region, scope.service}) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(part.size(), sizeof word);
    std::memcpy(&word, part.data() + (part.size() - size), size);
    out = (out ^ word) * 0x9E3779B97F4A7C15U;
    out ^= out >> 29U;
  }
  return out;
}

}  // namespace

const SigningKey& SigningKeyCache::get(std::string_view secret_access_key, const Scope& scope) {
  if (last_ != nullptr && is_named(last_->name, secret_access_key, scope)) return *last_->key;
  auto& slot = slots_[spread(secret_access_key, scope) % slots_.size()];
  if (!slot) slot = std::make_unique<Slot>();
  if (!slot->key || !is_named(slot->name, secret_access_key, scope)) {
    slot->name = make_name(secret_access_key, scope);
    slot->key = {derive_signing_key(secret_access_key, scope),
                 fmt::format("{}/{}/{}/aws4_request", scope.date, scope.region, scope.service)};
  }
  last_ = slot.get();
  return *slot->key;
}

}  // namespace rolechain::sigv4
