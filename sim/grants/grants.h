// What a session can do, exactly: every action of the service reference on every ARN, by classes of
// requests that no policy in play tells apart; and how that differs from what was intended.
// The method is in ARCHITECTURE.md, "Exactness".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/iam/authorize.h"
#include "mocks/policy/service_reference.h"
#include "sim/load/scenario.h"

namespace rolechain {

// A request that shows a difference, replayed through authorize() before it is reported.
struct Witness {
  std::string action;                 // "dynamodb:DeleteItem"
  std::string resource;               // a realistic ARN of the action's resource type
  std::vector<ContextEntry> context;  // the keys that the sender had to choose
  Trace trace;
};

// One difference as a person reads it: an action list × a resource pattern.
struct GrantDifference {
  enum class Kind : std::uint8_t { extra, missing, route };  // route: granted by another statement
  Kind kind = Kind::extra;
  std::vector<std::string> actions;  // sorted; long lists are folded to patterns
  std::string resource;              // pattern
  std::vector<std::string> when;     // "StringEquals aws:RequestTag/team: red"; all must hold
  std::string statement;             // "base/hop#AssumeWriter", for extra and route
  SourceSpan where;                  // of that statement, or of the intent for missing
  Witness witness;
};

struct GrantLimits {
  std::size_t states = 200000;  // of one resource type's classes; over it: unsupported
  std::size_t contexts = 4096;  // combinations of free condition keys for one class
};

// The subject: a session in a world at a time, and the keys that every request carries.
struct GrantSubject {
  const World* world = nullptr;
  const Session* session = nullptr;
  EpochSeconds now_s = 0;
  std::vector<ContextEntry> context;
  ContextModel model = ContextModel::realistic;
};

// refuted is certain, also where something else was undecided.
enum class ProofVerdict : std::uint8_t { proved, refuted, unknown };
std::string_view proof_verdict_name(ProofVerdict verdict);  // "PROVED"

// How much more or less than intended: pairs of an action and a resource type of its.
struct GrantCount {
  GrantDifference::Kind kind = GrantDifference::Kind::extra;
  AccessLevel level = AccessLevel::list;
  std::string resource_type;  // "s3 object", "dynamodb table"; "*" for actions without types
  std::size_t pairs = 0;
};

struct GrantVerdict {
  std::vector<GrantDifference> differences;
  std::vector<GrantCount> counts;  // of the differences, by kind, level, type
  Diagnostics undecided;           // unsupported constructs: what, why, where
  std::size_t classes = 0;         // (action, resource) classes decided
  std::size_t actions = 0;
  ContextModel model = ContextModel::realistic;
  [[nodiscard]] ProofVerdict verdict() const;
};

// `at_least`: extra grants are no difference.
enum class GrantMode : std::uint8_t { exact, at_least };
GrantVerdict compare_grants(const GrantSubject& subject, const std::vector<GrantIntent>& intent,
                            GrantMode mode = GrantMode::exact, const GrantLimits& limits = {});
// What any of the subjects can do, together, against one intent. REQUIRES: one or more, one model.
GrantVerdict compare_grants(const std::vector<GrantSubject>& subjects,
                            const std::vector<GrantIntent>& intent,
                            GrantMode mode = GrantMode::exact, const GrantLimits& limits = {});

// What a change grants (extra) and takes (missing): the union of some subjects before and after.
// Either list may be empty. `where` of missing is the statement that allowed before.
GrantVerdict compare_sessions(const std::vector<GrantSubject>& before,
                              const std::vector<GrantSubject>& after,
                              const GrantLimits& limits = {});
// The same for two identity policies alone, held by one role whose other facts are all free.
GrantVerdict compare_policies(const PolicyRef& before, const PolicyRef& after,
                              const GrantLimits& limits = {});

// What the session can do, as a readable list; `to_policy` gives it as an IAM policy document.
struct EffectiveGrant {
  Effect effect = Effect::allow;        // deny: carved out of the allows before it
  std::vector<std::string> actions;     // sorted, folded (`s3:Get*` only where that is exact)
  bool not_resource = false;            // on all but the resources
  std::vector<std::string> resources;   // patterns
  std::vector<std::string> statements;  // labels of the statements that allow
  // All must hold; those that the sender has to meet.
  // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of initializers that stop before.
  std::vector<ConditionTest> when = {};
};
struct EffectiveGrants {
  std::vector<EffectiveGrant> grants;
  Diagnostics undecided;
};
// Proved equal: the list, as the session's only policy, grants what the session holds. What cannot
// be listed so is in `undecided`.
EffectiveGrants effective_grants(const GrantSubject& subject, const GrantLimits& limits = {});
std::string to_policy(const EffectiveGrants& grants);  // indented JSON

// Whether some request of this action on this very ARN is allowed, with request keys of the
// sender's choice: the edges of the role graph. Nothing where it is undecided.
std::optional<bool> can_call(const GrantSubject& subject, const std::string& action,
                             const std::string& resource, Trace* trace = nullptr,
                             const GrantLimits& limits = {});

}  // namespace rolechain
