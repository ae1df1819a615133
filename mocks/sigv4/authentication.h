// What a request says about its own signature, from its Authorization header or its query.
//
// Errors: MissingAuthenticationToken, IncompleteSignature, SignatureDoesNotMatch (host not signed),
// and S3's forms of them. Nothing secret is looked at here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mocks/base/clock.h"
#include "mocks/iam/signature_errors.h"
#include "mocks/sigv4/canonical.h"
#include "mocks/sigv4/service_signing.h"

namespace rolechain::sigv4 {

// v4a: asymmetric, ECDSA over P-256, for any number of regions.
enum class Algorithm : std::uint8_t { v4, v4a };
std::string_view name_of(Algorithm algorithm);  // "AWS4-HMAC-SHA256"

struct Authentication {
  AuthPlace place = AuthPlace::header;
  Algorithm algorithm = Algorithm::v4;
  // From a query they are decoded, and kept here; from a header too, so that one lifetime is
  // enough.
  std::string credential;
  std::string signed_headers;  // host;x-amz-date
  std::string signature;
  std::string date;  // as string to sign has it: 20150830T123600Z
  EpochSeconds time_s = 0;
  std::string session_token;  // empty: none
  std::string expires;        // X-Amz-Expires; query only
};

// Whether the request carries a signature of either kind, right or wrong.
bool carries_signature(const SignedRequest& request);

// Steps 5 to 9 of the order in verify.h. `service` is whose errors are given. `out` is overwritten.
SignatureResult<void> parse_authentication(const SignedRequest& request, const Query& query,
                                           std::string_view service, Authentication& out);

}  // namespace rolechain::sigv4
