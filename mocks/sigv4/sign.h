// Signs requests as AWS's SDKs do: by an Authorization header, or by the query (presigned).
// Source: as in verify.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/http_message.h"
#include "mocks/sigv4/verify.h"

namespace rolechain::sigv4 {

// NOLINTBEGIN(readability-redundant-member-init): so that designated initializers may omit them
struct Signing {
  std::string_view access_key_id{};
  std::string_view secret_access_key{};
  std::string_view session_token{};  // empty: a long-term key
  std::string_view region{};         // of 4A: the region set
  std::string_view service{};
  EpochSeconds time_s = 0;
  Algorithm algorithm = Algorithm::v4;
  // What the last line of the canonical request says; empty: what the service's SDK would say, the
  // hash of the body (for a presigned request of S3: UNSIGNED-PAYLOAD). A STREAMING- mode is sent
  // as a header, and the body is taken to be framed later (aws_chunked.h).
  std::string_view payload{};
};
// NOLINTEND(readability-redundant-member-init)

// The Authorization header's value for a request that is complete but for it, in place of what
// `out` held: `request.headers` are all that are sent, with x-amz-date and whatever else the
// service wants signed. Allocates nothing once the buffers have grown. Returns the signature, in
// `out`. REQUIRES: as sign().
std::string_view write_authorization(const SignedRequest& request, const Signing& signing,
                                     Workspace& work, std::string& out);

// The presigned target of the request, in place of what `out` held. Returns the signature, in
// `out`.
std::string_view write_presigned(const SignedRequest& request, const Signing& signing,
                                 std::int64_t expires_s, Workspace& work, std::string& out);

// Adds X-Amz-Date, X-Amz-Security-Token, for S3 X-Amz-Content-Sha256, and Authorization; what is
// there of these is replaced. Signs every header but those that proxies change (R-SIG-26). Returns
// the signature, for chunks.
// REQUIRES: a Host header, a path whose escapes are whole.
std::string sign(HttpRequest& request, const Signing& signing, Workspace& work);

// Adds the X-Amz-… parameters to the query instead; headers in place are signed as they are.
std::string presign(HttpRequest& request, const Signing& signing, std::int64_t expires_s,
                    Workspace& work);

// The chain for the chunks of a request that was signed with a streaming mode.
ChunkChain chunk_chain(const Signing& signing, std::string_view seed_signature);

// 20150830/us-east-1/iam/aws4_request; without the region for 4A.
std::string scope_of(const Signing& signing);

}  // namespace rolechain::sigv4
