// What the three ways of assuming a role share: asking for the permissions, making the session.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/sts/session_policy.h"
#include "mocks/sts/sts.h"

namespace rolechain::sts {

// One assumption of a role, after its parameters were found good.
struct Assumption {
  std::string action = "sts:AssumeRole";
  std::string role_arn;
  std::string session_name;
  Tags tags;                            // passed with the request
  std::vector<std::string> transitive;  // keys of those
  Tags inherited;                       // the calling session's transitive tags
  std::string source_identity;          // passed, or the calling session's; empty: none
  bool passes_source_identity = false;
  SessionPolicies policies;
  std::vector<SessionKey> keys;       // fixed into the new session
  std::vector<ContextEntry> context;  // of the request; later entries override earlier ones
};

// A condition key that STS itself puts into the request.
ContextEntry engine_entry(std::string key, std::vector<std::string> values,
                          bool multi_valued = false);

// The condition keys that the request itself gives, put before the assumption's own context.
// Source: IAM User Guide, "IAM and AWS STS condition context keys": sts:DurationSeconds is not
// present in assume-role operations.
std::vector<ContextEntry> request_context(const Assumption& assumption);

using Ask = std::function<Decision(const ApiCall&, Trace*)>;

// Asks for the action; then for sts:TagSession where tags are passed or inherited (R-STS-10), and
// for sts:SetSourceIdentity where one is passed or inherited (R-STS-12). Returns the first action
// that is denied, or "".
std::string first_denied(const Ask& ask, const Assumption& assumption, StsTrace* trace);

// PackedPolicyTooLarge, or nothing (R-STS-15).
std::optional<ApiError> check_packed_size(const Assumption& assumption);

// The reply with a session of `role` that begins now.
StsReply make_reply(const Role& role, const Assumption& assumption, std::int64_t duration_s,
                    EpochSeconds now_s, IdSource& ids);

// Fresh temporary credentials of an account.
Credentials temporary_credentials(std::string_view account, IdSource& ids);

// The tags of a session that pass on to the next one.
Tags transitive_tags(const Session& session);

}  // namespace rolechain::sts
