// What AWS answers where it cannot authenticate a request. The JSON services call things by other
// names (…Exception), S3 has codes, texts and elements of its own.
// Sources: the services' API references, "Common Errors"; Amazon S3 API Reference, "Error
// responses"; replies recorded from AWS.
#include <fmt/format.h>

#include <utility>

#include "mocks/iam/errors.h"
#include "mocks/iam/signature_errors.h"

namespace rolechain {
namespace {

using Field = SignatureError::Field;
using Protocol = ServiceErrors::Protocol;

SignatureError make(int http, std::string_view code, std::string message,
                    std::vector<Field> fields = {}) {
  return {{http, std::string(code), std::move(message), "signature"}, std::move(fields)};
}

bool is_s3(std::string_view service) { return &service_errors(service) == &service_errors("s3"); }

// JSON services end their codes in Exception, and the older protocol of theirs knows only 400.
SignatureError by_protocol(std::string_view service, std::string_view code,
                           std::string_view json_code, std::string message) {
  switch (service_errors(service).protocol) {
    case Protocol::json:
      return make(400, json_code, std::move(message));
    case Protocol::rest_json:
      return make(403, json_code, std::move(message));
    case Protocol::query:
    case Protocol::ec2:
    case Protocol::rest_xml:
      break;
  }
  return make(403, code, std::move(message));
}

std::string spaced_hex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += fmt::format("{}{:02x}", out.empty() ? "" : " ", static_cast<unsigned char>(c));
  }
  return out;
}

SignatureError time_too_skewed(std::string_view request_time, EpochSeconds now_s,
                               std::int64_t skew_s) {
  return make(403, "RequestTimeTooSkewed",
              "The difference between the request time and the current time is too large.",
              {{"RequestTime", std::string(request_time)},
               {"ServerTime", format_iso8601(now_s)},
               {"MaxAllowedSkewMilliseconds", std::to_string(skew_s * 1000)}});
}

}  // namespace

std::string format_iso8601_basic(EpochSeconds time_s) {
  std::string out = format_iso8601(time_s);
  std::erase_if(out, [](char c) { return c == '-' || c == ':'; });
  return out;
}

SignatureError missing_authentication_token(std::string_view service) {
  if (is_s3(service)) return make(403, "AccessDenied", "Access Denied");  // an anonymous request
  return by_protocol(service, "MissingAuthenticationToken", "MissingAuthenticationTokenException",
                     "Request is missing Authentication Token");
}

SignatureError incomplete_signature(std::string_view service, std::string message) {
  SignatureError error = by_protocol(service, "IncompleteSignature", "IncompleteSignatureException",
                                     std::move(message));
  error.http = 400;
  return error;
}

SignatureError malformed_query_string(std::string message) {
  return make(400, "MalformedQueryString", std::move(message));
}

SignatureError malformed_uri(std::string_view service) {
  if (is_s3(service)) return make(400, "InvalidURI", "Couldn't parse the specified URI.");
  // Code and text unverified: that it is 400 is observed.
  return make(400, "InvalidURIPath", "The path of the request is malformed");
}

SignatureError signature_refused(std::string_view service, std::string message) {
  return by_protocol(service, "SignatureDoesNotMatch", "InvalidSignatureException",
                     std::move(message));
}

SignatureError signature_mismatch(std::string_view service, const SignatureEvidence& evidence) {
  if (is_s3(service)) {
    return make(403, "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                "Check your key and signing method.",
                {{"AWSAccessKeyId", std::string(evidence.access_key_id)},
                 {"StringToSign", std::string(evidence.string_to_sign)},
                 {"SignatureProvided", std::string(evidence.signature)},
                 {"StringToSignBytes", spaced_hex(evidence.string_to_sign)},
                 {"CanonicalRequest", std::string(evidence.canonical_request)},
                 {"CanonicalRequestBytes", spaced_hex(evidence.canonical_request)}});
  }
  return signature_refused(
      service,
      "The request signature we calculated does not match the signature you provided. "
      "Check your AWS Secret Access Key and signing method. Consult the service "
      "documentation for details.");
}

SignatureError signature_expired(std::string_view service, std::string_view request_time,
                                 EpochSeconds now_s, std::int64_t skew_s) {
  if (is_s3(service)) return time_too_skewed(request_time, now_s, skew_s);
  const ServiceErrors& errors = service_errors(service);
  if (errors.protocol == Protocol::ec2) {
    return make(errors.expired_http, errors.expired, std::string(errors.expired_message));
  }
  return signature_refused(
      service,
      fmt::format("Signature expired: {} is now earlier than {} ({} - {} min.)", request_time,
                  format_iso8601_basic(now_s - skew_s), format_iso8601_basic(now_s), skew_s / 60));
}

SignatureError signature_not_yet_current(std::string_view service, std::string_view request_time,
                                         EpochSeconds now_s, std::int64_t skew_s) {
  if (is_s3(service)) return time_too_skewed(request_time, now_s, skew_s);
  return signature_refused(
      service, fmt::format("Signature not yet current: {} is still later than {} ({} + {} min.)",
                           request_time, format_iso8601_basic(now_s + skew_s),
                           format_iso8601_basic(now_s), skew_s / 60));
}

SignatureError two_authentications(std::string_view service, std::string_view authorization) {
  if (is_s3(service)) {
    return make(400, "InvalidArgument",
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "
                "Signature query string parameter or the Authorization header should be specified",
                {{"ArgumentName", "Authorization"}, {"ArgumentValue", std::string(authorization)}});
  }
  return signature_mismatch(service);
}

SignatureError authorization_malformed(AuthPlace place, std::string_view detail,
                                       std::string_view expected_region) {
  std::vector<Field> fields;
  if (!expected_region.empty()) fields.push_back({"Region", std::string(expected_region)});
  if (place == AuthPlace::query) {
    return make(400, "AuthorizationQueryParametersError",
                fmt::format("Error parsing the X-Amz-Credential parameter; {}", detail),
                std::move(fields));
  }
  return make(400, "AuthorizationHeaderMalformed",
              fmt::format("The authorization header is malformed; {}", detail), std::move(fields));
}

SignatureError presigned_parameters_missing() {
  return presigned_parameter_wrong(
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
      "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
}

SignatureError presigned_parameter_wrong(std::string message) {
  return make(400, "AuthorizationQueryParametersError", std::move(message));
}

SignatureError presigned_expired(std::int64_t expires_s, EpochSeconds expired_at_s,
                                 EpochSeconds now_s) {
  return make(403, "AccessDenied", "Request has expired",
              {{"X-Amz-Expires", std::to_string(expires_s)},
               {"Expires", format_iso8601(expired_at_s)},
               {"ServerTime", format_iso8601(now_s)}});
}

SignatureError presigned_not_yet_valid() {
  return make(403, "AccessDenied", "Request is not valid yet");
}

SignatureError missing_date() {
  return make(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
}

SignatureError signing_method_unsupported() {
  return make(400, "InvalidRequest",
              "The authorization mechanism you have provided is not supported. Please use "
              "AWS4-HMAC-SHA256.");
}

SignatureError headers_not_signed(std::string_view names) {
  return make(403, "AccessDenied",
              "There were headers present in the request which were not signed",
              {{"HeadersNotSigned", std::string(names)}});
}

SignatureError missing_content_sha256() {
  return make(400, "InvalidRequest",
              "Missing required header for this request: x-amz-content-sha256");
}

SignatureError invalid_content_sha256(std::string_view value) {
  return make(400, "InvalidArgument",
              "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
              "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
              "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, "
              "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
              {{"ArgumentName", "x-amz-content-sha256"}, {"ArgumentValue", std::string(value)}});
}

SignatureError content_sha256_mismatch(std::string_view claimed, std::string_view computed) {
  return make(400, "XAmzContentSHA256Mismatch",
              "The provided 'x-amz-content-sha256' header does not match what was computed.",
              {{"ClientComputedContentSHA256", std::string(claimed)},
               {"S3ComputedContentSHA256", std::string(computed)}});
}

SignatureError invalid_session_token(std::string_view service) {
  if (is_s3(service)) {
    return make(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
  }
  return {unknown_access_key(service), {}};
}

// Ours: AWS takes them.
SignatureError signed_streams_of_v4a_unsupported() {
  SignatureError error = make(
      501, "NotImplemented", "A header you provided implies functionality that is not implemented");
  error.reason = "unsupported";
  return error;
}

SignatureError missing_decoded_length() {
  return make(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
}

SignatureError incomplete_body() {
  return make(400, "IncompleteBody", "The request body terminated unexpectedly");
}

SignatureError malformed_trailer() {
  return make(400, "MalformedTrailerError",
              "The request contained trailing data that was not well-formed or did not conform to "
              "our published schema.");
}

SignatureError chunk_too_small(std::size_t chunk, std::size_t size_bytes) {
  return make(403, "InvalidChunkSizeError",
              "Only the last chunk is allowed to have a size less than 8192 bytes",
              {{"Chunk", std::to_string(chunk)}, {"BadChunkSize", std::to_string(size_bytes)}});
}

}  // namespace rolechain
