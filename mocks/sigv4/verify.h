// Who signed this request? Signature Version 4 as a service checks it: header or presigned, one
// piece or aws-chunked, and 4A.
//
// The order in which things are looked at decides which error a request with several faults gets:
// 1 path and escapes · 2 query · 3 is there a signature, and only one · 4 its parts · 5 host signed
// · 6 date · 7 clock or expiry · 8 form of the scope · 9 scope · 10 key and session token, then
// their expiry · 11 x-amz-* headers signed, form of X-Amz-Content-Sha256 · 12 signature · 13 the
// body (R-SIG-13). Clock and scope come before the key: they tell nothing about it.
//
// Errors are AWS's, as the endpoint's service spells them (mocks/iam/errors.h); S3's carry further
// elements in `fields`. Nothing here reads a clock or keeps anything between calls but what is in
// the Workspace, which is one thread's.
// Sources: IAM User Guide, "Create a signed AWS API request"; Amazon S3 API Reference,
// "Authenticating Requests (AWS Signature Version 4)"; replies recorded from AWS.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/iam/signature_errors.h"
#include "mocks/sigv4/authentication.h"
#include "mocks/sigv4/aws_chunked.h"
#include "mocks/sigv4/canonical.h"
#include "mocks/sigv4/signed_request.h"
#include "mocks/sigv4/signing_key.h"
#include "mocks/sigv4/v4a.h"

namespace rolechain::sigv4 {

// What is known about an access key.
struct KnownKey {
  enum class Status : std::uint8_t { active, inactive };

  std::string secret_access_key;
  std::string session_token;  // empty: a long-term key
  std::optional<EpochSeconds> expires_s;
  Status status = Status::active;
};

// Where keys are looked up. It has to know every token that was issued: a token is right where it
// is the stored one, byte for byte, so that none can be made up (R-SIG-17).
class KeySource {
 public:
  virtual ~KeySource() = default;
  // False where there is no such key. `out` is the caller's, so that its memory is used again.
  virtual bool find(std::string_view access_key_id, KnownKey& out) const = 0;
};

// Where the request arrived. Empty: whatever the request's own scope says.
struct Endpoint {
  std::string_view service;  // as scopes name it: "sts"
  std::string_view region;
};

// Buffers that verify() and sign() use again and again, and the keys that they derived.
struct Workspace {
  SigningKeyCache keys;
  PublicKeyCache public_keys;
  Query query;
  Authentication authentication;
  KnownKey key;
  std::string canonical_request;
  std::string string_to_sign;
  std::string decoded_body;
  // Of sign() and presign().
  struct Signer {
    std::vector<HeaderView> headers;
    // Which headers are signed, in which order: the same as for the request before, as long as the
    // names are.
    std::vector<std::string> names_before;
    std::string lower;
    struct Name {
      std::string_view name;   // in lower case
      std::size_t header = 0;  // which one
    };
    std::vector<Name> names;  // sorted; repeated ones in arrival order
    std::string signed_headers;
    std::string payload;
    std::string date;  // X-Amz-Date of `date_s`
    std::optional<EpochSeconds> date_s;
    std::string encoded;  // values of query parameters
    std::vector<Query::Parameter> parameters;
    std::string v4a_scope;
  } signer;
};

// All views are into the request or the Workspace, and good until either changes.
struct VerifiedRequest {
  std::string_view access_key_id;
  std::string_view region;  // of the scope; of 4A: the endpoint's
  std::string_view service;
  Algorithm algorithm = Algorithm::v4;
  AuthPlace place = AuthPlace::header;
  EpochSeconds signed_at_s = 0;
  std::string_view body;  // what the sender meant: without the frames of aws-chunked
  std::vector<Trailer>
      trailers;  // of aws-chunked bodies, in arrival order; checksums are not tried
};

// REQUIRES: nothing of the request; any bytes are answered.
SignatureResult<VerifiedRequest> verify(const SignedRequest& request, const Endpoint& endpoint,
                                        const KeySource& keys, EpochSeconds now_s, Workspace& work);

// What the request says about itself, for routing before anything is verified; nothing where it
// carries no signature or a broken one.
struct ClaimedScope {
  std::string access_key_id;
  std::string date;
  std::string region;  // empty for 4A
  std::string service;
};
std::optional<ClaimedScope> claimed_scope(const SignedRequest& request);

}  // namespace rolechain::sigv4
