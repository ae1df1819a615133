#include "mocks/sigv4/authentication.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "mocks/base/http_message.h"
#include "mocks/base/text.h"
#include "mocks/sigv4/time.h"

namespace rolechain::sigv4 {
namespace {

constexpr std::string_view kDateForm =
    "Date must be in ISO-8601 'basic format'. Got '{}'. See http://en.wikipedia.org/wiki/ISO_8601";

bool is_s3(std::string_view service) { return signing_of(service).is_s3(); }

std::string_view value_of(const SignedRequest& request, std::string_view name) {
  const HeaderView* const header = find_header(request.headers, name);
  return header == nullptr ? std::string_view{} : trim(header->value);
}

std::optional<Algorithm> algorithm_of(std::string_view name) {
  for (const Algorithm algorithm : {Algorithm::v4, Algorithm::v4a}) {
    if (name_of(algorithm) == name) return algorithm;
  }
  return std::nullopt;
}

SignatureError unsupported_algorithm(std::string_view service, std::string_view name) {
  if (is_s3(service)) return signing_method_unsupported();
  return incomplete_signature(service, fmt::format("Unsupported AWS 'algorithm': '{}'.", name));
}

// "Credential=…, SignedHeaders=…, Signature=…" into `out`; of a name that is there twice the LAST
// counts (R-SIG-12).
SignatureResult<void> read_parts(std::string_view parts, std::string_view service,
                                 Authentication& out) {
  for (std::string_view part : split(parts, ',')) {
    part = trim(part);
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    if (equals == part.npos) {
      if (is_s3(service)) {
        return std::unexpected(authorization_malformed(
            AuthPlace::header,
            "the authorization component \"" + std::string(part) + "\" is malformed."));
      }
      return std::unexpected(incomplete_signature(
          service, fmt::format("'{}' not a valid key=value pair (missing equal-sign) in "
                               "Authorization header.",
                               part)));
    }
    const std::string_view name = part.substr(0, equals);
    const std::string_view value = part.substr(equals + 1);
    if (name == "Credential") out.credential = value;
    if (name == "SignedHeaders") out.signed_headers = value;
    if (name == "Signature") out.signature = value;
  }
  return {};
}

// R-SIG-10: all that is missing in one message.
SignatureResult<void> require_parts(const Authentication& found, std::string_view service,
                                    std::string_view scheme) {
  std::string message;
  const auto require = [&](std::string_view name, const std::string& value) {
    if (value.empty()) {
      message += fmt::format("Authorization header requires '{}' parameter. ", name);
    }
  };
  require("Credential", found.credential);
  require("Signature", found.signature);
  require("SignedHeaders", found.signed_headers);
  if (!message.empty() && is_s3(service)) {
    const std::string_view first = found.credential.empty()  ? "Credential"
                                   : found.signature.empty() ? "Signature"
                                                             : "SignedHeaders";
    return std::unexpected(
        authorization_malformed(AuthPlace::header, fmt::format("missing {}.", first)));
  }
  if (found.date.empty()) {
    if (is_s3(service)) {
      return std::unexpected(missing_date());
    }
    message +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (message.empty()) return {};
  return std::unexpected(
      incomplete_signature(service, fmt::format("{}Authorization={}", message, scheme)));
}

SignatureResult<void> parse_header(const SignedRequest& request, std::string_view service,
                                   Authentication& out) {
  const std::string_view text = value_of(request, "Authorization");
  const std::size_t blank = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view scheme = text.substr(0, blank);
  const auto algorithm = algorithm_of(scheme);
  if (!algorithm) return std::unexpected(unsupported_algorithm(service, scheme));
  out.algorithm = *algorithm;
  if (auto read = read_parts(text.substr(blank), service, out); !read) return read;
  out.date = value_of(request, "X-Amz-Date");
  if (out.date.empty()) out.date = value_of(request, "Date");
  out.session_token = value_of(request, "X-Amz-Security-Token");
  return require_parts(out, service, scheme);
}

std::string decoded(const Query& query, std::string_view name) {
  std::string out;
  const Query::Parameter* const parameter = query.find(name);
  if (parameter != nullptr) append_decoded(parameter->value, Plus::is_plus, out);
  return out;
}

SignatureResult<void> parse_query(const Query& query, std::string_view service,
                                  Authentication& out) {
  const std::string algorithm = decoded(query, "X-Amz-Algorithm");
  out.credential = decoded(query, "X-Amz-Credential");
  out.signature = decoded(query, "X-Amz-Signature");
  out.signed_headers = decoded(query, "X-Amz-SignedHeaders");
  out.date = decoded(query, "X-Amz-Date");
  out.expires = decoded(query, "X-Amz-Expires");
  out.session_token = decoded(query, "X-Amz-Security-Token");
  const std::array<std::pair<std::string_view, const std::string*>, 5> required{
      {{"X-Amz-Algorithm", &algorithm},
       {"X-Amz-Credential", &out.credential},
       {"X-Amz-Signature", &out.signature},
       {"X-Amz-SignedHeaders", &out.signed_headers},
       {"X-Amz-Date", &out.date}}};
  std::string message;  // R-SIG-10
  for (const auto& [name, value] : required) {
    if (!value->empty()) continue;
    message += fmt::format("AWS query-string parameters must include '{}'. ", name);
  }
  if (is_s3(service) && (!message.empty() || out.expires.empty())) {
    return std::unexpected(presigned_parameters_missing());
  }
  if (!message.empty()) {
    return std::unexpected(
        incomplete_signature(service, message + "Re-examine the query-string parameters."));
  }
  const auto known = algorithm_of(algorithm);
  if (!known) {
    if (is_s3(service)) {
      return std::unexpected(presigned_parameter_wrong(
          "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""));
    }
    return std::unexpected(unsupported_algorithm(service, algorithm));
  }
  out.algorithm = *known;
  return {};
}

// R-SIG-08
SignatureResult<void> require_signed_host(std::string_view service, const Authentication& found) {
  const auto names = split(found.signed_headers, ';');
  const bool has_host = std::ranges::any_of(names, [](std::string_view name) {
    return equals_ignore_case(name, "host") || equals_ignore_case(name, ":authority");
  });
  if (has_host) return {};
  if (is_s3(service)) return std::unexpected(headers_not_signed("host"));
  return std::unexpected(signature_refused(
      service, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
}

// R-SIG-11. S3 takes a Date header in the form of HTTP as well; what is signed is the other form.
SignatureResult<void> read_date(std::string_view service, Authentication& found) {
  if (const auto time_s = parse_basic_time(found.date)) {
    found.time_s = *time_s;
    return {};
  }
  if (is_s3(service)) {
    const auto time_s = found.place == AuthPlace::header ? parse_http_date(found.date)
                                                         : std::optional<EpochSeconds>{};
    if (time_s) {
      found.time_s = *time_s;
      found.date = format_iso8601_basic(*time_s);
      return {};
    }
    if (found.place == AuthPlace::header) return std::unexpected(missing_date());
    return std::unexpected(presigned_parameter_wrong(
        "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""));
  }
  return std::unexpected(
      incomplete_signature(service, fmt::format(fmt::runtime(kDateForm), found.date)));
}

}  // namespace

std::string_view name_of(Algorithm algorithm) {
  return algorithm == Algorithm::v4 ? "AWS4-HMAC-SHA256" : "AWS4-ECDSA-P256-SHA256";
}

bool carries_signature(const SignedRequest& request) {
  if (find_header(request.headers, "Authorization") != nullptr) return true;
  const std::string_view query = raw_query(request.target);
  return query.contains("X-Amz-Signature=") || query.contains("X-Amz-Algorithm=");
}

SignatureResult<void> parse_authentication(const SignedRequest& request, const Query& query,
                                           std::string_view service, Authentication& out) {
  out = Authentication{};
  const HeaderView* const header = find_header(request.headers, "Authorization");
  const bool in_query =
      query.find("X-Amz-Algorithm") != nullptr || query.find("X-Amz-Signature") != nullptr;
  if (header == nullptr && !in_query) {
    return std::unexpected(missing_authentication_token(service));  // R-SIG-09
  }
  if (header != nullptr && in_query) {
    return std::unexpected(two_authentications(service, header->value));  // R-SIG-09
  }
  out.place = in_query ? AuthPlace::query : AuthPlace::header;
  auto parsed = in_query ? parse_query(query, service, out) : parse_header(request, service, out);
  if (!parsed) return parsed;
  if (auto host = require_signed_host(service, out); !host) return host;
  return read_date(service, out);
}

}  // namespace rolechain::sigv4
