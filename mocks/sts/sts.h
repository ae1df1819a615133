// The Security Token Service: who may become whom, for how long, with which tags.
// Functions of (world, caller, request, time) to a session or an error; HTTP is a thin shell later.
// Source: AWS STS API Reference; IAM User Guide, "Methods to assume a role", "Pass session tags".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/ids.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"

namespace rolechain {

// Fields as the API has them; an empty optional means the parameter was not sent.
struct AssumeRoleInput {
  std::string role_arn;
  std::string session_name;
  std::optional<std::string> external_id;
  std::optional<std::int64_t> duration_s;
  Tags tags;
  std::vector<std::string> transitive_tag_keys;
  std::optional<std::string> source_identity;
  std::optional<std::string> policy;     // inline session policy, JSON text
  std::vector<std::string> policy_arns;  // managed session policies
  std::optional<std::string> serial_number;
  std::optional<std::string> token_code;
  std::vector<ContextEntry> context;  // a scenario's own keys (aws:SourceIp …)
};

struct WebIdentityInput {
  std::string role_arn;
  std::string session_name;
  std::string token;  // JWT made by mocks/oidc
  std::optional<std::int64_t> duration_s;
  std::optional<std::string> policy;
  std::vector<std::string> policy_arns;
};

struct SamlInput {
  std::string role_arn;
  std::string principal_arn;  // of the SAML provider
  std::string assertion;      // the response of the identity provider, base64
  std::optional<std::int64_t> duration_s;
  std::optional<std::string> policy;
  std::vector<std::string> policy_arns;
};

struct RootInput {
  std::string target_principal;  // a member account's id, or the ARN of its root user
  std::string task_policy_arn;
  std::optional<std::int64_t> duration_s;
  std::vector<ContextEntry> context;
};

struct SessionTokenInput {
  std::optional<std::int64_t> duration_s;
  std::optional<std::string> serial_number;
  std::optional<std::string> token_code;
};

struct FederationTokenInput {
  std::string name;
  std::optional<std::int64_t> duration_s;
  std::optional<std::string> policy;
  std::vector<std::string> policy_arns;
  Tags tags;
};

struct CallerIdentity {
  std::string user_id;  // AROA…:session-name, AIDA…, account id for root
  std::string account;
  std::string arn;
};

struct StsReply {
  Session session;
  std::string assumed_role_id;                    // AROA…:session-name
  std::optional<int> packed_policy_size_percent;  // absent without policy and tags
  std::vector<SessionKey> identity;               // what a SAML assertion said: saml:iss, …
};

// One trace for each permission that the call needed: sts:AssumeRole, then sts:TagSession,
// sts:SetSourceIdentity where used. Empty where the call failed before authorization.
using StsTrace = std::vector<Trace>;

class Sts {
 public:
  // Keeps references: they must outlive it. `ids` is advanced by every reply.
  Sts(const World& world, IdSource& ids, const Clock& clock)
      : world_(world), ids_(ids), clock_(clock) {}

  ApiResult<StsReply> assume_role(const Session& caller, const AssumeRoleInput& input,
                                  StsTrace* trace = nullptr);
  // An AWS service (ec2, ecs-tasks, lambda, pods.eks) assumes a role on somebody's behalf.
  // No MaxSessionDuration, no chaining: the service sets `lifetime_s`.
  struct ServiceInput {
    std::string service;  // "ec2.amazonaws.com"
    AssumeRoleInput role;
    std::int64_t lifetime_s = 0;
    std::vector<SessionKey> keys;  // fixed into the session (ec2:SourceInstanceARN …)
  };
  ApiResult<StsReply> assume_role_for_service(const ServiceInput& input, StsTrace* trace = nullptr);
  ApiResult<StsReply> assume_role_with_web_identity(const WebIdentityInput& input,
                                                    StsTrace* trace = nullptr);
  ApiResult<StsReply> assume_role_with_saml(const SamlInput& input, StsTrace* trace = nullptr);
  // A session of a member account's root user that can do one task (R-STS-40).
  ApiResult<StsReply> assume_root(const Session& caller, const RootInput& input,
                                  StsTrace* trace = nullptr);
  ApiResult<StsReply> get_session_token(const Session& caller, const SessionTokenInput& input);
  ApiResult<StsReply> get_federation_token(const Session& caller, const FederationTokenInput& input,
                                           StsTrace* trace = nullptr);
  ApiResult<CallerIdentity> get_caller_identity(const Session& caller);

  // What it was made with: the workloads' credentials need the same.
  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] IdSource& ids() { return ids_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }

 private:
  const World& world_;
  IdSource& ids_;
  const Clock& clock_;
};

// The long-term credentials of an IAM user as a session.
Session user_session(const World& world, const User& user, IdSource& ids);

}  // namespace rolechain
