// The part of the one table of AWS's errors (errors.h) that is about SAML assertions, sessions of
// root users and encoded authorization messages.
// Source: IAM User Guide, "Troubleshoot SAML federation with IAM"; AWS STS API Reference,
// "AssumeRoleWithSAML", "AssumeRoot", "DecodeAuthorizationMessage" (Errors); public reports.
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/api_error.h"

namespace rolechain {

// SAML. InvalidIdentityToken, unless another code is said.
ApiError saml_no_base64();
ApiError saml_malformed(std::string_view what);  // not the XML that it should be; text unverified
ApiError saml_no_provider();
ApiError saml_other_issuer();
ApiError saml_wrong_signature();
ApiError saml_other_audience();
ApiError saml_too_late();  // ExpiredTokenException: issued more than five minutes ago
ApiError saml_expired();   // ExpiredTokenException: its own NotOnOrAfter is over
ApiError saml_no_role();
ApiError saml_no_session_name();
ApiError saml_session_name_pattern();
ApiError saml_source_identity_pattern();

// AssumeRoot. The API Reference has the rules, not the messages: texts are unverified.
ApiError root_task_policy_unknown(std::string_view arn);
ApiError root_target_invalid(std::string_view principal);

ApiError invalid_authorization_message();
ApiError dry_run_operation();  // EC2: the caller may

}  // namespace rolechain
