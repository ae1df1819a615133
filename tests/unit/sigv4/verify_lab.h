// Requests to verify, and what is said about them in one line.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "mocks/base/text.h"
#include "mocks/sigv4/sign.h"
#include "mocks/sigv4/verify.h"
#include "tests/unit/sigv4/key_ring.h"

namespace rolechain::tests {

using sigv4::Endpoint;
using sigv4::Signing;

inline constexpr EpochSeconds kNow_s = 1768467600;  // 2026-01-15T09:00:00Z
inline constexpr Endpoint kSts{"sts", "eu-west-1"};
inline constexpr Endpoint kS3{"s3", "eu-west-1"};

inline Signing signing_for(std::string_view service) {
  return {.access_key_id = "AKIAQEAAAAAAEXAMPLE1",
          .secret_access_key = "secret/of+the/example",
          .region = "eu-west-1",
          .service = service,
          .time_s = kNow_s};
}

inline HttpRequest plain(std::string_view service) {
  if (service == "s3") return {"GET", "/bucket/key", {{"Host", "s3.local"}}, ""};
  return {"POST",
          "/",
          {{"Host", "api.local"}, {"Content-Type", "application/x-www-form-urlencoded"}},
          "Action=GetCallerIdentity&Version=2011-06-15"};
}

inline HttpRequest signed_request(const Signing& signing) {
  HttpRequest request = plain(signing.service);
  sigv4::Workspace work;
  sign(request, signing, work);
  return request;
}

inline HttpRequest presigned_request(const Signing& signing, std::int64_t expires_s) {
  HttpRequest request = plain(signing.service);
  sigv4::Workspace work;
  presign(request, signing, expires_s, work);
  return request;
}

inline std::string& header(HttpRequest& request, std::string_view name) {
  const auto found = std::ranges::find_if(request.headers, [&](const HttpHeader& header) {
    return equals_ignore_case(header.name, name);
  });
  EXPECT_NE(found, request.headers.end()) << name;
  return found->value;
}

inline void drop(HttpRequest& request, std::string_view name) {
  std::erase_if(request.headers,
                [&](const HttpHeader& header) { return equals_ignore_case(header.name, name); });
}

inline void replace(std::string& text, std::string_view old, std::string_view with) {
  const std::size_t at = text.find(old);
  ASSERT_NE(at, std::string::npos) << old << " is not in " << text;
  text.replace(at, old.size(), with);
}

// "403 SignatureDoesNotMatch: text", or "ok".
inline std::string answer(const HttpRequest& request, const Endpoint& endpoint,
                          const Signing& signing, EpochSeconds now_s = kNow_s) {
  const auto result = verify_http(request, endpoint, signing, now_s);
  if (result) return "ok";
  return std::to_string(result.error().http) + " " + result.error().code + ": " +
         result.error().message;
}

inline std::string field(const SignatureError& error, std::string_view name) {
  const auto found = std::ranges::find(error.fields, name, &SignatureError::Field::name);
  return found == error.fields.end() ? "" : found->value;
}

inline constexpr std::string_view kMismatch =
    "403 SignatureDoesNotMatch: The request signature we calculated does not match the signature "
    "you provided. Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details.";
inline constexpr std::string_view kUnknown =
    "403 InvalidClientTokenId: The security token included in the request is invalid";

}  // namespace rolechain::tests
