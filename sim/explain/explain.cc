#include "sim/explain/explain.h"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "mocks/base/printable.h"
#include "mocks/base/text.h"
#include "sim/explain/context_rows.h"
#include "sim/explain/fix.h"
#include "sim/explain/granting.h"
#include "sim/explain/sides.h"
#include "sim/explain/statements.h"

namespace rolechain {
namespace {

constexpr int kReasonColumn = 20;  // below a side's words

// The scenario's own name of an ARN, or the ARN.
std::string name_of(std::string_view arn, const Scenario& scenario) {
  if (const Role* role = scenario.world.role(arn); role != nullptr && !role->key.empty()) {
    return role->key;
  }
  for (const Resource& resource : scenario.world.resources) {
    if (resource.arn == arn && !resource.key.empty()) return resource.key;
  }
  return std::string(arn);
}

const Step* step_of(const StepRecord& record, const Scenario& scenario) {
  const auto at = std::ranges::find(scenario.steps, record.path, &Step::path);
  return at == scenario.steps.end() ? nullptr : &*at;
}

bool assumes(const StepRecord& record) {
  return starts_with_ignore_case(record.action, "sts:AssumeRole");
}

std::string headline(const StepRecord& record, const Scenario& scenario) {
  const std::string_view sign = record.ok ? "✓" : "✗";
  const std::string code =
      record.ok || record.error_code.empty() ? "" : fmt::format(" ({})", record.error_code);
  const std::string caller = record.caller.empty() ? "the owner" : record.caller;
  if (record.action.empty()) return fmt::format("{} {}{}", sign, record.summary, code);
  const Step* step = step_of(record, scenario);
  const std::string target = name_of(record.resource, scenario);
  if (step != nullptr && std::holds_alternative<GetCredentials>(step->action)) {
    return record.ok ? fmt::format("✓ {} gets credentials of {}", caller, target)
                     : fmt::format("✗ {} gets no credentials of {}{}", caller, target, code);
  }
  const std::string_view may = record.ok ? "may" : "may not";
  if (assumes(record) && step != nullptr && !std::holds_alternative<Call>(step->action)) {
    return fmt::format("{} {} {} assume {}{}", sign, caller, may, target, code);
  }
  if (target.empty() || target == "*") {
    return fmt::format("{} {} {} call {}{}", sign, caller, may, record.action, code);
  }
  return fmt::format("{} {} {} call {} on {}{}", sign, caller, may, record.action, target, code);
}

std::string accounts_words(const Trace& trace) {
  return fmt::format("accounts differ ({}, {})", trace.caller_account, trace.resource_account);
}

// A guardrail or a Deny in the way of what is granted otherwise: who grants, who blocks.
std::string blocked_grant(const SideTrace& blocking, const Trace& trace) {
  const bool denies = blocking.outcome == SideOutcome::denies;
  std::string blocker = guardrail_name(blocking);
  if (blocker.empty()) blocker = blocking.statement_label();
  const std::string granted_by = granting(trace).labels();
  if (!granted_by.empty()) {
    return fmt::format("granted by {}, but {} {} it", granted_by, blocker,
                       denies ? "denies" : "does not allow");
  }
  if (denies) return "an explicit deny decides, whatever else allows";
  return "it only limits, but it must allow as well";
}

// Why the sides suffice, where that is not plain to see.
std::string allowed_because(const Trace& trace) {
  if (trace.caller_account.empty()) return "";
  if (!trace.same_account) return accounts_words(trace) + ": both sides allow";
  const SideTrace* caller = trace.side(PolicyType::identity);
  if (caller == nullptr || said_yes(*caller)) return "";
  // R-EVAL-07, R-TRUST-02.
  return fmt::format("same account ({}): a {} policy that names the caller suffices",
                     trace.caller_account,
                     trace.side(PolicyType::trust) != nullptr ? "trust" : "resource's own");
}

// What the rules make of the sides; "" where the sides alone say it.
std::string conclusion(const Trace& trace) {
  const SideTrace* blocking = blocking_side(trace);
  if (trace.allowed) return allowed_because(trace);
  if (blocking == nullptr) return "";
  if (blocking->outcome == SideOutcome::denies || !guardrail_name(*blocking).empty()) {
    return blocked_grant(*blocking, trace);
  }
  if (trace.caller_account.empty()) return "";  // a service, or a token's bearer: one side
  if (!trace.same_account) return accounts_words(trace) + ": both sides must allow";
  const SideTrace* resource = trace.side(PolicyType::trust);
  const bool trust = resource != nullptr;
  if (!trust) resource = trace.side(PolicyType::resource);
  if (resource != nullptr && resource->outcome == SideOutcome::delegates) {
    return fmt::format(
        "same account ({}): {} leaves it to the caller's own policies", trace.caller_account,
        resource->statement_label().empty() ? "the default policy" : resource->statement_label());
  }
  if (trust) {
    return fmt::format("same account ({}): the role's trust policy must allow in any case",
                       trace.caller_account);
  }
  return "";
}

// FullAWSAccess on a level says nothing that anybody asked for.
bool goes_without_saying(const SideTrace& side) {
  const bool level = side.type == PolicyType::scp || side.type == PolicyType::rcp;
  return level && side.policy == nullptr && said_yes(side);
}

class Tree {
 public:
  explicit Tree(Detail detail) : detail_(detail) {}

  // One line, whatever the names in it hold.
  void headline(const std::string& text) { out_ += printable(text, Lines::one) + "\n"; }
  void line(std::string_view sign, const std::string& words) {
    if (!words.empty()) headline(fmt::format("  {} {}", sign, words));
  }
  void sides(const Trace& trace);
  void refused(const Trace& trace);
  // Several traces: the permissions that one step needs.
  void granted(const std::vector<Trace>& traces);
  void how_to_refuse(const Trace& trace);
  void context(const Trace& trace);
  [[nodiscard]] bool outline() const { return detail_ == Detail::outline; }
  std::string take() && { return std::move(out_); }

 private:
  void reason(const SideTrace& side, const Trace& trace);
  void statements(const SideTrace& side, const Trace& trace);

  Detail detail_;
  std::string out_;
  std::string last_context_;
};

void Tree::sides(const Trace& trace) {
  for (const SideTrace& side : trace.sides) {
    if (goes_without_saying(side) && detail_ != Detail::all) continue;
    headline("  " + side_line(side, trace, outline() ? Places::hidden : Places::shown));
    if (detail_ == Detail::normal) reason(side, trace);
    if (detail_ == Detail::all) statements(side, trace);
  }
}

// What makes the deciding statement apply, where it is no more than the request spelled out.
void Tree::reason(const SideTrace& side, const Trace& trace) {
  const StatementTrace* const decided = deciding_statement(side);
  if (decided == nullptr || !decided->match.matches()) return;
  const bool grants = guardrail_name(side).empty() || side.outcome == SideOutcome::denies;
  const std::string why = grants ? why_it_applies(*decided, trace) : std::string();
  if (!why.empty()) headline(fmt::format("{:{}}{}", "", kReasonColumn, why));
}

void Tree::statements(const SideTrace& side, const Trace& trace) {
  std::size_t label_width = 0;
  std::size_t place_width = 0;
  const auto label_of = [](const StatementTrace& one) {
    return one.policy->statement_label(one.statement);
  };
  const auto place_of = [](const StatementTrace& one) {
    return location_line(statement_of(one).span);
  };
  for (const StatementTrace& one : side.statements) {
    label_width = std::max(label_width, label_of(one).size());
    place_width = std::max(place_width, place_of(one).size());
  }
  for (const StatementTrace& one : side.statements) {
    headline(fmt::format("      {:<5}  {:<{}}  {:<{}}  {}",
                         statement_of(one).effect == Effect::deny ? "Deny" : "Allow", label_of(one),
                         label_width, place_of(one), place_width, verdict(one, trace)));
  }
}

void Tree::refused(const Trace& trace) {
  sides(trace);
  line("→", conclusion(trace));
  for (const std::string& fix : fixes_for(trace)) line("fix:", fix);
}

// The same statements decide both: nothing to be said twice.
bool decided_alike(const Trace& a, const Trace& b) {
  return std::ranges::equal(a.sides, b.sides, [](const SideTrace& x, const SideTrace& y) {
    return x.type == y.type && x.policy == y.policy && x.statement == y.statement;
  });
}

void Tree::granted(const std::vector<Trace>& traces) {
  for (const Trace& trace : traces) {
    if (&trace != &traces.front()) {
      const bool alike = decided_alike(trace, traces.front());
      line("→", fmt::format("{} is needed as well, and {}", trace.action,
                            alike ? "the same statements allow it" : "allowed:"));
      if (alike && detail_ != Detail::all) continue;
    }
    sides(trace);
  }
  if (traces.empty()) return;
  line("→", conclusion(traces.front()));
}

void Tree::how_to_refuse(const Trace& trace) {
  if (outline()) return;
  const Granting::Change change = granting(trace).change;
  std::string_view sign = "to refuse:";
  for (const std::string& way : ways_to_refuse(trace)) {
    line(sign, way);
    sign = change == Granting::Change::one ? "       or:" : "      and:";
  }
}

void Tree::context(const Trace& trace) {
  if (detail_ != Detail::all) return;
  std::string table = context_table(trace, ContextShown::all, "      ");
  const bool same = table == last_context_;
  headline(fmt::format("  context of {}:{}", trace.action, same ? " the same" : ""));
  if (same) return;
  out_ += table;
  last_context_ = std::move(table);
}

}  // namespace

std::string explain_step(const StepRecord& step, const Scenario& scenario, Detail detail) {
  Tree tree(detail);
  tree.headline(headline(step, scenario));
  const auto refused = std::ranges::find(step.traces, false, &Trace::allowed);
  if (refused != step.traces.end()) {
    if (!equals_ignore_case(refused->action, step.action)) {
      tree.line("→", fmt::format("it needs {} as well", refused->action));
    }
    tree.refused(*refused);
    if (!tree.outline()) tree.line("AWS says:", step.error_message);
    tree.context(*refused);
    return std::move(tree).take();
  }
  if (step.ok) {
    tree.granted(step.traces);
    // A workload's first credentials are what everything else stands on.
    const Step* asked = step_of(step, scenario);
    const bool first = asked != nullptr && std::holds_alternative<GetCredentials>(asked->action);
    if (!first && !step.traces.empty()) tree.how_to_refuse(step.traces.front());
  } else {
    for (const Trace& trace : step.traces) tree.sides(trace);
    tree.line("→", step.error_message);
    tree.line("fix:", fix_for_refusal(step));
  }
  for (const Trace& trace : step.traces) tree.context(trace);
  return std::move(tree).take();
}

std::string explain_trace(const Trace& trace, const Scenario&, Detail detail) {
  Tree tree(detail);
  if (trace.allowed) {
    tree.granted({trace});
    tree.how_to_refuse(trace);
  } else {
    tree.refused(trace);
  }
  tree.context(trace);
  return std::move(tree).take();
}

}  // namespace rolechain
