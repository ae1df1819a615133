#include "mocks/sigv4/signing_key.h"

#include "mocks/base/text.h"

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

const HmacKey& SigningKeyCache::get(std::string_view secret_access_key, const Scope& scope) {
  name_.clear();
  for (const std::string_view part : {secret_access_key, scope.date, scope.region, scope.service}) {
    name_ += part;
    name_ += '\n';  // stands in no part: a scope's come from one header line
  }
  Slot& slot = slots_[stable_hash(name_) % slots_.size()];
  if (!slot.key || slot.name != name_) {
    slot.key = derive_signing_key(secret_access_key, scope);
    slot.name = name_;
  }
  return *slot.key;
}

}  // namespace rolechain::sigv4
