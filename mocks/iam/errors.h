// The one table of AWS's error codes and texts: every refusal that STS, IAM, EC2 and the other
// services of this world give is made here, with the HTTP status that the service sends.
// Sources: STS and IAM API References ("Errors"); IAM User Guide, "Troubleshoot access denied
// error messages"; replies recorded from AWS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"

namespace rolechain {

// `reason` words of ApiError, for a scenario's `because:`; authorization has its own (trace.h).
// access, credentials, duration, expired, exists, fault, limit, mfa, not-found, parameter, policy,
// state, tags, token.

// How a service spells its refusals on the wire. `service` is the prefix of its actions ("s3").
struct ServiceErrors {
  enum class Protocol : std::uint8_t { query, ec2, rest_xml, json, rest_json };
  Protocol protocol = Protocol::query;
  int denied_http = 403;
  std::string_view denied;  // AccessDenied, AccessDeniedException, UnauthorizedOperation
  int expired_http = 403;
  std::string_view expired;  // ExpiredToken, ExpiredTokenException, RequestExpired
  std::string_view expired_message;
  std::string_view unknown_key;  // InvalidClientTokenId, UnrecognizedClientException, …
  std::string_view unknown_key_message;
};
// A service that is not in the table answers as the JSON services do, which are the most.
const ServiceErrors& service_errors(std::string_view service);
std::string_view service_of_action(std::string_view action);  // "s3" of "s3:GetObject"

// Authorization -------------------------------------------------------------------------------
// STS's form, without the reason: the same whether or not the role exists (R-STS-30).
ApiError access_denied(std::string_view caller_arn, std::string_view action,
                       std::string_view resource);
// Any service's: `message` is denial_message()'s (mocks/iam/denial.h); code and status by service.
ApiError service_denied(std::string_view service, std::string message);
ApiError root_may_not_assume();
ApiError session_may_not_call(std::string_view operation);  // GetFederationToken, GetSessionToken

// Faults --------------------------------------------------------------------------------------
// Source: each service's API Reference, "Common Errors"; Amazon S3 API Reference, "Error
// responses" (SlowDown).
ApiError throttled(std::string_view service);
ApiError service_unavailable(std::string_view service);

// Credentials ---------------------------------------------------------------------------------
ApiError expired_token(std::string_view service);
ApiError unknown_access_key(std::string_view service);

// Parameters ----------------------------------------------------------------------------------
// `member` is the API's member name with a small first letter ("roleSessionName").
ApiError validation_pattern(std::string_view value, std::string_view member,
                            std::string_view pattern);
ApiError validation_length_min(std::string_view value, std::string_view member, std::size_t min);
ApiError validation_length_max(std::string_view value, std::string_view member, std::size_t max);
ApiError validation_range_min(std::int64_t value, std::string_view member, std::int64_t min);
ApiError validation_range_max(std::int64_t value, std::string_view member, std::int64_t max);
ApiError validation(std::string message, std::string_view reason = "parameter");
ApiError invalid_arn(std::string_view arn);
ApiError missing_parameter(std::string_view name);
ApiError invalid_parameter_value(std::string message, std::string_view reason = "parameter");
ApiError invalid_action(std::string_view action, std::string_view version);
ApiError missing_action();
ApiError missing_members(std::span<const std::string> names);  // required ones that were not sent
ApiError malformed_input(std::string_view name);               // no number; the text is assumed
// 501 and a code of ours: what AWS would answer is not decided here. `what` is an action or a part
// of a request.
ApiError not_decided_here(std::string_view what);
ApiError duration_chained();   // R-STS-03
ApiError duration_over_max();  // R-STS-02

// MFA -----------------------------------------------------------------------------------------
ApiError mfa_incomplete();      // serial number without code, or the other way round
ApiError mfa_invalid_serial();  // the caller has no such device
ApiError mfa_invalid_code();

// Tags, source identity, session policies -----------------------------------------------------
ApiError duplicate_tag_keys();
ApiError reserved_tag_key();           // a key that begins with "aws:"
ApiError transitive_tag_not_passed();  // a transitive key that is no key of the request's tags
ApiError invalid_transitive_tag();     // conflicts with one of the calling session's (R-STS-11)
ApiError too_many_tags(std::size_t max);
ApiError source_identity_changed();  // R-STS-12
ApiError packed_policy_too_large(int percent);
ApiError malformed_policy(std::string message);  // MalformedPolicyDocument
ApiError malformed_policy_json();
ApiError policy_names_missing_principal(std::string_view kind, std::string_view principal);
ApiError too_many_policy_arns(std::size_t max);
ApiError policy_arn_not_usable(std::string_view arn);  // of another account, or none (R-STS-14)

// Web identity --------------------------------------------------------------------------------
ApiError invalid_identity_token(std::string message);
ApiError no_oidc_provider(std::string_view arn);
ApiError no_verification_key();      // the provider has no key of the token's id
ApiError token_algorithm_refused();  // none, HS256, …
ApiError incorrect_token_audience();
ApiError expired_identity_token(EpochSeconds now_s, EpochSeconds expiry_s);
ApiError web_identity_denied(std::string_view action);  // names neither caller nor role
ApiError idp_rejected_claim(std::string message);

// SAML, root users and encoded messages: mocks/iam/sts_errors.h.

// Workloads -----------------------------------------------------------------------------------
// What the service says whose principal a role's trust policy does not let in.
ApiError ecs_cannot_assume(std::string_view role_arn);
ApiError lambda_cannot_assume();
ApiError pod_identity_cannot_assume();

// IAM -----------------------------------------------------------------------------------------
ApiError no_such_role(std::string_view name);
ApiError no_such_user(std::string_view name);
ApiError no_such_policy(std::string_view arn);
ApiError no_such_instance_profile(std::string_view name);
ApiError no_such_role_in_profile(std::string_view role, std::string_view profile);
ApiError role_exists(std::string_view name);
ApiError instance_profile_exists(std::string_view name);
ApiError limit_exceeded(std::string_view quota, std::int64_t limit);
ApiError limit_exceeded_instance_profile();       // a second role in one profile (R-IMDS-01)
ApiError delete_conflict(std::string_view what);  // "delete policies first"

// EC2 -----------------------------------------------------------------------------------------
ApiError existing_association(std::string_view instance_id);  // a second profile (R-IMDS-02)
ApiError no_such_instance(std::string_view instance_id);
ApiError invalid_profile_name(std::string_view name);
ApiError invalid_profile_arn(std::string_view arn);
ApiError profile_name_and_arn();
ApiError no_such_association(std::string_view association_id);

}  // namespace rolechain
