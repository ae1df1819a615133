// Which protocol a service speaks and how it spells "denied", "expired" and "unknown key" there.
// Source: the services' API references, "Common errors"; botocore's service models for protocols.
#include <algorithm>
#include <array>
#include <iterator>

#include "mocks/base/eight.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

using Protocol = ServiceErrors::Protocol;

constexpr std::string_view kExpiredMessage =
    "The security token included in the request is expired";
constexpr std::string_view kInvalidMessage =
    "The security token included in the request is invalid";
constexpr std::string_view kInvalidMessageJson =
    "The security token included in the request is invalid.";

constexpr ServiceErrors kQuery{Protocol::query,        403,
                               "AccessDenied",         403,
                               "ExpiredToken",         kExpiredMessage,
                               "InvalidClientTokenId", kInvalidMessage};
constexpr ServiceErrors kSns{Protocol::query,        403,
                             "AuthorizationError",   403,
                             "ExpiredToken",         kExpiredMessage,
                             "InvalidClientTokenId", kInvalidMessage};
constexpr ServiceErrors kEc2{
    Protocol::ec2,           403,
    "UnauthorizedOperation", 400,
    "RequestExpired",        "Request has expired.",
    "AuthFailure",           "AWS was not able to validate the provided access credentials"};
constexpr ServiceErrors kS3{
    Protocol::rest_xml,   403,
    "AccessDenied",       400,
    "ExpiredToken",       "The provided token has expired.",
    "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."};
constexpr ServiceErrors kRestXml{Protocol::rest_xml,     403,
                                 "AccessDenied",         403,
                                 "ExpiredToken",         kExpiredMessage,
                                 "InvalidClientTokenId", kInvalidMessage};
constexpr ServiceErrors kRestJson{Protocol::rest_json,           403,
                                  "AccessDeniedException",       403,
                                  "ExpiredTokenException",       kExpiredMessage,
                                  "UnrecognizedClientException", kInvalidMessageJson};
constexpr ServiceErrors kJson{Protocol::json,
                              400,
                              "AccessDeniedException",
                              400,
                              "ExpiredTokenException",
                              kExpiredMessage,
                              "UnrecognizedClientException",
                              kInvalidMessageJson};

struct Row {
  std::string_view service;
  const ServiceErrors* errors;
};

// Sorted by service. Services that are not here speak AWS JSON (dynamodb, kms, logs, ssm …).
constexpr std::array kTable = {
    Row{"apigateway", &kRestJson},
    Row{"autoscaling", &kQuery},
    Row{"backup", &kRestJson},
    Row{"batch", &kRestJson},
    Row{"bedrock", &kRestJson},
    Row{"cloudformation", &kQuery},
    Row{"cloudfront", &kRestXml},
    Row{"cloudwatch", &kQuery},
    Row{"ec2", &kEc2},
    Row{"eks", &kRestJson},
    Row{"elasticache", &kQuery},
    Row{"elasticbeanstalk", &kQuery},
    Row{"elasticfilesystem", &kRestJson},
    Row{"elasticloadbalancing", &kQuery},
    Row{"es", &kRestJson},
    Row{"execute-api", &kRestJson},
    Row{"guardduty", &kRestJson},
    Row{"iam", &kQuery},
    Row{"iot", &kRestJson},
    Row{"kafka", &kRestJson},
    Row{"lambda", &kRestJson},
    Row{"rds", &kQuery},
    Row{"redshift", &kQuery},
    Row{"route53", &kRestXml},
    Row{"s3", &kS3},
    Row{"s3-object-lambda", &kS3},
    Row{"s3-outposts", &kS3},
    Row{"s3express", &kS3},
    Row{"ses", &kQuery},
    Row{"sns", &kSns},
    Row{"sqs", &kQuery},
    Row{"sts", &kQuery},
    Row{"xray", &kRestJson},
};
static_assert(std::ranges::is_sorted(kTable, {}, &Row::service));

}  // namespace

const ServiceErrors& service_errors(std::string_view service) {
  const auto* row = std::ranges::lower_bound(kTable, service, {}, &Row::service);
  return row != kTable.end() && row->service == service ? *row->errors : kJson;
}

std::string_view service_of_action(std::string_view action) {
  return action.substr(0, std::min(find_near(':', action), action.size()));
}

}  // namespace rolechain
