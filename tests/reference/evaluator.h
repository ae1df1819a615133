// A second, deliberately naive evaluator: the rules of IAM transcribed one by one over plain JSON,
// sharing no code with the product, which the tests compare with it. Speed is no aim.
// Source: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements reference".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/reference/condition.h"

namespace rolechain::reference {

// Policies are borrowed: whoever asks keeps the documents alive.
using Documents = std::vector<const Json*>;

struct OrgAccount {
  std::string id;
  bool member = false;  // of the organization, and not its management account
  // From the root down to the account itself; FullAWSAccess stands there as the document it is.
  std::vector<Documents> scps;
  std::vector<Documents> rcps;
};

struct Principal {
  enum class Kind {
    anonymous,
    root,
    user,
    role_session,
    federated_user,  // GetFederationToken
    web_identity,    // the unsigned bearer of a token or assertion
    service,
  };
  Kind kind = Kind::role_session;
  std::string arn;        // of the session, user, federated user or root; empty for others
  std::string role_arn;   // role sessions
  std::string user_arn;   // federated users: the user behind
  std::string service;    // services: ec2.amazonaws.com
  std::string unique_id;  // AROA… of the role, AIDA… of the user
  std::string provider;   // web identities: ARN or name of the provider
  bool service_linked = false;
  bool session_token = false;  // users: credentials of GetSessionToken
  bool mfa = false;
};

struct Question {
  Principal caller;
  const OrgAccount* caller_account = nullptr;  // null: services, web identities, anonymous
  const OrgAccount* resource_account = nullptr;
  std::string action;
  std::string resource;
  const RequestContext* context = nullptr;

  Documents identity;  // of the role, or of the user with its groups
  const Json* boundary = nullptr;
  std::optional<Documents> session;       // nothing: the session was made without a policy
  const Json* resource_policy = nullptr;  // of the resource; a role's trust policy; a key policy
  bool service_linked_target = false;     // the resource is a service-linked role
  const Json* endpoint = nullptr;         // of the VPC endpoint that the request came through
};

enum class Verdict { allowed, implicitly_denied, explicitly_denied };
Verdict evaluate(const Question& question);

// How a statement's Principal names the caller (R-PRIN-01), weakest first.
enum class Named { no, account, role, user, anyone, directly };

bool action_fits(const Json& statement, std::string_view action);
bool resource_fits(const Json& statement, std::string_view resource, bool variables,
                   const RequestContext& context);
Named principal_fits(const Json& statement, const Principal& caller, std::string_view account,
                     bool has_boundary);

}  // namespace rolechain::reference
