// Asks about hops of one session: may it assume this role, with what it must carry along? Quickly
// where the plain request settles it, exactly (sim/grants) where keys of the sender's choice may.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mocks/cloud/session.h"
#include "mocks/iam/authorize.h"
#include "mocks/iam/request_keys.h"
#include "sim/graph/graph.h"

namespace rolechain {

struct HopAnswer {
  GraphEdge::Verdict verdict = GraphEdge::Verdict::blocked;
  StatementRef caller;  // as GraphEdge has them
  StatementRef trust;
  std::string_view denied_more;  // the role was granted, this permission was not: "sts:TagSession"

  [[nodiscard]] bool allowed() const { return verdict == GraphEdge::Verdict::allowed; }
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
  const std::vector<std::string>& external_ids(const CompiledPolicy* trust);
  // Whether the test is about a key of the sender's choice.
  [[nodiscard]] bool is_choice(const ConditionTest& test) const;

 private:
  const Scenario* scenario_;
  bool has_endpoints_;
  std::unordered_map<const CompiledPolicy*, bool> choice_;
  std::unordered_map<const CompiledPolicy*, std::vector<std::string>> external_ids_;
};

// The frame, and a session by itself, must outlive it and stay as they are.
class HopAsker {
 public:
  HopAsker(HopFrame& frame, const Session& session);
  // REQUIRES: the state has a session.
  HopAsker(HopFrame& frame, const GraphState& state);
  HopAsker(const HopAsker&) = delete;
  HopAsker& operator=(const HopAsker&) = delete;

  // Where the session's name is free, it is whatever the role's trust policy asks.
  HopAnswer ask(const Role& role);
  // The request with no key of the sender's choice, all that must be carried along included.
  bool allows_plainly(const Role& role);
  // The trace of a request that is allowed; nothing where there is none.
  [[nodiscard]] std::optional<Trace> allowing(const Role& role) const;
  // What the evaluator says about the plain request: for reasons.
  [[nodiscard]] Trace plainly(std::string_view action, const Role& role) const;

 private:
  Decision quickly(std::string_view action_lower, const Role& role,
                   const std::vector<ContextEntry>& entries);
  HopAnswer ask_by_this_name(const Role& role);
  [[nodiscard]] std::vector<std::string> names_asked_by(const Role& role) const;
  [[nodiscard]] GraphState named(std::string name) const;
  Decision with_external_id(const Role& role);
  HopAnswer exactly(const Role& role);
  HopAnswer with_more(const Role& role, HopAnswer answer, bool sends_tags);
  [[nodiscard]] bool has_choice() const;
  void note_statements(const Decision& decision, HopAnswer& answer) const;

  HopFrame* frame_;
  const Session* session_;
  std::shared_ptr<const Session> kept_;  // of a state: it lives as long as this
  bool free_name_ = false;
  Caller caller_;
  PoliciesInPlay policies_;  // the caller's, and the last request's
  Context caller_keys_;
  RequestKeys request_keys_{caller_keys_};
  Context keys_{request_keys_};
  Request request_;  // the last
  std::vector<ContextEntry> with_id_;
};

}  // namespace rolechain
