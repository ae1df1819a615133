#include "mocks/sigv4/sign.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <span>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/sigv4/canonical_request.h"
#include "mocks/sigv4/payload.h"

namespace rolechain::sigv4 {
namespace {

// R-SIG-26: what a proxy may add or change, or the client's HTTP library after signing.
constexpr std::array<std::string_view, 9> kNeverSigned{
    "authorization", "connection",        "expect",     "keep-alive",     "te",
    "trailer",       "transfer-encoding", "user-agent", "x-amzn-trace-id"};

void set_header(HttpRequest& request, std::string_view name, std::string value) {
  std::erase_if(request.headers,
                [&](const HttpHeader& header) { return equals_ignore_case(header.name, name); });
  request.headers.push_back({std::string(name), std::move(value)});
}

std::string signed_headers_of(const HttpRequest& request) {
  std::vector<std::string> names;
  for (const HttpHeader& header : request.headers) {
    std::string name = to_lower(header.name);
    if (std::ranges::find(kNeverSigned, name) == kNeverSigned.end()) {
      names.push_back(std::move(name));
    }
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return join(names, ";");
}

std::string payload_line(const HttpRequest& request, const Signing& signing) {
  if (!signing.payload.empty()) return std::string(signing.payload);
  return hex(sha256(request.body));
}

// The signature of a request that is complete but for it.
std::string signature_of(const HttpRequest& request, const Signing& signing,
                         std::string_view signed_headers, std::string_view payload,
                         Workspace& work) {
  std::vector<HeaderView> headers;
  const SignedRequest view = view_of(request, headers);
  work.query.parse(raw_query(view.target));
  work.canonical_request.clear();
  append_canonical_request(
      {view, work.query, {}, signed_headers, payload, signing_of(signing.service).path},
      work.canonical_request);
  work.string_to_sign.clear();
  const std::string date = format_iso8601_basic(signing.time_s);
  append_string_to_sign(signing.algorithm, date, scope_of(signing), work.canonical_request,
                        work.string_to_sign);
  if (signing.algorithm == Algorithm::v4a) {
    return work.public_keys.get(signing.access_key_id, signing.secret_access_key)
        .sign(work.string_to_sign);
  }
  const Scope scope{std::string_view(date).substr(0, 8), signing.region, signing.service};
  return hex(work.keys.get(signing.secret_access_key, scope).of(work.string_to_sign));
}

}  // namespace

std::string scope_of(const Signing& signing) {
  const std::string date = format_iso8601_basic(signing.time_s).substr(0, 8);
  if (signing.algorithm == Algorithm::v4a) {
    return fmt::format("{}/{}/aws4_request", date, signing.service);
  }
  return fmt::format("{}/{}/{}/aws4_request", date, signing.region, signing.service);
}

std::string sign(HttpRequest& request, const Signing& signing, Workspace& work) {
  const std::string payload = payload_line(request, signing);
  std::erase_if(request.headers, [](const HttpHeader& header) {
    return equals_ignore_case(header.name, "Authorization");
  });
  set_header(request, "X-Amz-Date", format_iso8601_basic(signing.time_s));
  if (!signing.session_token.empty()) {
    set_header(request, "X-Amz-Security-Token", std::string(signing.session_token));
  }
  if (signing.algorithm == Algorithm::v4a) {
    set_header(request, "X-Amz-Region-Set", std::string(signing.region));
  }
  if (signing_of(signing.service).is_s3() || !signing.payload.empty()) {
    set_header(request, "X-Amz-Content-Sha256", payload);
  }
  const std::string names = signed_headers_of(request);
  std::string signature = signature_of(request, signing, names, payload, work);
  request.headers.push_back(
      {"Authorization", fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}",
                                    name_of(signing.algorithm), signing.access_key_id,
                                    scope_of(signing), names, signature)});
  return signature;
}

std::string presign(HttpRequest& request, const Signing& signing, std::int64_t expires_s,
                    Workspace& work) {
  const std::string names = signed_headers_of(request);
  const auto add = [&](std::string_view name, std::string_view value) {
    request.path += request.path.contains('?') ? '&' : '?';
    request.path += name;
    request.path += '=';
    append_encoded(value, request.path);
  };
  add("X-Amz-Algorithm", name_of(signing.algorithm));
  add("X-Amz-Credential", fmt::format("{}/{}", signing.access_key_id, scope_of(signing)));
  add("X-Amz-Date", format_iso8601_basic(signing.time_s));
  add("X-Amz-Expires", std::to_string(expires_s));
  add("X-Amz-SignedHeaders", names);
  if (signing.algorithm == Algorithm::v4a) add("X-Amz-Region-Set", signing.region);
  if (!signing.session_token.empty()) add("X-Amz-Security-Token", signing.session_token);
  const bool s3 = signing_of(signing.service).is_s3();
  const std::string payload =
      s3 && signing.payload.empty() ? "UNSIGNED-PAYLOAD" : payload_line(request, signing);
  if (!signing.payload.empty()) add("X-Amz-Content-Sha256", payload);
  std::string signature = signature_of(request, signing, names, payload, work);
  add("X-Amz-Signature", signature);
  return signature;
}

ChunkChain chunk_chain(const Signing& signing, std::string_view seed_signature) {
  const std::string date = format_iso8601_basic(signing.time_s);
  const Scope scope{std::string_view(date).substr(0, 8), signing.region, signing.service};
  return {derive_signing_key(signing.secret_access_key, scope), date, scope_of(signing),
          seed_signature};
}

}  // namespace rolechain::sigv4
