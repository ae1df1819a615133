#include "mocks/http/authenticate.h"

#include "mocks/base/shown_clock.h"
#include "mocks/http/operation.h"

namespace rolechain {
namespace {

// Keys of the book as the verifier asks for them.
class BookKeys final : public sigv4::KeySource {
 public:
  BookKeys(const SessionBook& sessions, const Clock& clock, std::int64_t skew_s)
      : sessions_(sessions), clock_(clock), skew_s_(skew_s) {}

  bool find(std::string_view access_key_id, sigv4::KnownKey& out) const override {
    const auto session = sessions_.find(access_key_id);
    if (session == nullptr) return false;
    out.secret_access_key = session->credentials.secret_access_key;
    out.session_token = session->credentials.session_token;
    out.expires_s.reset();
    if (session->expires_s != kNeverExpires_s) {
      out.expires_s = shown_s(clock_, session->expires_s) + skew_s_;
    }
    out.status = sigv4::KnownKey::Status::active;
    return true;
  }

 private:
  const SessionBook& sessions_;
  const Clock& clock_;
  std::int64_t skew_s_;
};

}  // namespace

Authenticated Authenticator::of(const HttpRequest& request, std::int64_t skew_s) {
  Authenticated out;
  out.body = request.body;
  const sigv4::SignedRequest view = sigv4::view_of(request, headers_);
  if (!sigv4::carries_signature(view)) {
    out.service = unsigned_service(request);
    return out;
  }
  const auto claimed = sigv4::claimed_scope(view);
  out.service = claimed && !claimed->service.empty() ? claimed->service : unsigned_service(request);
  if (claimed) out.region = claimed->region;
  const EpochSeconds now_s = shown_s(clock_, clock_.now_s()) + skew_s;
  const auto verified = sigv4::verify(view, {out.service, out.region},
                                      BookKeys(sessions_, clock_, skew_s), now_s, work_);
  if (!verified) {
    out.error = verified.error();
    if (claimed && out.error->reason == "expired") {
      out.expired = sessions_.find(claimed->access_key_id);
    }
    return out;
  }
  out.session = sessions_.find(verified->access_key_id);
  out.body = verified->body;
  out.trailers = verified->trailers;
  return out;
}

}  // namespace rolechain
