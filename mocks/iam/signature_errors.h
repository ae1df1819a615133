// The part of the one table of AWS's errors (errors.h) that is about signatures: what a service
// says where it cannot authenticate a request. S3's answers carry further elements.
//
// Source: each service's API Reference, "Common Errors"; Amazon S3 API Reference, "Error
// responses"; replies recorded from AWS. `service` decides about code, status and fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"

namespace rolechain {

// `reason` is "signature", or that of the error of errors.h which it is.
struct SignatureError : ApiError {
  // StringToSign, RequestTime, Region and the like.
  struct Field {
    std::string name;
    std::string value;
  };
  std::vector<Field> fields;  // in the service's order; only S3 sends any
};

template <class T>
using SignatureResult = std::expected<T, SignatureError>;

// 20150830T123600Z, the only form in which signatures have times.
std::string format_iso8601_basic(EpochSeconds time_s);

SignatureError missing_authentication_token(std::string_view service);
SignatureError incomplete_signature(std::string_view service, std::string message);
SignatureError malformed_query_string(std::string message);
SignatureError malformed_uri(std::string_view service);
// Every refusal of a signature that has a text of its own: scope, clock, host.
SignatureError signature_refused(std::string_view service, std::string message);
struct SignatureEvidence {
  std::string_view access_key_id;
  std::string_view string_to_sign;
  std::string_view signature;  // as the request gave it
  std::string_view canonical_request;
};
SignatureError signature_mismatch(std::string_view service, const SignatureEvidence& evidence = {});
// A request outside the service's window around its own time; `request_time` as the request said.
SignatureError signature_expired(std::string_view service, std::string_view request_time,
                                 EpochSeconds now_s, std::int64_t skew_s);
SignatureError signature_not_yet_current(std::string_view service, std::string_view request_time,
                                         EpochSeconds now_s, std::int64_t skew_s);
// S3's own.
enum class AuthPlace : std::uint8_t { header, query };
SignatureError two_authentications(std::string_view service, std::string_view authorization);
SignatureError authorization_malformed(AuthPlace place, std::string_view detail,
                                       std::string_view expected_region = {});
SignatureError presigned_parameters_missing();
SignatureError presigned_parameter_wrong(std::string message);
SignatureError presigned_expired(std::int64_t expires_s, EpochSeconds expired_at_s,
                                 EpochSeconds now_s);
SignatureError presigned_not_yet_valid();
SignatureError missing_date();
SignatureError signing_method_unsupported();  // signature version 2
SignatureError headers_not_signed(std::string_view names);
SignatureError missing_content_sha256();
SignatureError invalid_content_sha256(std::string_view value);
SignatureError content_sha256_mismatch(std::string_view claimed, std::string_view computed);
SignatureError invalid_session_token(std::string_view service);  // another than was issued
SignatureError signed_streams_of_v4a_unsupported();
SignatureError missing_decoded_length();
SignatureError incomplete_body();
SignatureError malformed_trailer();
SignatureError chunk_too_small(std::size_t chunk, std::size_t size_bytes);  // the number from 1

}  // namespace rolechain
