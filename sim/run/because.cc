#include "sim/run/because.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rolechain {
namespace {

// Several statements of one side may say the same; each of them is a right answer.
bool names_statement(const SideTrace& side, std::string_view label) {
  if (side.reason != Reason::statement) return false;
  if (side.statement_label() == label) return true;
  const Effect effect = side.outcome == SideOutcome::denies ? Effect::deny : Effect::allow;
  return std::ranges::any_of(side.statements, [&](const StatementTrace& looked_at) {
    return looked_at.match.matches() &&
           looked_at.policy->statements()[looked_at.statement].effect == effect &&
           looked_at.policy->statement_label(looked_at.statement) == label;
  });
}

bool side_says(const SideTrace& side, std::string_view expected) {
  if (side.reason == Reason::statement) return names_statement(side, expected);
  return reason_word(side.reason) == expected;
}

bool had_a_part(const SideTrace& side, bool allowed) {
  const bool yes = side.outcome == SideOutcome::allows || side.outcome == SideOutcome::delegates;
  return yes == allowed;
}

std::string any_mismatch(std::string_view expected, const StepRecord& step, const Trace* trace) {
  if (!step.reason.empty() && step.reason == expected) return {};
  std::vector<std::string> came;
  if (trace != nullptr) {
    for (const SideTrace& side : trace->sides) {
      if (!had_a_part(side, trace->allowed)) continue;
      if (side_says(side, expected)) return {};
      came.push_back(fmt::format("{}: {}", policy_type_word(side.type), side_word(side)));
    }
  }
  if (came.empty() && !step.reason.empty()) came.push_back(step.reason);
  if (came.empty()) came.emplace_back(step.ok ? "no policy was asked" : "no reason is known");
  return fmt::format("expected because `{}`, but it was {}", expected, fmt::join(came, "; "));
}

std::string side_mismatch(std::string_view name, std::string_view expected, const Trace* trace) {
  if (trace == nullptr) {
    return fmt::format("expected {} `{}`, but no policy was asked", name, expected);
  }
  std::vector<std::string> came;
  for (const SideTrace& side : trace->sides) {
    if (policy_type_word(side.type) != name) continue;
    if (side_says(side, expected)) return {};
    came.push_back(side_word(side));
  }
  if (came.empty()) came.emplace_back("was not asked");
  return fmt::format("expected {} `{}`, but {}", name, expected, fmt::join(came, "; "));
}

}  // namespace

const Trace* deciding_trace(const StepRecord& step) {
  if (step.traces.empty()) return nullptr;
  const auto refused = std::ranges::find(step.traces, false, &Trace::allowed);
  return refused == step.traces.end() ? &step.traces.front() : &*refused;
}

std::string side_word(const SideTrace& side) {
  if (side.reason != Reason::statement) return std::string(reason_word(side.reason));
  const std::string label = side.statement_label();
  const std::string_view by = label.empty() ? "default" : std::string_view(label);
  switch (side.outcome) {
    case SideOutcome::allows:
      return fmt::format("allowed by {}", by);
    case SideOutcome::denies:
      return fmt::format("denied by {}", by);
    case SideOutcome::delegates:
      return fmt::format("delegated by {}", by);
    case SideOutcome::silent:
      break;
  }
  return "silent";
}

std::string because_mismatch(const Because& because, const StepRecord& step) {
  const Trace* trace = deciding_trace(step);
  std::string wrong;
  for (const auto& [name, expected] : because.sides) {
    std::string line =
        name == "any" ? any_mismatch(expected, step, trace) : side_mismatch(name, expected, trace);
    // A step that needed several permissions and got them: each one's statement is an answer.
    for (const Trace& other : step.traces) {
      if (line.empty()) break;
      if (!step.ok || &other == trace) continue;
      line = name == "any" ? any_mismatch(expected, step, &other)
                           : side_mismatch(name, expected, &other);
    }
    if (line.empty()) continue;
    if (!wrong.empty()) wrong += "; ";
    wrong += line;
  }
  return wrong;
}

}  // namespace rolechain
