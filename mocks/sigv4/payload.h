// What stands in the last line of a canonical request, and what follows from it for the body.
// Source: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header",
// x-amz-content-sha256.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mocks/iam/signature_errors.h"
#include "mocks/sigv4/authentication.h"
#include "mocks/sigv4/aws_chunked.h"
#include "mocks/sigv4/service_signing.h"

namespace rolechain::sigv4 {

struct Payload {
  // computed: hash of the body, taken by us. claimed_hash: the sender's, still to be compared.
  enum class Kind : std::uint8_t { computed, claimed_hash, none, streaming };

  Kind kind = Kind::computed;
  std::string hash;  // the line: hex, UNSIGNED-PAYLOAD, STREAMING-…
  ChunkSignatures signatures = ChunkSignatures::none;  // streaming only
  Trailers trailers = Trailers::none;
};

// Errors: S3's about X-Amz-Content-Sha256; of other services none (R-SIG-20).
SignatureResult<Payload> read_payload(const SignedRequest& request, const Query& query,
                                      AuthPlace place, const ServiceSigning& rules);

// REQUIRES: a streaming payload that read_payload() has passed.
ChunkedBody chunked_body(const SignedRequest& request, const Payload& payload,
                         std::string_view access_key_id);

}  // namespace rolechain::sigv4
