#include "sim/explain/explain.h"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "sim/explain/fix.h"
#include "sim/explain/sides.h"

namespace rolechain {
namespace {

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

// What the rules make of the sides; "" where the sides alone say it.
std::string conclusion(const Trace& trace) {
  const SideTrace* blocking = blocking_side(trace);
  if (trace.allowed || blocking == nullptr) {
    const bool two_sides = !trace.same_account && !trace.caller_account.empty();
    return trace.allowed && two_sides ? accounts_words(trace) + ": both sides allow" : "";
  }
  if (blocking->outcome == SideOutcome::denies) {
    return "an explicit deny decides, whatever else allows";
  }
  switch (blocking->type) {
    case PolicyType::boundary:
    case PolicyType::session:
    case PolicyType::scp:
    case PolicyType::rcp:
    case PolicyType::endpoint:
      return "it only limits, but it must allow as well";
    case PolicyType::identity:
    case PolicyType::resource:
    case PolicyType::trust:
      break;
  }
  if (trace.caller_account.empty()) return "";  // a service, or a token's bearer: one side
  if (!trace.same_account) return accounts_words(trace) + ": both sides must allow";
  if (trace.side(PolicyType::trust) != nullptr) {
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

void add_sides(std::string& out, const Trace& trace, Places places) {
  for (const SideTrace& side : trace.sides) {
    if (goes_without_saying(side)) continue;
    out += fmt::format("  {}\n", side_line(side, trace, places));
  }
}

void add_line(std::string& out, std::string_view sign, const std::string& words) {
  if (!words.empty()) out += fmt::format("  {} {}\n", sign, words);
}

void add_fixes(std::string& out, const Trace& trace) {
  for (const std::string& fix : fixes_for(trace)) add_line(out, "fix:", fix);
}

}  // namespace

std::string explain_step(const StepRecord& step, const Scenario& scenario) {
  std::string out = headline(step, scenario) + "\n";
  const auto refused = std::ranges::find(step.traces, false, &Trace::allowed);
  if (refused != step.traces.end()) {
    if (!equals_ignore_case(refused->action, step.action)) {
      add_line(out, "→", fmt::format("it needs {} as well", refused->action));
    }
    add_sides(out, *refused, Places::hidden);
    add_line(out, "→", conclusion(*refused));
    add_fixes(out, *refused);
    return out;
  }
  for (const Trace& trace : step.traces) add_sides(out, trace, Places::hidden);
  if (!step.ok) {
    add_line(out, "→", step.error_message);
    add_line(out, "fix:", fix_for_refusal(step));
  } else if (!step.traces.empty()) {
    add_line(out, "→", conclusion(step.traces.front()));
  }
  return out;
}

std::string explain_trace(const Trace& trace, const Scenario&) {
  std::string out;
  add_sides(out, trace, Places::shown);
  add_line(out, "→", conclusion(trace));
  add_fixes(out, trace);
  return out;
}

}  // namespace rolechain
