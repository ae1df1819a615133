#include "mocks/iam/trace.h"

namespace rolechain {

std::string_view reason_word(Reason reason) {
  switch (reason) {
    case Reason::statement:
      return "statement";
    case Reason::no_document:
      return "no-document";
    case Reason::no_statement:
      return "no-statement";
    case Reason::principal_not_matched:
      return "principal-not-matched";
    case Reason::condition_not_met:
      return "condition-not-met";
  }
  return "";
}

std::string SideTrace::statement_label() const {
  return policy == nullptr ? std::string() : policy->statement_label(statement);
}

const SideTrace* Trace::side(PolicyType type) const {
  const SideTrace* first = nullptr;
  for (const SideTrace& candidate : sides) {
    if (candidate.type != type) continue;
    if (first == nullptr) first = &candidate;
    // Of several levels, the one that stands in the way tells more than one that does not.
    if (candidate.outcome == SideOutcome::denies) return &candidate;
    if (candidate.outcome == SideOutcome::silent && first->outcome != SideOutcome::silent) {
      first = &candidate;
    }
  }
  return first;
}

}  // namespace rolechain
