// What the checker of certificates must know about one session: the policies that may have a say,
// which conditions are settled and which are the sender's choice, what authorize() says. Read from
// the scenario anew, without the code that made the proof.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/iam/authorize.h"
#include "mocks/policy/condition.h"
#include "mocks/policy/service_reference.h"
#include "sim/certificate/globs.h"
#include "sim/grants/grants.h"
#include "sim/run/run.h"

namespace rolechain::certificate {

// What a scenario says of one session: it is to be proved.
struct Claim {
  const LiveSession* live = nullptr;
  std::vector<GrantIntent> intents;
  GrantMode mode = GrantMode::exact;
};
struct Claims {
  std::vector<Claim> claims;
  std::vector<std::string> left_out;  // what else it says of grants, and why it is not proved
};
// Of `grants`, `grants_at_least` and the closed world. The execution must outlive it.
Claims claims_of(const Scenario& scenario, const Execution& execution);

struct Policy {
  const CompiledPolicy* compiled = nullptr;
  bool grants = false;  // its Allows are enough: the caller's own and resources' policies
};
struct StatementRef {
  std::size_t policy = 0;  // into policies()
  std::uint32_t index = 0;
};

// A condition that the sender's choice decides, variables filled in.
struct FreeTest {
  std::string key;  // lower case
  std::string op;   // "ForAnyValue:StringLike"
  std::vector<std::string> values;
  CompiledCondition condition;
};
std::vector<std::string> filled_values(const ConditionTest& test, bool variables,
                                       const Context& context);

class SessionFacts {
 public:
  explicit SessionFacts(const LiveSession& live);

  // Why certificates do not cover the session; nothing where they do.
  [[nodiscard]] std::optional<std::string> beyond(const std::vector<GrantIntent>& intents) const;

  [[nodiscard]] const LiveSession& live() const { return *live_; }
  [[nodiscard]] const World& world() const { return live_->scenario->world; }
  [[nodiscard]] const std::vector<Policy>& policies() const { return policies_; }
  // Statements that can match some request of the session, in order.
  [[nodiscard]] const std::vector<StatementRef>& statements() const { return statements_; }
  [[nodiscard]] const Statement& statement(StatementRef ref) const {
    return policies_[ref.policy].compiled->statements()[ref.index];
  }
  [[nodiscard]] bool grants(StatementRef ref) const {
    return policies_[ref.policy].grants && statement(ref).effect == Effect::allow;
  }
  [[nodiscard]] std::string label(StatementRef ref) const {
    return policies_[ref.policy].compiled->statement_label(ref.index);
  }

  // The lists that must tell the ARNs of some actions apart: those of the statements and intents,
  // and what else a decision follows from. `about`, `intents`: those that the actions match.
  [[nodiscard]] std::vector<GlobList> needed_lists(const std::vector<StatementRef>& about,
                                                   const std::vector<const GrantIntent*>& intents,
                                                   bool trust) const;
  // The tests of the sender's choice that bear on one action and ARN, of statements that all else
  // lets match and of the intents.
  [[nodiscard]] std::vector<FreeTest> free_tests(
      const ActionView& action, const std::string& arn,
      const std::vector<const GrantIntent*>& intents) const;

  [[nodiscard]] Context context(const ActionView& action, const std::string& arn,
                                const std::vector<ContextEntry>& chosen) const;
  [[nodiscard]] bool allowed(const ActionView& action, const std::string& arn,
                             const std::vector<ContextEntry>& chosen) const;
  // Whether the labelled Allow matches the request.
  [[nodiscard]] bool goes_by(const std::string& label, const ActionView& action,
                             const std::string& arn, const Context& context) const;
  [[nodiscard]] std::string owner(const std::string& arn) const {
    return world().owner(arn, live_->session.account);
  }

 private:
  void add(const CompiledPolicy* policy, bool grants);
  [[nodiscard]] bool is_open(const std::string& text, bool variables, bool in_resource) const;
  [[nodiscard]] bool has_open_variables(const std::vector<GrantIntent>& intents) const;
  [[nodiscard]] bool is_dead(StatementRef ref) const;
  [[nodiscard]] bool is_fixed(std::string_view key_lower) const;
  [[nodiscard]] bool is_choice(std::string_view key_lower, const ActionView& action,
                               const std::string& arn) const;
  void add_free(const ConditionTest& test, bool variables, const ActionView& action,
                const std::string& arn, const Context& context, std::vector<FreeTest>& out,
                bool& fails) const;
  [[nodiscard]] GlobList resources(StatementRef ref) const;
  void add_entities(bool trust, bool tags, std::vector<GlobList>& out) const;

  const LiveSession* live_;
  Caller caller_;
  Context base_;  // of a request on no resource in particular
  std::vector<Policy> policies_;
  std::vector<StatementRef> statements_;
};

// Patterns of an intent that say whose ARNs they mean: by the account, or where ARNs have none by
// the name.
bool names_owner(std::string_view pattern);
// In the realistic model a service's own keys come only with the actions that the reference lists
// them for.
bool carries(const ActionView& action, std::string_view key_lower);

}  // namespace rolechain::certificate
