// What an AWS API answers when it refuses: HTTP status, code and message, as the wire has them.
#pragma once

#include <expected>
#include <string>

namespace rolechain {

// `reason` is ours, not AWS's: a stable word for scenarios' `because:` ("duration",
// "condition-not-met"), where AWS itself tells the caller nothing more.
struct ApiError {
  int http = 400;
  std::string code;
  std::string message;
  std::string reason;
};

template <class T>
using ApiResult = std::expected<T, ApiError>;

}  // namespace rolechain
