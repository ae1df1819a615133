// Who can become whom: workloads, users and roles as nodes, assumption and credential delivery as
// edges, with the statements that allow each and the reason for each that is blocked.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/cloud/session.h"
#include "mocks/policy/compiled.h"
#include "sim/load/scenario.h"

namespace rolechain {

struct GraphNode {
  enum class Kind : std::uint8_t { workload, user, role };
  Kind kind = Kind::role;
  std::string key;      // scenario's name
  std::string arn;      // role or user; empty for workloads
  std::string account;  // id

  // Somebody's first credentials are here: chains begin at it.
  [[nodiscard]] bool is_origin() const { return kind == Kind::workload || kind == Kind::user; }
};

// One statement of a policy of the world, or none.
struct StatementRef {
  const CompiledPolicy* policy = nullptr;
  std::uint32_t index = 0;

  [[nodiscard]] bool known() const { return policy != nullptr; }
  // REQUIRES: known().
  [[nodiscard]] const Statement& statement() const { return policy->statements()[index]; }
  [[nodiscard]] std::string label() const { return policy->statement_label(index); }
  bool operator==(const StatementRef&) const = default;
};

// Edges are many, and few are ever read: they hold what their text is made of (edge_text()).
struct GraphEdge {
  enum class Kind : std::uint8_t { delivered, assumed, escalated };
  enum class Verdict : std::uint8_t { allowed, blocked, undecided };  // blocked: drawn dashed
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t from = 0;  // indexes into nodes
  std::uint32_t to = 0;
  Kind kind = Kind::assumed;
  Verdict verdict = Verdict::blocked;
  std::uint32_t block = kNone;       // not allowed: index into RoleGraph::blocks
  std::uint32_t escalation = kNone;  // escalated: index into RoleGraph::escalations
  // The statements that say yes, one of each side: the caller's own policies and the role's trust
  // policy. Allowed, and the caller's is none: the trust policy alone suffices. Blocked, and the
  // caller's is there: a permission that leads nowhere.
  StatementRef caller;
  StatementRef trust;

  [[nodiscard]] bool allowed() const { return verdict == Verdict::allowed; }
  [[nodiscard]] bool undecided() const { return verdict == Verdict::undecided; }
};

// Why a hop is not possible.
struct HopBlock {
  enum class Why : std::uint8_t {
    denied,            // by `statement`
    no_trust_policy,   // the role has none
    not_trusted,       // the trust policy names others
    condition,         // `condition` of the trust policy is not met
    trust_silent,      // the trust policy says nothing of `action`
    caller_silent,     // the caller's policies do not allow `action`
    guardrail_silent,  // `side`, named `label`, does not allow `action`
    undecided,         // exactly this could not be decided
    endpoint,          // `label` is what the workload's credential endpoint answered
  };
  Why why = Why::undecided;
  PolicyType side = PolicyType::identity;
  StatementRef statement;                    // denied; condition: the one that has it; not_trusted: the nearest
  const ConditionTest* condition = nullptr;  // condition; null where it is not known
  std::string_view action;                   // of a constant text
  std::string label;
};

// A row of the escalation table (escalation.h) whose permissions are all allowed, each by one of
// the statements.
struct EscalationWay {
  std::string_view row;  // its id
  std::vector<StatementRef> statements;
};

// Sessions of one role differ in what they carry along (EKS Pod Identity's transitive tags), and
// with it in what they can become. So chains are searched over states: the sessions of one node
// that carry the same.
struct GraphState {
  std::size_t node = 0;
  std::vector<std::size_t> next;                     // states that are one allowed hop away
  std::shared_ptr<const Session> session = nullptr;  // null: a workload has none by itself
  bool free_name = false;  // the one who assumed the role chose the session's name
};

struct RoleGraph {
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;  // sorted by from, to
  std::vector<HopBlock> blocks;
  std::vector<std::vector<EscalationWay>> escalations;  // only where somebody added them
  std::vector<GraphState> states;

  // Roles that `node` can become in any number of hops, itself excluded; sorted by index.
  [[nodiscard]] std::vector<std::size_t> reachable(std::size_t node) const;
  // Roles that no workload and no user reaches.
  [[nodiscard]] std::vector<std::size_t> unreachable() const;
  // The shortest chain of nodes, both ends included; empty where there is none.
  [[nodiscard]] std::vector<std::size_t> shortest_chain(std::size_t from, std::size_t to) const;
  // The first node of that name, workloads before users before roles.
  [[nodiscard]] const GraphNode* find(std::string_view key, std::size_t* index = nullptr) const;
  // Of several the allowed one; null where there is none.
  [[nodiscard]] const GraphEdge* edge(std::size_t from, std::size_t to) const;
};

// Pointers in the edges are the world's: valid while the scenario lives. Session tags, source
// identity and session policies that a caller could choose to pass are not searched: each hop
// passes what it must and no more. Request keys (sts:ExternalId …) are the caller's to choose.
// Large worlds want World::build_index(), which the loader calls.
RoleGraph build_graph(const Scenario& scenario);

// One line: the statements that allow the hop, or the side that says no and why.
std::string edge_text(const RoleGraph& graph, const GraphEdge& edge);

}  // namespace rolechain
