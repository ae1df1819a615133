#include "mocks/sigv4/service_signing.h"

#include <algorithm>
#include <array>

#include "mocks/iam/errors.h"

namespace rolechain::sigv4 {
namespace {

// R-SIG-14
constexpr std::int64_t kLongSkew_s = std::int64_t{15} * 60;
constexpr std::int64_t kShortSkew_s = std::int64_t{5} * 60;

// JSON services whose window is the long one; all others of theirs have the short one.
constexpr std::array<std::string_view, 1> kPatientJson{"dynamodb"};

// R-SIG-20: the models of these say `v4-unsigned-body` for some operation.
constexpr std::array<std::string_view, 4> kUnsignedBodies{"ebs", "lex", "mediastore", "omics"};

bool is_s3(std::string_view service) {
  return service == "s3" || service == "s3express" || service == "s3-object-lambda" ||
         service == "s3-outposts";
}

std::int64_t skew_of(std::string_view service) {
  switch (service_errors(service).protocol) {
    case ServiceErrors::Protocol::query:
    case ServiceErrors::Protocol::ec2:
    case ServiceErrors::Protocol::rest_xml:
      return kLongSkew_s;
    case ServiceErrors::Protocol::json:
    case ServiceErrors::Protocol::rest_json:
      break;
  }
  return std::ranges::find(kPatientJson, service) != kPatientJson.end() ? kLongSkew_s
                                                                        : kShortSkew_s;
}

}  // namespace

// R-SIG-05
PathRule path_rule_of(std::string_view service) {
  return is_s3(service) ? PathRule::as_is : PathRule::normalized;
}

ServiceSigning signing_of(std::string_view service) {
  ServiceSigning out;
  out.skew_s = skew_of(service);
  out.path = path_rule_of(service);
  if (is_s3(service)) {
    out.payload = ServiceSigning::Payload::s3;
  } else if (std::ranges::find(kUnsignedBodies, service) != kUnsignedBodies.end()) {
    out.payload = ServiceSigning::Payload::may_be_unsigned;
  }
  // R-SIG-18: STS looks at X-Amz-Date alone.
  if (service == "sts") out.presigned_life = ServiceSigning::PresignedLife::skew;
  return out;
}

}  // namespace rolechain::sigv4
