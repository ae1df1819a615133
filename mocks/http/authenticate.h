// Who made a request: its signature, key, token and expiry looked at.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "mocks/base/api_error.h"
#include "mocks/base/http_message.h"
#include "mocks/cloud/session.h"
#include "mocks/http/session_book.h"

namespace rolechain {

struct Authenticated {
  std::string service;  // of the signature's scope; for unsigned requests of the target
  std::string region;   // of the scope, or ""
  std::shared_ptr<const Session> session;  // null: unsigned, or refused
  std::optional<ApiError> error;
};

Authenticated authenticate(const HttpRequest& request, const SessionBook& sessions,
                           const Clock& clock);

}  // namespace rolechain
