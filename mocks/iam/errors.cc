#include "mocks/iam/errors.h"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

ApiError make(int http, std::string_view code, std::string message, std::string_view reason) {
  return ApiError{http, std::string(code), std::move(message), std::string(reason)};
}

ApiError validation_member(std::string_view value, std::string_view member,
                           std::string_view constraint) {
  return make(400, "ValidationError",
              fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy "
                          "constraint: Member must {}",
                          value, member, constraint),
              "parameter");
}

}  // namespace

ApiError access_denied(std::string_view caller_arn, std::string_view action,
                       std::string_view resource) {
  return make(403, "AccessDenied",
              fmt::format("User: {} is not authorized to perform: {} on resource: {}", caller_arn,
                          action, resource),
              "access");
}

ApiError service_denied(std::string_view service, std::string message) {
  const ServiceErrors& errors = service_errors(service);
  if (errors.protocol == ServiceErrors::Protocol::ec2) {
    message.insert(0, "You are not authorized to perform this operation. ");
  }
  return make(errors.denied_http, errors.denied, std::move(message), "access");
}

ApiError root_may_not_assume() {
  return make(403, "AccessDenied", "Roles may not be assumed by root accounts.", "access");
}

ApiError session_may_not_call(std::string_view operation) {
  return make(403, "AccessDenied",
              fmt::format("Cannot call {} with session credentials", operation), "credentials");
}

ApiError throttled(std::string_view service) {
  using Protocol = ServiceErrors::Protocol;
  if (service == "s3") {
    return make(503, "SlowDown", "Please reduce your request rate.", "fault");
  }
  switch (service_errors(service).protocol) {
    case Protocol::ec2:
      return make(503, "RequestLimitExceeded", "Request limit exceeded.", "fault");
    case Protocol::query:
    case Protocol::rest_xml:
      return make(400, "Throttling", "Rate exceeded", "fault");
    case Protocol::json:
    case Protocol::rest_json:
      break;
  }
  return make(400, "ThrottlingException", "Rate exceeded", "fault");
}

ApiError service_unavailable(std::string_view service) {
  if (service == "s3") {
    return make(503, "ServiceUnavailable", "Service is unable to handle request.", "fault");
  }
  return make(503, "ServiceUnavailable",
              "The request has failed due to a temporary failure of the server.", "fault");
}

ApiError expired_token(std::string_view service) {
  const ServiceErrors& errors = service_errors(service);
  return make(errors.expired_http, errors.expired, std::string(errors.expired_message), "expired");
}

ApiError unknown_access_key(std::string_view service) {
  const ServiceErrors& errors = service_errors(service);
  const bool ec2 = errors.protocol == ServiceErrors::Protocol::ec2;
  const bool json = errors.protocol == ServiceErrors::Protocol::json;
  return make(ec2    ? 401
              : json ? 400
                     : 403,
              errors.unknown_key, std::string(errors.unknown_key_message), "credentials");
}

ApiError validation_pattern(std::string_view value, std::string_view member,
                            std::string_view pattern) {
  return validation_member(value, member,
                           fmt::format("satisfy regular expression pattern: {}", pattern));
}

ApiError validation_length_min(std::string_view value, std::string_view member, std::size_t min) {
  return validation_member(value, member,
                           fmt::format("have length greater than or equal to {}", min));
}

ApiError validation_length_max(std::string_view value, std::string_view member, std::size_t max) {
  return validation_member(value, member, fmt::format("have length less than or equal to {}", max));
}

ApiError validation_range_min(std::int64_t value, std::string_view member, std::int64_t min) {
  ApiError error = validation_member(std::to_string(value), member,
                                     fmt::format("have value greater than or equal to {}", min));
  if (member == "durationSeconds") error.reason = "duration";
  return error;
}

ApiError validation_range_max(std::int64_t value, std::string_view member, std::int64_t max) {
  ApiError error = validation_member(std::to_string(value), member,
                                     fmt::format("have value less than or equal to {}", max));
  if (member == "durationSeconds") error.reason = "duration";
  return error;
}

ApiError validation(std::string message, std::string_view reason) {
  return make(400, "ValidationError", std::move(message), reason);
}

ApiError invalid_arn(std::string_view arn) {
  return make(400, "ValidationError", fmt::format("{} is invalid", arn), "parameter");
}

ApiError missing_parameter(std::string_view name) {
  return make(400, "MissingParameter",
              fmt::format("The request must contain the parameter {}", name), "parameter");
}

ApiError invalid_parameter_value(std::string message, std::string_view reason) {
  return make(400, "InvalidParameterValue", std::move(message), reason);
}

ApiError invalid_action(std::string_view action, std::string_view version) {
  return make(400, "InvalidAction",
              fmt::format("Could not find operation {} for version {}", action, version),
              "parameter");
}

ApiError missing_action() { return make(400, "MissingAction", "Missing Action", "parameter"); }

ApiError missing_members(std::span<const std::string> names) {
  std::vector<std::string> violations;
  for (const std::string& name : names) {
    violations.push_back(fmt::format(
        "Value null at '{}' failed to satisfy constraint: Member must not be null", name));
  }
  return validation(fmt::format("{} validation error{} detected: {}", names.size(),
                                names.size() == 1 ? "" : "s", join(violations, "; ")));
}

ApiError malformed_input(std::string_view name) {
  return make(400, "MalformedInput", fmt::format("The value of {} is not a number", name),
              "parameter");
}

ApiError not_decided_here(std::string_view what) {
  return make(501, "NotImplemented", fmt::format("rolechain does not decide {}", what),
              "unsupported");
}

ApiError duration_chained() {
  return make(400, "ValidationError",
              "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed "
              "by role chaining.",
              "duration");
}

ApiError duration_over_max() {
  return make(400, "ValidationError",
              "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
              "duration");
}

ApiError mfa_incomplete() {
  return make(403, "AccessDenied",
              "MultiFactorAuthentication failed, must provide both MFA serial number and one time "
              "pass code.",
              "mfa");
}

ApiError mfa_invalid_serial() {
  return make(403, "AccessDenied",
              "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify "
              "your MFA serial number is valid and associated with this user.",
              "mfa");
}

ApiError mfa_invalid_code() {
  return make(403, "AccessDenied",
              "MultiFactorAuthentication failed with invalid MFA one time pass code. ", "mfa");
}

ApiError duplicate_tag_keys() {
  return invalid_parameter_value(
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.", "tags");
}

// Text unverified: the rule is documented (IAM User Guide, "Rules for tagging in IAM and AWS STS").
ApiError reserved_tag_key() {
  return invalid_parameter_value("aws: prefixed tag key names are not allowed for external use.",
                                 "tags");
}

ApiError transitive_tag_not_passed() {
  return invalid_parameter_value(
      "The specified transitive tag key must be included in the requested tags.", "tags");
}

ApiError invalid_transitive_tag() {
  return invalid_parameter_value(
      "One of the specified transitive tag keys can't be set because it conflicts with a "
      "transitive tag key from the calling session.",
      "tags");
}

ApiError too_many_tags(std::size_t max) {
  return make(400, "ValidationError",
              fmt::format("1 validation error detected: Value at 'tags' failed to satisfy "
                          "constraint: Member must have length less than or equal to {}",
                          max),
              "tags");
}

// Status and text unverified: AWS documents the rule, not the message.
ApiError source_identity_changed() {
  return make(403, "AccessDenied", "The source identity of a session cannot be changed.",
              "source-identity");
}

ApiError packed_policy_too_large(int percent) {
  return make(400, "PackedPolicyTooLarge",
              fmt::format("Packed size of session tags consumes {}% of allotted space.", percent),
              "tags");
}

ApiError malformed_policy(std::string message) {
  return make(400, "MalformedPolicyDocument", std::move(message), "policy");
}

ApiError malformed_policy_json() { return malformed_policy("This policy contains invalid Json"); }

ApiError policy_names_missing_principal(std::string_view kind, std::string_view principal) {
  return malformed_policy(
      fmt::format(R"(Invalid principal in policy: "{}":"{}")", kind, principal));
}

ApiError too_many_policy_arns(std::size_t max) {
  return make(400, "ValidationError",
              fmt::format("1 validation error detected: Value at 'policyArns' failed to satisfy "
                          "constraint: Member must have length less than or equal to {}",
                          max),
              "policy");
}

// Code unverified: AWS documents the rule, not the message.
ApiError policy_arn_not_usable(std::string_view arn) {
  return make(400, "ValidationError", fmt::format("Policy {} was not found.", arn), "policy");
}

ApiError invalid_identity_token(std::string message) {
  return make(400, "InvalidIdentityToken", std::move(message), "token");
}

ApiError no_oidc_provider(std::string_view arn) {
  return invalid_identity_token(
      fmt::format("No OpenIDConnect provider found in your account for {}", arn));
}

ApiError no_verification_key() {
  return invalid_identity_token(
      "Couldn't retrieve verification key from your identity provider,  please reference "
      "AssumeRoleWithWebIdentity documentation for requirements");
}

// Text unverified: the API Reference lists the algorithms, not the message.
ApiError token_algorithm_refused() {
  return invalid_identity_token("Token is signed with an unsupported algorithm");
}

ApiError incorrect_token_audience() { return invalid_identity_token("Incorrect token audience"); }

ApiError expired_identity_token(EpochSeconds now_s, EpochSeconds expiry_s) {
  return make(400, "ExpiredTokenException",
              fmt::format("Token expired: current date/time {} must be before the expiration "
                          "date/time {}",
                          now_s, expiry_s),
              "expired");
}

ApiError web_identity_denied(std::string_view action) {
  return make(403, "AccessDenied", fmt::format("Not authorized to perform {}", action), "access");
}

ApiError idp_rejected_claim(std::string message) {
  return make(403, "IDPRejectedClaim", std::move(message), "token");
}

ApiError ecs_cannot_assume(std::string_view role_arn) {
  return make(400, "ClientException",
              fmt::format("ECS was unable to assume the role '{}' that was provided for this task. "
                          "Please verify that the role being passed has the proper trust "
                          "relationship and permissions and that your IAM user has permissions to "
                          "pass this role.",
                          role_arn),
              "access");
}

ApiError lambda_cannot_assume() {
  return make(400, "InvalidParameterValueException",
              "The role defined for the function cannot be assumed by Lambda.", "access");
}

// Text unverified.
ApiError pod_identity_cannot_assume() {
  return make(
      400, "AccessDeniedException",
      "Unauthorized Exception! EKS does not have permissions to assume the associated role.",
      "access");
}

ApiError no_such_role(std::string_view name) {
  return make(404, "NoSuchEntity", fmt::format("The role with name {} cannot be found.", name),
              "not-found");
}

ApiError no_such_user(std::string_view name) {
  return make(404, "NoSuchEntity", fmt::format("The user with name {} cannot be found.", name),
              "not-found");
}

ApiError no_such_policy(std::string_view arn) {
  return make(404, "NoSuchEntity", fmt::format("Policy {} was not found.", arn), "not-found");
}

ApiError no_such_instance_profile(std::string_view name) {
  return make(404, "NoSuchEntity", fmt::format("Instance Profile {} cannot be found.", name),
              "not-found");
}

// Text unverified.
ApiError no_such_role_in_profile(std::string_view role, std::string_view profile) {
  return make(404, "NoSuchEntity",
              fmt::format("Role {} is not in instance profile {}.", role, profile), "not-found");
}

ApiError role_exists(std::string_view name) {
  return make(409, "EntityAlreadyExists", fmt::format("Role with name {} already exists.", name),
              "exists");
}

ApiError instance_profile_exists(std::string_view name) {
  return make(409, "EntityAlreadyExists", fmt::format("Instance Profile {} already exists.", name),
              "exists");
}

ApiError limit_exceeded(std::string_view quota, std::int64_t limit) {
  return make(409, "LimitExceeded", fmt::format("Cannot exceed quota for {}: {}", quota, limit),
              "limit");
}

ApiError limit_exceeded_instance_profile() {
  return limit_exceeded("InstanceSessionsPerInstanceProfile", 1);
}

ApiError delete_conflict(std::string_view what) {
  return make(409, "DeleteConflict", fmt::format("Cannot delete entity, must {}.", what), "state");
}

ApiError existing_association(std::string_view instance_id) {
  return make(400, "IncorrectState",
              fmt::format("There is an existing association for instance {}", instance_id),
              "state");
}

ApiError no_such_instance(std::string_view instance_id) {
  return make(400, "InvalidInstanceID.NotFound",
              fmt::format("The instance ID '{}' does not exist", instance_id), "not-found");
}

ApiError invalid_profile_name(std::string_view name) {
  return invalid_parameter_value(
      fmt::format("Value ({}) for parameter iamInstanceProfile.name is invalid. Invalid IAM "
                  "Instance Profile name",
                  name),
      "not-found");
}

ApiError invalid_profile_arn(std::string_view arn) {
  return invalid_parameter_value(
      fmt::format("Value ({}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM "
                  "Instance Profile ARN",
                  arn),
      "not-found");
}

ApiError profile_name_and_arn() {
  return make(400, "InvalidParameterCombination",
              "The parameter 'iamInstanceProfile.name' may not be used in combination with "
              "'iamInstanceProfile.arn'",
              "parameter");
}

ApiError no_such_association(std::string_view association_id) {
  return make(400, "InvalidAssociationID.NotFound",
              fmt::format("An invalid association-id of '{}' was given", association_id),
              "not-found");
}

}  // namespace rolechain
