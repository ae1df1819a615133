#include "mocks/sigv4/payload.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "mocks/base/text.h"
#include "mocks/iam/signature_errors.h"

namespace rolechain::sigv4 {
namespace {

constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";

struct Mode {
  std::string_view name;
  Payload::Kind kind;
  ChunkSignatures signatures;
  Trailers trailers;
};
using Kind = Payload::Kind;
constexpr std::array kModes{
    Mode{kUnsigned, Kind::none, ChunkSignatures::none, Trailers::none},
    Mode{"STREAMING-UNSIGNED-PAYLOAD-TRAILER", Kind::streaming, ChunkSignatures::none,
         Trailers::announced},
    Mode{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", Kind::streaming, ChunkSignatures::each,
         Trailers::none},
    Mode{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", Kind::streaming, ChunkSignatures::each,
         Trailers::announced},
    Mode{"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", Kind::streaming, ChunkSignatures::each,
         Trailers::none},
    Mode{"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER", Kind::streaming, ChunkSignatures::each,
         Trailers::announced},
};

bool is_hash(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::optional<std::string> claimed(const SignedRequest& request, const Query& query,
                                   AuthPlace place) {
  if (const HeaderView* const header = find_header(request.headers, "X-Amz-Content-Sha256")) {
    return std::string(trim(header->value));
  }
  if (place == AuthPlace::header) return std::nullopt;
  const Query::Parameter* const parameter = query.find("X-Amz-Content-Sha256");
  if (parameter == nullptr) return std::nullopt;
  return std::string(parameter->value);
}

std::optional<std::size_t> decoded_length(const SignedRequest& request) {
  const HeaderView* const header = find_header(request.headers, "X-Amz-Decoded-Content-Length");
  if (header == nullptr) return std::nullopt;
  const std::string_view text = trim(header->value);
  std::size_t out = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

SignatureResult<Payload> read_s3_payload(const SignedRequest& request,
                                         const std::optional<std::string>& value, AuthPlace place) {
  if (!value) {
    if (place == AuthPlace::header) return std::unexpected(missing_content_sha256());
    return Payload{Kind::none, std::string(kUnsigned)};
  }
  if (is_hash(*value)) return Payload{Kind::claimed_hash, *value};
  const auto* const mode = std::ranges::find(kModes, *value, &Mode::name);
  if (mode == kModes.end()) return std::unexpected(invalid_content_sha256(*value));
  if (mode->kind == Kind::streaming && !decoded_length(request)) {
    return std::unexpected(missing_decoded_length());
  }
  return Payload{mode->kind, *value, mode->signatures, mode->trailers};
}

}  // namespace

// R-SIG-20
SignatureResult<Payload> read_payload(const SignedRequest& request, const Query& query,
                                      AuthPlace place, const ServiceSigning& rules) {
  const auto value = claimed(request, query, place);
  if (rules.is_s3()) return read_s3_payload(request, value, place);
  if (rules.payload == ServiceSigning::Payload::may_be_unsigned && value == kUnsigned) {
    return Payload{Kind::none, std::string(kUnsigned)};
  }
  return Payload{Kind::computed, hex(sha256(request.body))};
}

ChunkedBody chunked_body(const SignedRequest& request, const Payload& payload,
                         std::string_view access_key_id) {
  const HeaderView* const trailer = find_header(request.headers, "X-Amz-Trailer");
  return {request.body,
          decoded_length(request).value_or(0),
          trailer == nullptr ? std::string_view{} : trailer->value,
          payload.signatures,
          payload.trailers,
          access_key_id};
}

}  // namespace rolechain::sigv4
