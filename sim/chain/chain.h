// All chains of sessions that workloads and users of a world can build: a search, breadth first,
// over states (node, session facts), with the parameters of each hop.
//
// Two sessions of one role are one state where no policy of the world can tell them apart. What
// policies test (facts.h) splits states: session tags and whether they are transitive, the source
// identity, the session name, the external ids that the caller knows. A session policy is never
// passed: it can only take away (no condition key shows it, and decide() asks it only after
// something allowed), so what a session with one may do, the same session without it may do too.
// Session durations are left out: no hop of a chain takes time.
// Source: IAM User Guide, "Pass session tags in AWS STS", "Monitor and control actions taken with
// assumed roles".
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/cloud/session.h"
#include "mocks/iam/trace.h"
#include "sim/chain/reason.h"
#include "sim/load/scenario.h"

namespace rolechain {

// What a hop sends besides the role's ARN.
struct HopParameters {
  std::string session_name;
  Tags tags;
  std::vector<std::string> transitive;  // keys of those
  std::optional<std::string> source_identity;
  std::optional<std::string> external_id;
  bool mfa = false;                   // the user's device and its code
  std::vector<ContextEntry> context;  // other keys of the sender's choice (aws:SourceIp …)
};

struct ChainHop {
  enum class Kind : std::uint8_t {
    delivered,      // a platform gives the workload its role's credentials, or a user's keys
    web_identity,   // the workload's token opens the role
    session_token,  // GetSessionToken with the code of the user's MFA device
    assume_role,
  };
  Kind kind = Kind::assume_role;
  std::size_t to = 0;          // index into states
  std::size_t parameters = 0;  // index into parameters
};

struct ChainNode {
  enum class Kind : std::uint8_t { workload, user, role };
  Kind kind = Kind::role;
  std::size_t index = 0;  // into the scenario's workloads, or the world's users or roles
  auto operator<=>(const ChainNode&) const = default;
};

struct ChainState {
  ChainNode node;
  Session session;  // of a workload: none
  // The external ids that whoever holds the session knows: index into ChainSearch::knowledge.
  std::size_t knowledge = 0;
  std::vector<ChainHop> hops;
};

// A hop that nobody could decide: it may lead to more than was found.
struct UndecidedHop {
  std::size_t from = 0;  // state
  std::size_t role = 0;  // index into the world's roles
  Diagnostic why;
};

struct ChainSearch {
  std::deque<ChainState> states;  // of workloads first, then of users, in their order
  std::vector<HopParameters> parameters;
  std::vector<std::optional<std::vector<std::string>>> knowledge;  // nothing: any external id
  std::vector<UndecidedHop> undecided;
  // Hops whose sender may choose a value that a policy builds the ARN of a resource from: the
  // states found stand for all values where roles are concerned, not for all resources.
  std::vector<UndecidedHop> open_values;
  bool tells_sessions_apart = false;  // some policy tests a fact that a hop can choose
};

struct ChainLimits {
  std::size_t states_per_role = 256;
  std::size_t tries_per_hop = 4096;  // combinations of parameters
};

// One role that a state was asked about; `by_caller`, `by_trust`: which side names the other.
struct ChainQuestion {
  std::size_t from = 0;  // state
  ChainNode node;        // of that state
  std::size_t role = 0;  // index into the world's roles
  bool by_caller = false;
  bool by_trust = false;
};

// The answer, for those who draw it.
struct ChainAnswer {
  std::optional<bool> allowed;  // nothing: undecided
  // Yes: the statements of either side, and what the request that sends least has in it.
  StatementRef caller;
  StatementRef trust;
  std::size_t parameters = 0;  // index into ChainSearch::parameters
  // No: of the plain request, sts:AssumeRole itself, and the permission to carry something along,
  // where it was that which was denied.
  std::optional<Trace> assume;
  std::optional<Trace> carry;
  [[nodiscard]] bool yes() const { return allowed.value_or(false); }
};

// What a search tells while it runs. References are good during the call.
class ChainObserver {
 public:
  virtual ~ChainObserver() = default;
  // A workload's first session, or the refusal of it (`state`: nothing).
  virtual void on_delivery(std::size_t workload, std::size_t role, const Trace* trace,
                           const std::string& error, bool delivered) = 0;
  virtual void on_hop(const ChainQuestion& asked, const ChainAnswer& answer) = 0;
};

// Whether roles that nobody reaches are explored, too: each from a session that carries nothing.
// Their states have no way from a workload or user.
enum class Unreached : bool { skip, explore };

// The world must outlive the sessions' policies. `observer` may be null.
ChainSearch search_chains(const Scenario& scenario, Unreached unreached = Unreached::skip,
                          ChainObserver* observer = nullptr, const ChainLimits& limits = {});

}  // namespace rolechain
