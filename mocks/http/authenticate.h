// Who made a request: its signature, key, token and expiry verified (mocks/sigv4), its session
// found.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"
#include "mocks/base/http_message.h"
#include "mocks/cloud/session.h"
#include "mocks/http/session_book.h"
#include "mocks/sigv4/verify.h"

namespace rolechain {

struct Authenticated {
  std::string service;  // of the signature's scope; of an unsigned request: guessed from its target
  std::string region;   // of the scope, or ""
  std::shared_ptr<const Session> session;  // null: unsigned, or refused
  std::shared_ptr<const Session> expired;  // whose key it was that has expired; refused
  std::string_view body;  // what the sender meant, without chunk frames; good until the next call
  std::vector<sigv4::Trailer> trailers;  // of an aws-chunked body
  std::optional<SignatureError> error;
};

// Keeps buffers and derived keys: one thread's.
class Authenticator {
 public:
  // Keeps references: they must outlive it. A request's date is held against the client's clock
  // (ShownClock), a session's end against the world's.
  Authenticator(const SessionBook& sessions, const Clock& clock)
      : sessions_(sessions), clock_(clock) {}

  // `skew_s`: so much the client's clock seems to be wrong; a session's end does not move with it.
  Authenticated of(const HttpRequest& request, std::int64_t skew_s = 0);

 private:
  const SessionBook& sessions_;
  const Clock& clock_;
  sigv4::Workspace work_;
  std::vector<sigv4::HeaderView> headers_;
};

}  // namespace rolechain
