// Who can become whom: workloads, users and roles as nodes, assumption and credential delivery as
// edges, with the statements that allow each and the reason for each that is blocked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mocks/base/diagnostic.h"
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
};

struct RoleGraph {
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;

  // Roles that `node` can become in any number of hops, itself excluded; sorted by index.
  [[nodiscard]] std::vector<std::size_t> reachable(std::size_t node) const;
  // Roles that no workload and no user reaches.
  [[nodiscard]] std::vector<std::size_t> unreachable() const;
  // The shortest chain of nodes, both ends included; empty where there is none.
  [[nodiscard]] std::vector<std::size_t> shortest_chain(std::size_t from, std::size_t to) const;
  [[nodiscard]] const GraphNode* find(std::string_view key, std::size_t* index = nullptr) const;
};

RoleGraph build_graph(const Scenario& scenario);

std::string to_dot(const RoleGraph& graph, const Scenario& scenario);
std::string to_mermaid(const RoleGraph& graph, const Scenario& scenario);
std::string to_graph_json(const RoleGraph& graph, const Scenario& scenario);

}  // namespace rolechain
