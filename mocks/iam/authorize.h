// Decides one request against every policy that applies to it. The one evaluator: the runner, STS,
// the proof, the endpoints and the lab all call it.
// Source: IAM User Guide, "Policy evaluation logic".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/request_facts.h"
#include "mocks/iam/trace.h"
#include "mocks/policy/compiled.h"
#include "mocks/policy/request.h"

namespace rolechain {

enum class Outcome : std::uint8_t { allowed, implicitly_denied, explicitly_denied };

// A denied request is a value, not an error. `by` is the type that decided; `policy` and
// `statement` are set where one statement did (an allow, an explicit deny).
struct Decision {
  Outcome outcome = Outcome::implicitly_denied;
  PolicyType by = PolicyType::identity;
  const CompiledPolicy* policy = nullptr;
  std::uint32_t statement = 0;
  [[nodiscard]] bool allowed() const { return outcome == Outcome::allowed; }
};

// Every policy that bears on requests of one caller against one resource. Pointers into the world
// and the session, which must outlive it.
struct PoliciesInPlay {
  // How the caller's and the resource's account relate, and what the resource's own policy must
  // say: trust policies and KMS key policies must always match (R-TRUST-01, R-EVAL-14).
  enum class ResourceRule : std::uint8_t { ordinary, must_allow };

  bool no_permission_needed = false;  // sts:GetCallerIdentity, sts:GetSessionToken (R-EVAL-15)
  bool same_account = true;
  bool has_identity = true;    // services, federated and anonymous callers have no identity side
  bool root_user = false;      // allowed by default in its own account (R-EVAL-17)
  bool token_refused = false;  // GetSessionToken's and GetFederationToken's limits (R-STS-08)
  ResourceRule resource_rule = ResourceRule::ordinary;
  PolicyType resource_type = PolicyType::resource;  // or trust
  // A KMS key without a policy has AWS's default one, which delegates to its account (R-EVAL-14).
  bool default_delegates = false;
  std::string_view identity_label;  // the role's or user's name, for traces
  std::string_view resource_label;  // the role's name or the resource's key
  std::vector<const CompiledPolicy*> identity;
  const CompiledPolicy* boundary = nullptr;
  bool has_session_policy = false;
  std::vector<const CompiledPolicy*> session;
  std::vector<const PolicyLevel*> scps;  // from the root down; all must allow
  std::vector<const PolicyLevel*> rcps;  // from the root down; none must deny
  const CompiledPolicy* resource = nullptr;
  const CompiledPolicy* endpoint = nullptr;
};

// One API call as a scenario or an endpoint makes it.
struct ApiCall {
  std::string action;                           // "s3:GetObject", any case
  std::string resource;                         // ARN or "*"
  std::vector<ContextEntry> context;            // adds to, or overrides, what the engine fills
  std::optional<std::string> resource_account;  // default: World::owner()
};

// Callers that are not sessions: a service calling sts:AssumeRole, a web identity token's bearer.
struct UnsignedCaller {
  Caller caller;
  std::vector<SessionKey> keys;
};

// The pieces, for those who ask more than once. gather() is both of its halves: what follows from
// the caller alone, and what each request adds to it, in place of what the one before had added.
PoliciesInPlay gather_caller(const World& world, const Caller& caller, const Session* session);
void gather_request(PoliciesInPlay& policies, const Caller& caller, const RequestFacts& facts);
PoliciesInPlay gather(const World& world, const Caller& caller, const Session* session,
                      std::string_view action_lower, std::string_view resource,
                      std::string_view resource_account);
// Fills every key that follows from the world, the session and the time (R-EVAL-20), then the
// call's own entries over them.
Context make_context(const World& world, const Caller& caller, const Session* session,
                     const ApiCall& call, std::string_view resource_account, EpochSeconds now_s);
// The policy of the VPC endpoint that aws:SourceVpce names, where the world has it; null elsewhere
// (R-EVAL-19). gather() cannot know it: it depends on the request's context.
const CompiledPolicy* endpoint_policy(const World& world, const Context& context);
bool has_endpoint_policies(const World& world);
// No heap allocation where `trace` is null.
Decision decide(const PoliciesInPlay& policies, const Request& request, Trace* trace = nullptr);

// Which statements match a request, from somebody who knows it without one: the proof, which asks
// about classes of requests.
class StatementMatches {
 public:
  // One for each statement of a policy in play, or empty where none matches: none, or how it names
  // the caller (`direct` in policies without principals).
  [[nodiscard]] virtual std::span<const PrincipalMatch> of(const CompiledPolicy& policy) const = 0;

 protected:
  ~StatementMatches() = default;
};
// The same combination of the policies' answers. No heap allocation.
Decision decide(const PoliciesInPlay& policies, const StatementMatches& matches);

// The whole, once (authorizer.h: many times): gather, fill, decide. Does not test expiry: that is
// the caller's session's matter.
Decision authorize(const World& world, const Session& session, const ApiCall& call,
                   EpochSeconds now_s, Trace* trace = nullptr);
Decision authorize(const World& world, const UnsignedCaller& caller, const ApiCall& call,
                   EpochSeconds now_s, Trace* trace = nullptr);

}  // namespace rolechain
