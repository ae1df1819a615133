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

struct CompiledStatement;  // compiled.cc's own shape is in compiled_statement.h

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

  // "base/hop#AssumeWriter".
  [[nodiscard]] std::string statement_label(std::uint32_t index) const;

 private:
  std::string label_;
  Document document_;
  std::vector<CompiledStatement> compiled_;
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
