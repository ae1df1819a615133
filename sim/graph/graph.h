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
#include "sim/chain/chain.h"
#include "sim/chain/reason.h"
#include "sim/load/scenario.h"

namespace rolechain {

struct GraphNode {
  using Kind = ChainNode::Kind;
  Kind kind = Kind::role;
  std::string key;      // scenario's name
  std::string arn;      // role or user; empty for workloads
  std::string account;  // id

  // Somebody's first credentials are here: chains begin at it.
  [[nodiscard]] bool is_origin() const { return kind == Kind::workload || kind == Kind::user; }
};

// Edges are many, and few are ever read: they hold what their text is made of (edge_text()).
struct GraphEdge {
  enum class Kind : std::uint8_t { delivered, assumed, escalated };
  using Verdict = HopVerdict;  // blocked: drawn dashed
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t from = 0;  // indexes into nodes
  std::uint32_t to = 0;
  Kind kind = Kind::assumed;
  Verdict verdict = Verdict::blocked;
  std::uint32_t block = kNone;       // not allowed: index into RoleGraph::blocks
  std::uint32_t escalation = kNone;  // escalated: index into RoleGraph::escalations
  std::uint32_t sent = kNone;        // assumed, allowed: index into RoleGraph::parameters
  // Allowed to some sessions of `from` and not to others: the state of one that may.
  std::uint32_t only_state = kNone;
  bool partial = false;  // allowed, and which sessions of `to` it makes was not decided for all
  // The statements that say yes, one of each side: the caller's own policies and the role's trust
  // policy. Allowed, and the caller's is none: the trust policy alone suffices. Blocked, and the
  // caller's is there: a permission that leads nowhere.
  StatementRef caller;
  StatementRef trust;

  [[nodiscard]] bool allowed() const { return verdict == Verdict::allowed; }
  [[nodiscard]] bool undecided() const { return verdict == Verdict::undecided; }
};

// A row of the escalation table (escalation.h) whose permissions are all allowed, each by one of
// the statements.
struct EscalationWay {
  std::string_view row;  // its id
  std::vector<StatementRef> statements;
  // The role or group that it goes through; empty: none.
  // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of initializers that stop before.
  std::string by = {};
  bool gives_all = true;  // of an edge to oneself: any right that the guardrails leave
};

// Sessions of one node that no policy can tell apart, as sim/chain finds them: chains are searched
// over these.
struct GraphState {
  std::size_t node = 0;
  std::vector<std::size_t> next;                     // states that are one allowed hop away
  std::shared_ptr<const Session> session = nullptr;  // null: a workload has none by itself
  // By `next`, what each hop sends: indexes into RoleGraph::parameters. Escalations have none.
  // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of initializers that stop before.
  std::vector<std::uint32_t> sent = {};
};

struct RoleGraph {
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;  // sorted by from, to
  std::vector<HopBlock> blocks;
  std::vector<std::vector<EscalationWay>> escalations;  // only where somebody added them
  std::vector<GraphState> states;
  std::vector<HopParameters> parameters;

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

// The edges and states of search_chains(): each hop with what it must send, those of roles that
// nobody reaches included. Pointers in the edges are the world's: valid while the scenario lives.
// Large worlds want World::build_index(), which the loader calls.
RoleGraph build_graph(const Scenario& scenario);

// One line: the statements that allow the hop and what it must send, or the side that says no and
// why: "base/hop#1, writer/trust#1 with tag team=red".
std::string edge_text(const RoleGraph& graph, const GraphEdge& edge);
// What the hop must send, and what the caller's session must carry where not all of them may go on;
// "" where that is nothing: "tag team=red".
std::string sent_text(const RoleGraph& graph, const GraphEdge& edge);
std::string only_from_text(const RoleGraph& graph, const GraphEdge& edge);
// Both in words: "with tag team=red, from a session with tag cost=1".
std::string needs_text(const RoleGraph& graph, const GraphEdge& edge);
// "iam-put-role-policy (base/p#1), glue-create-job (base/p#1, base/p#2)".
std::string ways_text(const std::vector<EscalationWay>& ways);

}  // namespace rolechain
