// The keys of a test and what a verifier says who knows them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/sigv4/sign.h"
#include "mocks/sigv4/verify.h"

namespace rolechain::tests {

class KeyRing final : public sigv4::KeySource {
 public:
  KeyRing() = default;
  explicit KeyRing(const sigv4::Signing& signing) { add(signing); }

  sigv4::KnownKey& add(const sigv4::Signing& signing) {
    sigv4::KnownKey key;
    key.secret_access_key = signing.secret_access_key;
    key.session_token = signing.session_token;
    return keys_.emplace_back(std::string(signing.access_key_id), std::move(key)).second;
  }

  bool find(std::string_view access_key_id, sigv4::KnownKey& out) const override {
    for (const auto& [id, key] : keys_) {
      if (id != access_key_id) continue;
      out = key;
      return true;
    }
    return false;
  }

  // Views of what comes back are good until the next call or a change of the request.
  SignatureResult<sigv4::VerifiedRequest> verify(const HttpRequest& request,
                                                 const sigv4::Endpoint& endpoint,
                                                 EpochSeconds now_s) {
    return sigv4::verify(sigv4::view_of(request, headers_), endpoint, *this, now_s, work_);
  }
  [[nodiscard]] const sigv4::Workspace& work() const { return work_; }

 private:
  std::vector<std::pair<std::string, sigv4::KnownKey>> keys_;
  std::vector<sigv4::HeaderView> headers_;
  sigv4::Workspace work_;
};

// The same with one key, and nothing of it looked at but whether it passes.
inline SignatureResult<void> verify_http(const HttpRequest& request,
                                         const sigv4::Endpoint& endpoint,
                                         const sigv4::Signing& signing, EpochSeconds now_s) {
  KeyRing ring(signing);
  if (auto verified = ring.verify(request, endpoint, now_s); !verified) {
    return std::unexpected(std::move(verified).error());
  }
  return {};
}

}  // namespace rolechain::tests
