// What differs between services in how they take signatures: the clock, the path, the payload.
#pragma once

#include <cstdint>
#include <string_view>

#include "mocks/sigv4/canonical.h"

namespace rolechain::sigv4 {

struct ServiceSigning {
  // What X-Amz-Content-Sha256 may be besides the body's hash (R-SIG-20).
  enum class Payload : std::uint8_t { hashed, may_be_unsigned, s3 };
  // Until when a presigned request lives (R-SIG-18).
  enum class PresignedLife : std::uint8_t { expires_parameter, skew };

  std::int64_t skew_s = 0;  // how far the request's time may be from ours, either way
  PathRule path = PathRule::normalized;
  Payload payload = Payload::hashed;
  PresignedLife presigned_life = PresignedLife::expires_parameter;

  [[nodiscard]] bool is_s3() const { return payload == Payload::s3; }
};

// `service` as the scope names it ("sts"); in lower case.
ServiceSigning signing_of(std::string_view service);
// Its part that each signature needs.
PathRule path_rule_of(std::string_view service);

}  // namespace rolechain::sigv4
