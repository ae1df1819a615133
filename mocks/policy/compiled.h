// A policy ready to be asked: immutable, shared between worlds and threads, evaluated without heap
// allocation. It keeps its document, so that every answer can name file and line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mocks/policy/document.h"
#include "mocks/policy/request.h"

namespace rolechain {

// Why a statement did not match: the first test that failed, in this order.
enum class Mismatch : std::uint8_t { none, action, resource, principal, condition };

// How a statement's Principal names the caller, weakest first (R-PRIN-01). `account` only
// delegates to the caller's own account; `anyone` is the bare `*`.
enum class PrincipalMatch : std::uint8_t { none, account, role, user, anyone, direct };

struct StatementMatch {
  Mismatch mismatch = Mismatch::none;
  PrincipalMatch principal = PrincipalMatch::none;  // meaningful for policies with principals
  const ConditionTest* failed = nullptr;            // with Mismatch::condition
  [[nodiscard]] bool matches() const { return mismatch == Mismatch::none; }
};

// What one policy says about a request: the first Deny that matches, else of the Allows the one
// that names the caller most strongly (R-PRIN-01), of several the first.
struct PolicyAnswer {
  enum class Says : std::uint8_t { nothing, allow, deny };
  Says says = Says::nothing;
  PrincipalMatch principal = PrincipalMatch::none;  // with allow, where the policy has principals
  std::uint32_t statement = 0;
};

struct CompiledStatement;  // compiled.cc's own shape is in compiled_statement.h
class ActionIndex;

class CompiledPolicy {
 public:
  // `label` is how reports name the policy: "base/hop", "orders_writer/trust".
  // REQUIRES: the document parsed without errors.
  CompiledPolicy(std::string label, Document document);
  ~CompiledPolicy();
  CompiledPolicy(const CompiledPolicy&) = delete;
  CompiledPolicy& operator=(const CompiledPolicy&) = delete;

  [[nodiscard]] const std::string& label() const { return label_; }
  [[nodiscard]] PolicyType type() const { return document_.type; }
  [[nodiscard]] const Document& document() const { return document_; }
  [[nodiscard]] const std::vector<Statement>& statements() const { return document_.statements; }

  // REQUIRES: index < statements().size(). Principals are tested for the types that have them.
  [[nodiscard]] StatementMatch match(std::uint32_t index, const Request& request) const;

  // The same answer as match() of every statement would give, in the time of the few that are about
  // the request's action. No heap allocation. REQUIRES: request.look_up_service().
  [[nodiscard]] PolicyAnswer ask(const Request& request) const;
  // Only the denies, where something else allows already.
  [[nodiscard]] PolicyAnswer ask_denies(const Request& request) const;

  // The Resource element alone. REQUIRES: as match().
  [[nodiscard]] bool resource_matches(std::uint32_t index, const Request& request) const;

  // "base/hop#AssumeWriter".
  [[nodiscard]] std::string statement_label(std::uint32_t index) const;

 private:
  [[nodiscard]] std::unique_ptr<const ActionIndex> index(Effect effect) const;
  // All but the action.
  [[nodiscard]] StatementMatch match_rest(std::uint32_t index, const Request& request) const;

  std::string label_;
  Document document_;
  std::vector<CompiledStatement> compiled_;
  std::unique_ptr<const ActionIndex> denies_;  // into compiled_; null where there is none
  std::unique_ptr<const ActionIndex> allows_;
};

using PolicyRef = std::shared_ptr<const CompiledPolicy>;

// One condition test against a context; what the evaluator, the proof and explanations all call.
// `variables`: ${…} in the values is expanded (R-COND-06).
bool condition_holds(const ConditionTest& test, const Context& context, bool variables);

// The parts of a policy that a pattern list is made of; the proof asks about each by itself.
bool action_matches(const Statement& statement, std::string_view action_lower);
bool resource_matches(const Statement& statement, const Request& request, bool variables);
PrincipalMatch principal_matches(const Statement& statement, const Caller& caller);

}  // namespace rolechain
