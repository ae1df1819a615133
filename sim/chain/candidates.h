// Which pairs of caller and role are worth asking about: only where one side names the other, so
// that a world of many roles costs its hops and not its square.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mocks/cloud/world.h"
#include "mocks/policy/compiled.h"
#include "sim/chain/chain.h"

namespace rolechain {

// One caller as trust policies may name it, and the policies that speak for it. Views into the
// world.
struct Hopper {
  ChainNode::Kind kind = ChainNode::Kind::role;
  std::string_view arn;
  std::string_view account;
  std::string_view name;
  std::string_view unique_id;
  std::vector<const CompiledPolicy*> identity;
};
Hopper hopper_of(const Role& role);
Hopper hopper_of(const World& world, const User& user);

struct Candidate {
  std::uint32_t role = 0;  // index into World::roles
  bool by_caller = false;  // the caller's policies name this role, and not just every role
  bool by_trust = false;   // the role's trust policy names this caller itself
};

// Trust policies that name a whole account, or anyone, are not spread out into pairs: they are
// lists of roles that a caller meets only where its own policies let it. One thread's.
class CandidateIndex {
 public:
  explicit CandidateIndex(const World& world);
  // Sorted by role. Good until the next call.
  [[nodiscard]] const std::vector<Candidate>& of(const Hopper& caller);
  // Roles whose trust policy names a provider of web identities.
  [[nodiscard]] const std::vector<std::uint32_t>& federated() const { return federated_; }
  // Roles of the account, by index.
  [[nodiscard]] const std::vector<std::uint32_t>& of_account(std::string_view account) const;

 private:
  using Roles = std::vector<std::uint32_t>;
  struct Patterns;

  void add_trust(std::uint32_t role, const Statement& statement);
  void add_named(const Hopper& caller);
  void add_delegated(const Roles& roles, const Patterns& patterns);
  Patterns patterns_of(const std::vector<const CompiledPolicy*>& policies);
  // The policy's statements that allow sts:AssumeRole on something.
  const Roles& assuming(const CompiledPolicy* policy);
  const Roles& matching(const std::string& pattern);

  const World* world_;
  std::unordered_map<std::string_view, Roles> by_principal_;  // the ARN or unique id, as written
  std::unordered_map<std::string, Roles> by_session_;         // session_key()
  std::unordered_map<std::string, Roles> by_account_;         // trusted account
  std::unordered_map<std::string, Roles> in_account_;
  std::unordered_map<std::string_view, std::uint32_t> by_arn_;
  Roles by_anyone_;
  std::unordered_map<std::string, Roles> anyone_in_account_;  // those of by_anyone_
  Roles federated_;
  Roles sorted_by_arn_;
  Roles sorted_by_path_;  // by the ARN's part behind the account
  // Of patterns with wildcards: many roles share a policy, or its pattern.
  std::unordered_map<std::string, Roles> matching_;
  std::unordered_map<const CompiledPolicy*, Roles> assuming_;
  std::vector<Candidate> found_;
};

}  // namespace rolechain
