#include "mocks/sigv4/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/signature_errors.h"
#include "mocks/sigv4/canonical_request.h"
#include "mocks/sigv4/payload.h"

namespace rolechain::sigv4 {
namespace {

constexpr std::string_view kTerminator = "aws4_request";
constexpr std::int64_t kLongestPresigned_s = 604800;

// Credential=AKID/20150830/us-east-1/iam/aws4_request, cut at its slashes; 4A has no region.
struct Credential {
  std::string_view access_key_id;
  std::string_view date;
  std::string_view region;
  std::string_view service;
  std::string_view terminator;
  std::string_view scope;  // all after the key id
};

std::optional<Credential> read_credential(std::string_view text, Algorithm algorithm) {
  const auto parts = split(text, '/');
  const bool has_region = algorithm == Algorithm::v4;
  if (parts.size() != (has_region ? 5U : 4U)) return std::nullopt;
  return Credential{parts[0],
                    parts[1],
                    has_region ? parts[2] : std::string_view{},
                    parts[parts.size() - 2],
                    parts.back(),
                    text.substr(parts[0].size() + 1)};
}

// One verification: what its steps hand on to each other.
class Verification {
 public:
  Verification(const SignedRequest& request, const Endpoint& endpoint, const KeySource& keys,
               EpochSeconds now_s, Workspace& work)
      : request_(request), endpoint_(endpoint), keys_(keys), now_s_(now_s), work_(work) {}

  SignatureResult<VerifiedRequest> run() {
    using Step = SignatureResult<void> (Verification::*)();
    // R-SIG-13
    for (const Step step : {&Verification::check_target, &Verification::check_authentication,
                            &Verification::check_time, &Verification::check_scope,
                            &Verification::check_key, &Verification::check_signed_headers,
                            &Verification::check_signature, &Verification::check_body}) {
      if (auto result = (this->*step)(); !result) return std::unexpected(std::move(result).error());
    }
    return std::move(verified_);
  }

 private:
  [[nodiscard]] const Authentication& said() const { return work_.authentication; }
  static std::unexpected<SignatureError> no(SignatureError error) {
    return std::unexpected(std::move(error));
  }

  SignatureResult<void> check_target();
  SignatureResult<void> check_authentication();
  SignatureResult<void> check_time();
  SignatureResult<void> check_presigned_life();
  SignatureResult<void> check_scope();
  SignatureResult<void> check_s3_scope();
  SignatureResult<void> check_region_set();
  SignatureResult<void> check_key();
  SignatureResult<void> check_signed_headers();
  SignatureResult<void> check_signature();
  SignatureResult<void> check_body();
  void build(std::span<const std::string_view> leave_out);
  bool signature_is_right();

  const SignedRequest& request_;
  Endpoint endpoint_;
  const KeySource& keys_;
  EpochSeconds now_s_;
  Workspace& work_;

  std::optional<ClaimedScope> claimed_;  // owns the service where the endpoint names none
  std::string_view service_;             // whose errors and rules are used
  ServiceSigning rules_;
  Credential credential_;
  Payload payload_;
  bool all_headers_there_ = true;
  VerifiedRequest verified_;
};

SignatureResult<void> Verification::check_target() {
  service_ = endpoint_.service;
  if (service_.empty()) {
    claimed_ = claimed_scope(request_);
    service_ = claimed_ ? std::string_view(claimed_->service) : "sts";
  }
  rules_ = signing_of(service_);
  const std::string_view path = raw_path(request_.target);
  const bool normalized = rules_.path == PathRule::normalized;
  if (!path.starts_with('/') || find_bad_escape(path) || (normalized && leaves_the_root(path))) {
    return no(malformed_uri(service_));
  }
  const std::string_view query = raw_query(request_.target);
  if (const auto at = find_bad_escape(query)) {
    return no(malformed_query_string(
        *at + 3 > query.size()
            ? std::string("Incomplete trailing escape % sequence")
            : fmt::format("Illegal hex character in escape % pattern: {}", query.substr(*at, 3))));
  }
  work_.query.parse(query);
  return {};
}

SignatureResult<void> Verification::check_authentication() {
  return parse_authentication(request_, work_.query, service_, work_.authentication);
}

// R-SIG-14, R-SIG-18
SignatureResult<void> Verification::check_time() {
  const bool presigned = said().place == AuthPlace::query;
  if (said().time_s > now_s_ + rules_.skew_s) {
    if (presigned && rules_.is_s3()) return no(presigned_not_yet_valid());
    return no(signature_not_yet_current(service_, said().date, now_s_, rules_.skew_s));
  }
  const bool own_life = presigned && !said().expires.empty() &&
                        rules_.presigned_life == ServiceSigning::PresignedLife::expires_parameter;
  if (own_life) return check_presigned_life();
  if (said().time_s < now_s_ - rules_.skew_s) {
    return no(signature_expired(service_, said().date, now_s_, rules_.skew_s));
  }
  return {};
}

// R-SIG-18
SignatureResult<void> Verification::check_presigned_life() {
  std::int64_t expires_s = 0;
  const std::string& text = said().expires;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), expires_s);
  std::string wrong;
  if (problem != std::errc{} || end != text.data() + text.size()) {
    wrong = "X-Amz-Expires should be a number";
  } else if (expires_s < 1) {
    wrong = "X-Amz-Expires must be non-negative";
  } else if (expires_s > kLongestPresigned_s) {
    wrong =
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
        "must be less than 604800 seconds";
  }
  if (!wrong.empty()) {
    return no(rules_.is_s3() ? presigned_parameter_wrong(std::move(wrong))
                             : incomplete_signature(service_, std::move(wrong)));
  }
  const EpochSeconds end_s = said().time_s + expires_s;
  if (now_s_ < end_s) return {};
  if (rules_.is_s3()) return no(presigned_expired(expires_s, end_s, now_s_));
  return no(signature_expired(service_, said().date, now_s_, expires_s));
}

// R-SIG-15
SignatureResult<void> Verification::check_scope() {
  const auto read = read_credential(said().credential, said().algorithm);
  const bool v4 = said().algorithm == Algorithm::v4;
  if (!read) {
    if (rules_.is_s3()) {
      return no(authorization_malformed(
          said().place,
          v4 ? R"(the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".)"
             : R"(the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/SERVICE/aws4_request".)"));
    }
    return no(incomplete_signature(
        service_, v4 ? fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                                   "keyid/date/region/service/term, got '{}'",
                                   said().credential)
                     : fmt::format("Credential must have exactly 4 slash-delimited elements, e.g. "
                                   "keyid/date/service/term, got '{}'",
                                   said().credential)));
  }
  credential_ = *read;
  // Not the credential's: whose rules are used and whose scope it is must be one service.
  if (endpoint_.service.empty()) endpoint_.service = service_;
  if (endpoint_.region.empty()) endpoint_.region = credential_.region;
  if (rules_.is_s3()) return check_s3_scope();
  std::string message;
  const auto add = [&](const std::string& text) {
    if (!message.empty()) message += ' ';
    message += text;
  };
  if (v4 && credential_.region != endpoint_.region) {
    add(fmt::format("Credential should be scoped to a valid region, not '{}'.",
                    credential_.region));
  }
  if (credential_.service != endpoint_.service) {
    add(fmt::format("Credential should be scoped to correct service: '{}'.", endpoint_.service));
  }
  if (credential_.terminator != kTerminator) {
    add(fmt::format("Credential should be scoped with a valid terminator: '{}', not '{}'.",
                    kTerminator, credential_.terminator));
  }
  if (const auto day = std::string_view(said().date).substr(0, 8); credential_.date != day) {
    add(
        fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
                    "date from HTTP: '{}' != '{}', from '{}'.",
                    credential_.date, day, said().date));
  }
  if (!message.empty()) return no(signature_refused(service_, std::move(message)));
  return v4 ? SignatureResult<void>{} : check_region_set();
}

SignatureResult<void> Verification::check_s3_scope() {
  const auto malformed = [&](const std::string& detail, std::string_view region = {}) {
    return no(authorization_malformed(said().place, detail, region));
  };
  const std::string_view day = std::string_view(said().date).substr(0, 8);
  if (credential_.date.size() != 8 ||
      !std::ranges::all_of(credential_.date, [](char c) { return c >= '0' && c <= '9'; })) {
    return malformed(
        fmt::format("incorrect date format \"{}\". This date in the credential must "
                    "be in the format \"yyyyMMdd\".",
                    credential_.date));
  }
  if (credential_.date != day) {
    return malformed(
        fmt::format("Invalid credential date \"{}\". This date is not the same as "
                    "X-Amz-Date: \"{}\".",
                    credential_.date, day));
  }
  if (said().algorithm == Algorithm::v4 && credential_.region != endpoint_.region) {
    return malformed(fmt::format("the region '{}' is wrong; expecting '{}'", credential_.region,
                                 endpoint_.region),
                     endpoint_.region);
  }
  if (credential_.service != endpoint_.service) {
    return malformed(fmt::format(R"(incorrect service "{}". This endpoint belongs to "{}".)",
                                 credential_.service, endpoint_.service));
  }
  if (credential_.terminator != kTerminator) {
    return malformed(fmt::format(R"(incorrect terminal "{}". This endpoint uses "{}".)",
                                 credential_.terminator, kTerminator));
  }
  return said().algorithm == Algorithm::v4 ? SignatureResult<void>{} : check_region_set();
}

// R-SIG-23. An endpoint without a region takes any set, but there has to be one.
SignatureResult<void> Verification::check_region_set() {
  std::string set;
  if (const auto* const parameter = work_.query.find("X-Amz-Region-Set");
      parameter != nullptr && said().place == AuthPlace::query) {
    append_decoded(parameter->value, Plus::is_plus, set);
  } else if (const auto* const header = find_header(request_.headers, "X-Amz-Region-Set")) {
    set = trim(header->value);
  }
  const bool fits =
      !set.empty() && (endpoint_.region.empty() || region_set_has(set, endpoint_.region));
  if (fits) return {};
  return no(signature_refused(
      service_, fmt::format("Credential should be scoped to a valid region, not '{}'.", set)));
}

// R-SIG-16, R-SIG-17
SignatureResult<void> Verification::check_key() {
  KnownKey& key = work_.key;
  const bool known = keys_.find(credential_.access_key_id, key);
  if (!known || key.status == KnownKey::Status::inactive) {
    return no({unknown_access_key(service_), {}});
  }
  const std::string& token = said().session_token;
  if (token.empty() && !key.session_token.empty()) return no({unknown_access_key(service_), {}});
  if (!equal_in_constant_time(token, key.session_token)) return no(invalid_session_token(service_));
  if (key.expires_s && now_s_ >= *key.expires_s) return no({expired_token(service_), {}});
  return {};
}

// R-SIG-08
SignatureResult<void> Verification::check_signed_headers() {
  const auto names = split(said().signed_headers, ';');
  std::string missing;
  for (const HeaderView& header : request_.headers) {
    if (!starts_with_ignore_case(header.name, "x-amz-")) continue;
    const bool is_signed = std::ranges::any_of(
        names, [&](std::string_view name) { return equals_ignore_case(name, header.name); });
    if (is_signed) continue;
    if (!missing.empty()) missing += ", ";
    missing += to_lower(header.name);
  }
  if (!missing.empty()) {
    if (rules_.is_s3()) return no(headers_not_signed(missing));
    return no(signature_refused(
        service_, fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", missing)));
  }
  auto payload = read_payload(request_, work_.query, said().place, rules_);
  if (!payload) return no(std::move(payload).error());
  payload_ = *payload;
  return {};
}

void Verification::build(std::span<const std::string_view> leave_out) {
  work_.canonical_request.clear();
  all_headers_there_ = append_canonical_request(
      {request_, work_.query, leave_out, said().signed_headers, payload_.hash, rules_.path},
      work_.canonical_request);
  work_.string_to_sign.clear();
  append_string_to_sign(said().algorithm, said().date, credential_.scope, work_.canonical_request,
                        work_.string_to_sign);
}

bool Verification::signature_is_right() {
  // R-SIG-07: a header that is signed and not there was taken away.
  if (!all_headers_there_ || !is_canonical_list(said().signed_headers)) return false;
  if (said().algorithm == Algorithm::v4a) {
    return work_.public_keys.get(credential_.access_key_id, work_.key.secret_access_key)
        .verify(work_.string_to_sign, said().signature);
  }
  const HmacKey& key = work_.keys
                           .get(work_.key.secret_access_key,
                                {credential_.date, credential_.region, credential_.service})
                           .key;
  std::array<char, 64> computed{};
  write_hex(key.of(work_.string_to_sign), computed);
  return equal_in_constant_time({computed.data(), computed.size()}, said().signature);
}

SignatureResult<void> Verification::check_signature() {
  static constexpr std::array<std::string_view, 2> kUnsigned{"X-Amz-Signature",
                                                             "X-Amz-Security-Token"};
  const bool presigned = said().place == AuthPlace::query;
  build(std::span(kUnsigned).first(presigned ? 1 : 0));
  bool right = signature_is_right();
  if (!right && presigned && work_.query.find("X-Amz-Security-Token") != nullptr) {
    build(kUnsigned);  // R-SIG-19
    right = signature_is_right();
    if (!right) build(std::span(kUnsigned).first(1));
  }
  if (!right) {
    return no(signature_mismatch(service_, {credential_.access_key_id, work_.string_to_sign,
                                            said().signature, work_.canonical_request}));
  }
  verified_.access_key_id = credential_.access_key_id;
  verified_.region = said().algorithm == Algorithm::v4 ? credential_.region : endpoint_.region;
  verified_.service = credential_.service;
  verified_.algorithm = said().algorithm;
  verified_.place = said().place;
  verified_.signed_at_s = said().time_s;
  return {};
}

SignatureResult<void> Verification::check_body() {
  verified_.body = request_.body;
  if (payload_.kind == Payload::Kind::streaming) {
    if (said().algorithm == Algorithm::v4a && payload_.signatures == ChunkSignatures::each) {
      return no(signed_streams_of_v4a_unsupported());
    }
    work_.decoded_body.clear();
    const Scope scope{credential_.date, credential_.region, credential_.service};
    ChunkChain chain(work_.keys.get(work_.key.secret_access_key, scope).key, said().date,
                     credential_.scope, said().signature);
    auto trailers = decode_chunks(chunked_body(request_, payload_, credential_.access_key_id),
                                  chain, work_.decoded_body);
    if (!trailers) return no(std::move(trailers).error());
    verified_.trailers = *std::move(trailers);
    verified_.body = work_.decoded_body;
    return {};
  }
  // R-SIG-21: elsewhere than on S3 the hash that was signed is the body's own already.
  if (payload_.kind == Payload::Kind::claimed_hash) {
    const std::string computed = hex(sha256(request_.body));
    if (computed != payload_.hash) return no(content_sha256_mismatch(payload_.hash, computed));
  }
  return {};
}

}  // namespace

SignatureResult<VerifiedRequest> verify(const SignedRequest& request, const Endpoint& endpoint,
                                        const KeySource& keys, EpochSeconds now_s,
                                        Workspace& work) {
  return Verification(request, endpoint, keys, now_s, work).run();
}

std::optional<ClaimedScope> claimed_scope(const SignedRequest& request) {
  std::string credential;
  Algorithm algorithm = Algorithm::v4;
  if (const HeaderView* const header = find_header(request.headers, "Authorization")) {
    const std::string_view text = trim(header->value);
    if (text.starts_with(name_of(Algorithm::v4a))) algorithm = Algorithm::v4a;
    const std::size_t at = text.rfind("Credential=");
    if (at == text.npos) return std::nullopt;
    const std::string_view rest = text.substr(at + std::string_view("Credential=").size());
    credential = trim(rest.substr(0, rest.find(',')));
  } else {
    const std::string_view raw = raw_query(request.target);
    if (find_bad_escape(raw)) return std::nullopt;
    Query query;
    query.parse(raw);
    const Query::Parameter* const found = query.find("X-Amz-Credential");
    const Query::Parameter* const named = query.find("X-Amz-Algorithm");
    if (found == nullptr) return std::nullopt;
    if (named != nullptr && named->value == name_of(Algorithm::v4a)) algorithm = Algorithm::v4a;
    append_decoded(found->value, Plus::is_plus, credential);
  }
  const auto read = read_credential(credential, algorithm);
  if (!read) return std::nullopt;
  return ClaimedScope{std::string(read->access_key_id), std::string(read->date),
                      std::string(read->region), std::string(read->service)};
}

}  // namespace rolechain::sigv4
