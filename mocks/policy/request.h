// One request as policies see it: who calls, what, on which resource, in which context.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {

// The principal of a request, in the forms that a policy may name it by (iam-evaluation, R-PRIN-*).
struct Caller {
  enum class Kind : std::uint8_t {
    anonymous,
    root,
    user,
    role_session,
    federated_user,
    federated,  // an unsigned caller of AssumeRoleWithWebIdentity or …WithSAML
    service,
  };
  Kind kind = Kind::anonymous;
  std::string arn;        // what a policy names directly: session, user, federated-user or root ARN
  std::string role_arn;   // role sessions: the role's ARN, with its path
  std::string user_arn;   // federated users: the user who made the session
  std::string unique_id;  // AROA… or AIDA… of the role or user
  std::string account;    // 12 digits; empty for services, federated and anonymous callers
  std::string service;    // "ec2.amazonaws.com"
  std::string federated;  // the provider's ARN, or its name (accounts.google.com)
  bool has_boundary = false;         // R-PRIN-06: NotPrincipal with Deny always denies then
  bool service_linked_role = false;  // R-ORG-*: bound by neither SCP nor RCP
};

struct ContextValue {
  // Who put the key there: shown in reports, so that nobody takes a guess for a fact.
  enum class Origin : std::uint8_t { engine, scenario };
  std::string key;        // as AWS spells it
  std::string key_lower;  // keys compare without case (R-COND-04)
  std::vector<std::string> values;
  bool multi_valued = false;  // a list in the request, even of one (R-COND-03)
  Origin origin = Origin::engine;
};

// The condition keys of a request, sorted by lower-case key. A key that is not here is absent.
class Context {
 public:
  using Origin = ContextValue::Origin;

  void set(std::string_view key, std::string value, Origin origin = Origin::engine);
  void set_list(std::string_view key, std::vector<std::string> values,
                Origin origin = Origin::engine);
  void erase(std::string_view key);

  [[nodiscard]] const ContextValue* find(std::string_view key_lower) const;
  [[nodiscard]] const std::vector<ContextValue>& all() const { return values_; }

 private:
  ContextValue& slot(std::string_view key);

  std::vector<ContextValue> values_;
};

// A view: the caller and the context must outlive it.
struct Request {
  const Caller* caller = nullptr;
  std::string_view action_lower;  // "s3:getobject" (R-ACT-01)
  std::string_view resource;      // an ARN, or "*" for actions without resource types
  const Context* context = nullptr;
};

}  // namespace rolechain
