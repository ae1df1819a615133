#include "mocks/iam/sts_errors.h"

#include <fmt/format.h>

#include "mocks/iam/errors.h"

namespace rolechain {

ApiError saml_no_base64() { return invalid_identity_token("Invalid base64 SAMLResponse"); }

ApiError saml_malformed(std::string_view what) {
  return invalid_identity_token(fmt::format("Invalid SAMLResponse: {}", what));
}

ApiError saml_no_provider() { return invalid_identity_token("Specified provider doesn't exist"); }

ApiError saml_other_issuer() {
  return invalid_identity_token("Issuer not present in specified provider");
}

ApiError saml_wrong_signature() { return invalid_identity_token("Response signature invalid"); }

ApiError saml_other_audience() {
  return invalid_identity_token("Response does not contain the required audience.");
}

ApiError saml_too_late() {
  return {400, "ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance",
          "expired"};
}

ApiError saml_expired() {
  return {400, "ExpiredTokenException", "Response has expired", "expired"};
}

ApiError saml_no_role() {
  return invalid_identity_token("Your request included an invalid SAML response.");
}

ApiError saml_no_session_name() {
  return invalid_identity_token("RoleSessionName is required in AuthnResponse");
}

ApiError saml_session_name_pattern() {
  return invalid_identity_token(
      "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
}

ApiError saml_source_identity_pattern() {
  return invalid_identity_token(
      "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"");
}

ApiError root_task_policy_unknown(std::string_view arn) {
  return validation(fmt::format("{} is not a task policy for root sessions", arn));
}

ApiError root_target_invalid(std::string_view principal) {
  return validation(fmt::format("{} is not a valid target principal", principal));
}

ApiError invalid_authorization_message() {
  return {400, "InvalidAuthorizationMessageException", "Invalid authorization message", "token"};
}

// Source: Amazon EC2 API Reference, "Error codes".
ApiError dry_run_operation() {
  return {412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.",
          "dry-run"};
}

}  // namespace rolechain
