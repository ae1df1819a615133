// Everything that may have a say about a session's requests, taken apart once: each statement of
// each policy with what the proof needs of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"
#include "mocks/policy/condition.h"
#include "sim/grants/classes.h"
#include "sim/grants/grants.h"

namespace rolechain {

struct PlayCondition {
  // constant: the same for every request of the session. by_request: follows from action and ARN.
  // free: the sender's choice.
  enum class Kind : std::uint8_t { constant, by_request, free };

  const ConditionTest* test = nullptr;
  CompiledCondition compiled;
  bool variables = false;      // the policy's Version makes `${…}` one
  bool has_variables = false;  // and there is one
  Kind kind = Kind::constant;
  bool holds = true;  // with Kind::constant
};

struct PlayStatement {
  const CompiledPolicy* policy = nullptr;
  std::uint32_t index = 0;
  bool may_grant = false;  // an Allow of the caller's or the resource's own policies
  // How it names the caller; none: not at all, or a constant condition fails, so that it matches no
  // request of this session.
  PrincipalMatch principal = PrincipalMatch::direct;
  bool has_resources = false;
  PatternList resources;                    // of Resource or NotResource
  std::vector<std::string> resource_texts;  // the same with variables filled in, for reports
  std::vector<PlayCondition> conditions;
  std::vector<PatternList> regions;  // one for each test of aws:RequestedRegion, as ARN patterns
  bool tests_resource_tags = false;
  bool has_free_variables = false;  // the sender chooses what one of its variables stands for
  // A policy variable that the proof cannot fill in: why the statement is not decided.
  std::optional<Diagnostic> unsupported;

  [[nodiscard]] const Statement& statement() const { return policy->statements()[index]; }
};

// aws:ResourceTag/…, ec2:ResourceTag/…: the world knows those of what it names, and no others.
inline bool is_resource_tag(std::string_view key_lower) {
  return key_lower.find("resourcetag/") != std::string_view::npos;
}

class Play {
 public:
  explicit Play(const GrantSubject& subject);
  // Only what bears on one action and resource.
  Play(const GrantSubject& subject, std::string_view action_lower, std::string_view resource);

  [[nodiscard]] const GrantSubject& subject() const { return *subject_; }
  [[nodiscard]] const Caller& caller() const { return caller_; }
  // The keys of a request on no resource in particular.
  [[nodiscard]] const Context& base() const { return base_; }
  // The keys that follow from the caller alone.
  [[nodiscard]] const Context& caller_keys() const { return caller_keys_; }
  [[nodiscard]] bool root_user() const { return root_user_; }
  [[nodiscard]] const std::vector<PlayStatement>& statements() const { return statements_; }
  // REQUIRES: the policy is in play.
  [[nodiscard]] std::size_t first(const CompiledPolicy* policy) const { return first_.at(policy); }
  [[nodiscard]] std::optional<std::size_t> find(const CompiledPolicy* policy) const;
  // Not the sender's choice: the engine's, or said by the subject.
  [[nodiscard]] bool is_fixed(std::string_view key_lower) const;
  // One condition about this session's requests; `problem` is set where it is not decided.
  [[nodiscard]] PlayCondition condition(const ConditionTest& test, bool variables,
                                        std::optional<Diagnostic>& problem) const;

 private:
  enum class Side : std::uint8_t { granting, guarding };

  void add(const CompiledPolicy* policy, Side side);
  void add_all(const std::vector<PolicyRef>& policies);
  [[nodiscard]] PlayStatement take_apart(const CompiledPolicy& policy, std::uint32_t index,
                                         Side side) const;
  void add_resource(const Text& text, bool variables, PlayStatement& out) const;
  void add_condition(const ConditionTest& test, bool variables, PlayStatement& out) const;
  [[nodiscard]] PlayCondition::Kind kind_of(std::string_view key_lower) const;
  void add_regions(const ConditionTest& test, bool variables, PlayStatement& out) const;
  void check_variables(const Text& text, const Pattern& pattern, bool in_resource,
                       std::optional<Diagnostic>& problem) const;

  const GrantSubject* subject_;
  Caller caller_;
  Context caller_keys_;
  Context base_;  // of a request on no resource in particular
  bool root_user_ = false;
  std::vector<PlayStatement> statements_;
  std::unordered_map<const CompiledPolicy*, std::size_t> first_;
};

}  // namespace rolechain
