// `coverage`: which statements the steps were decided by. A statement that no step needs is either
// not tested or not wanted.
#include <fmt/format.h>

#include <set>

#include "sim/run/checks.h"

namespace rolechain {
namespace {

std::set<std::string> deciding_statements(const Execution& execution) {
  std::set<std::string> out;
  for (const StepRecord& step : execution.steps) {
    for (const Trace& trace : step.traces) {
      for (const SideTrace& side : trace.sides) {
        if (side.reason == Reason::statement && side.policy != nullptr) {
          out.insert(side.statement_label());
        }
      }
    }
  }
  return out;
}

struct Place {
  std::string label;
  SourceSpan span;
};

// The file's own statements, each once, in the order of the roles and users. AWS's policies are
// not the author's to cover.
class Statements {
 public:
  explicit Statements(const World& world) {
    for (const Role& role : world.roles) {
      add(role.trust.get());
      add_all(role.policies);
      add(role.boundary.get());
    }
    for (const User& user : world.users) add_all(user.policies);
    for (const Group& group : world.groups) add_all(group.policies);
    for (const Resource& resource : world.resources) add(resource.policy.get());
  }
  [[nodiscard]] const std::vector<Place>& all() const { return all_; }

 private:
  void add_all(const std::vector<AttachedPolicy>& attached) {
    for (const AttachedPolicy& one : attached) {
      if (one.arn.find(":iam::aws:") == std::string::npos) add(one.policy.get());
    }
  }
  void add(const CompiledPolicy* policy) {
    if (policy == nullptr) return;
    for (const Statement& statement : policy->statements()) {
      std::string label = policy->statement_label(statement.index);
      if (seen_.insert(label).second) all_.push_back({std::move(label), statement.span});
    }
  }

  std::vector<Place> all_;
  std::set<std::string> seen_;
};

}  // namespace

void check_coverage(const CheckPlan& plan, const Execution& execution, Checks& out) {
  if (!plan.coverage) return;
  const std::set<std::string> decided = deciding_statements(execution);
  std::string missed;
  std::size_t wanted = 0;
  std::size_t covered = 0;
  const auto want = [&](const std::string& label, const SourceSpan& span) {
    ++wanted;
    if (decided.contains(label)) {
      ++covered;
    } else {
      missed += fmt::format("- {}   {}\n", label, location_line(span));
    }
  };
  if (plan.coverage->all) {
    const Statements statements(execution.scenario->world);
    for (const Place& place : statements.all()) want(place.label, place.span);
  }
  for (const std::string& label : plan.coverage->statements) want(label, plan.coverage->span);
  std::string message = fmt::format("{} of {} statements decided a step", covered, wanted);
  out.push_back(missed.empty() ? passed_check("coverage", std::move(message), plan.coverage->span)
                               : failed_check("coverage", std::move(message), std::move(missed),
                                              plan.coverage->span));
}

}  // namespace rolechain
