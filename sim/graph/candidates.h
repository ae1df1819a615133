// Which pairs of caller and role are worth asking about: only where one side names the other, so
// that a world of many roles costs its hops and not its square.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mocks/cloud/world.h"
#include "mocks/policy/compiled.h"
#include "sim/graph/graph.h"

namespace rolechain {

// One caller as trust policies may name it, and the policies that speak for it.
struct Hopper {
  GraphNode::Kind kind = GraphNode::Kind::role;
  std::string account;
  std::string name;
  std::string unique_id;
  std::vector<const CompiledPolicy*> identity;
};
Hopper hopper_of(const Role& role);
Hopper hopper_of(const World& world, const User& user);

struct Candidate {
  std::size_t role = 0;    // index into World::roles
  bool by_caller = false;  // the caller's policies name this role, and not just every role
  bool by_trust = false;   // the role's trust policy names this caller itself
};

class CandidateIndex {
 public:
  explicit CandidateIndex(const World& world);
  // Sorted by role.
  [[nodiscard]] std::vector<Candidate> of(const Hopper& caller) const;
  // Roles whose trust policy names a provider of web identities.
  [[nodiscard]] const std::vector<std::size_t>& federated() const { return federated_; }

 private:
  void add_trust(std::size_t role, const Statement& statement);

  const World& world_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_principal_;  // principal_key()
  std::unordered_map<std::string, std::vector<std::size_t>> by_account_;
  std::unordered_map<std::string, std::size_t> by_arn_;
  std::vector<std::size_t> by_anyone_;
  std::vector<std::size_t> federated_;
};

// The session names that a trust policy spells out for one role: arn:…:assumed-role/ROLE/NAME.
std::vector<std::string> session_names_in(const CompiledPolicy* trust, std::string_view account,
                                          std::string_view role_name);

}  // namespace rolechain
