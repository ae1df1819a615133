// The condition keys that a session's holder cannot choose, as data.
// Source: IAM User Guide, "AWS global condition context keys", each key's "Availability".
#include <algorithm>
#include <array>

#include "mocks/iam/context.h"

namespace rolechain {
namespace {

using std::string_view_literals::operator""sv;

// Sorted. Keys that only AWS services set (aws:SourceArn, aws:CalledVia …) are here because they
// are absent from the requests of sessions.
constexpr std::array kSupplied = {
    "aws:assumedroot"sv,
    "aws:calledvia"sv,
    "aws:calledviafirst"sv,
    "aws:calledvialast"sv,
    "aws:currenttime"sv,
    "aws:ec2instancesourceprivateipv4"sv,
    "aws:ec2instancesourcevpc"sv,
    "aws:epochtime"sv,
    "aws:federatedprovider"sv,
    "aws:multifactorauthage"sv,
    "aws:multifactorauthpresent"sv,
    "aws:principalaccount"sv,
    "aws:principalarn"sv,
    "aws:principalisawsservice"sv,
    "aws:principalorgid"sv,
    "aws:principalorgpaths"sv,
    "aws:principalservicename"sv,
    "aws:principalservicenameslist"sv,
    "aws:principaltype"sv,
    "aws:requestedregion"sv,
    "aws:resourceaccount"sv,
    "aws:resourceorgid"sv,
    "aws:resourceorgpaths"sv,
    "aws:securetransport"sv,
    "aws:sourceaccount"sv,
    "aws:sourcearn"sv,
    "aws:sourceidentity"sv,
    "aws:sourceorgid"sv,
    "aws:sourceorgpaths"sv,
    "aws:tokenissuetime"sv,
    "aws:userid"sv,
    "aws:username"sv,
    "aws:viaawsservice"sv,
    "ec2:roledelivery"sv,
    "ec2:sourceinstancearn"sv,
    "lambda:sourcefunctionarn"sv,
    "s3:resourceaccount"sv,
};
static_assert(std::ranges::is_sorted(kSupplied));

// Tag keys of principals and of resources that the world knows.
constexpr std::array kSuppliedPrefixes = {
    "aws:principaltag/"sv,
    "aws:resourcetag/"sv,
    "autoscaling:resourcetag/"sv,
    "ec2:resourcetag/"sv,
    "ecr:resourcetag/"sv,
    "ecs:resourcetag/"sv,
    "elasticloadbalancing:resourcetag/"sv,
    "iam:resourcetag/"sv,
    "saml:"sv,
    "secretsmanager:resourcetag/"sv,
    "ssm:resourcetag/"sv,
};

// `<issuer>:sub`: the part before the colon is a host name, perhaps with a path. The claims are the
// token's, not the sender's. Source: IAM User Guide, "Available keys for AWS OIDC federation".
bool is_issuer_key(std::string_view key_lower) {
  const std::size_t colon = key_lower.find(':');
  return colon != std::string_view::npos && key_lower.find('.') < colon;
}

}  // namespace

bool engine_supplies(std::string_view key_lower) {
  const auto is_prefix = [&](std::string_view prefix) { return key_lower.starts_with(prefix); };
  return std::ranges::binary_search(kSupplied, key_lower) ||
         std::ranges::any_of(kSuppliedPrefixes, is_prefix) || is_issuer_key(key_lower);
}

}  // namespace rolechain
