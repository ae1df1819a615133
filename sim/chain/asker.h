// Asks about hops of one session: may it assume this role at all, with what it must carry along?
// Quickly where the plain request settles it, exactly (sim/grants) where keys of the sender's
// choice may. Each key is free by itself here: a yes is one of what can_call() knows, a no is a no.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mocks/cloud/session.h"
#include "mocks/iam/authorize.h"
#include "mocks/iam/request_keys.h"
#include "sim/chain/reason.h"
#include "sim/load/scenario.h"

namespace rolechain {

struct HopAnswer {
  enum class By : std::uint8_t { plain, external_id, search };

  HopVerdict verdict = HopVerdict::blocked;
  By by = By::plain;  // allowed: what the request has that got the yes
  StatementRef caller;
  StatementRef trust;
  std::string_view external_id;  // by that; a view into the world
  std::string_view denied_more;  // the role was granted, this permission was not: "sts:TagSession"

  [[nodiscard]] bool allowed() const { return verdict == HopVerdict::allowed; }
};

// What all sessions of one scenario share. One thread's.
class HopFrame {
 public:
  explicit HopFrame(const Scenario& scenario);

  [[nodiscard]] const Scenario& scenario() const { return *scenario_; }
  [[nodiscard]] const World& world() const { return scenario_->world; }
  [[nodiscard]] bool has_endpoints() const { return has_endpoints_; }
  // Whether a statement of the policy that bears on assumption tests a key of the sender's choice,
  // or has a variable.
  bool has_choice(const CompiledPolicy* policy);
  // The external ids that the trust policy spells out.
  const std::vector<std::string_view>& external_ids(const CompiledPolicy* trust);
  // Whether the test is about a key of the sender's choice.
  [[nodiscard]] bool is_choice(const ConditionTest& test) const;

 private:
  const Scenario* scenario_;
  bool has_endpoints_;
  std::unordered_map<const CompiledPolicy*, bool> choice_;
  std::unordered_map<const CompiledPolicy*, std::vector<std::string_view>> external_ids_;
};

// The frame and the session must outlive it and stay as they are.
class HopAsker {
 public:
  HopAsker(HopFrame& frame, const Session& session);
  HopAsker(const HopAsker&) = delete;
  HopAsker& operator=(const HopAsker&) = delete;

  HopAnswer ask(const Role& role);
  // The request with no key of the sender's choice, all that must be carried along included.
  bool allows_plainly(const Role& role);
  // Whether the test holds of a policy in play, null ones included, in the last question.
  template <class Test>
  [[nodiscard]] bool any_policy(Test test) const;
  // What the evaluator says about the plain request: for reasons.
  [[nodiscard]] Trace plainly(std::string_view action, const Role& role) const;

 private:
  Decision quickly(std::string_view action_lower, const Role& role,
                   const std::vector<ContextEntry>& entries);
  // The id with which the role opens; empty: none.
  std::string_view by_external_id(const Role& role, Decision& decision);
  HopAnswer exactly(const Role& role);
  HopAnswer with_more(const Role& role, HopAnswer answer, bool sends_tags);
  [[nodiscard]] bool has_choice() const;
  void note_statements(const Decision& decision, HopAnswer& answer) const;

  HopFrame* frame_;
  const Session* session_;
  Caller caller_;
  PoliciesInPlay policies_;  // the caller's, and the last request's
  Context caller_keys_;
  RequestKeys request_keys_{caller_keys_};
  Context keys_{request_keys_};
  Request request_;  // the last
  std::vector<ContextEntry> with_id_;
};

template <class Test>
bool HopAsker::any_policy(Test test) const {
  const auto any = [&](const auto& list) { return std::ranges::any_of(list, test); };
  const auto levels = [&](const auto& list, auto policies_of_level) {
    return std::ranges::any_of(list, [&](const PolicyLevel* level) {
      return std::ranges::any_of(level->*policies_of_level,
                                 [&](const PolicyRef& policy) { return test(policy.get()); });
    });
  };
  return test(policies_.resource) || any(policies_.identity) || test(policies_.boundary) ||
         any(policies_.session) || test(policies_.endpoint) ||
         levels(policies_.scps, &PolicyLevel::scps) || levels(policies_.rcps, &PolicyLevel::rcps);
}

}  // namespace rolechain
