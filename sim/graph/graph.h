// Who can become whom: workloads, users and roles as nodes, assumption and credential delivery as
// edges, with the statements that allow each and the reason for each that is blocked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/policy/compiled.h"
#include "sim/load/scenario.h"

namespace rolechain {

struct GraphNode {
  enum class Kind : std::uint8_t { workload, user, role };
  Kind kind = Kind::role;
  std::string key;      // scenario's name
  std::string arn;      // role or user; empty for workloads
  std::string account;  // id
};

struct GraphEdge {
  std::size_t from = 0;  // indexes into nodes
  std::size_t to = 0;
  bool allowed = false;  // false: one side says yes, the other no (drawn dashed)
  bool undecided = false;
  std::string by;  // allowed: the statements; blocked: the reason, one line
  // Blocked, and the caller's side says yes by this statement: the hop leads nowhere.
  const CompiledPolicy* caller_policy = nullptr;
  std::uint32_t caller_statement = 0;
};

// Sessions of one role differ in what they carry along (EKS Pod Identity's transitive tags), and
// with it in what they can become. So chains are searched over states: the sessions of one node
// that carry the same.
struct GraphState {
  std::size_t node = 0;
  std::vector<std::size_t> next;  // states that are one allowed hop away
};

struct RoleGraph {
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;  // sorted by from, to
  std::vector<GraphState> states;

  // Roles that `node` can become in any number of hops, itself excluded; sorted by index.
  [[nodiscard]] std::vector<std::size_t> reachable(std::size_t node) const;
  // Roles that no workload and no user reaches.
  [[nodiscard]] std::vector<std::size_t> unreachable() const;
  // The shortest chain of nodes, both ends included; empty where there is none.
  [[nodiscard]] std::vector<std::size_t> shortest_chain(std::size_t from, std::size_t to) const;
  // The first node of that name, workloads before users before roles.
  [[nodiscard]] const GraphNode* find(std::string_view key, std::size_t* index = nullptr) const;
};

// Pointers in the edges are the world's: valid while the scenario lives. Session tags, source
// identity and session policies that a caller could choose to pass are not searched: each hop
// passes what it must and no more. Request keys (sts:ExternalId …) are the caller's to choose.
RoleGraph build_graph(const Scenario& scenario);

std::string to_dot(const RoleGraph& graph, const Scenario& scenario);
std::string to_mermaid(const RoleGraph& graph, const Scenario& scenario);
std::string to_graph_json(const RoleGraph& graph, const Scenario& scenario);

}  // namespace rolechain
