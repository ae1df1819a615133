#include "sim/serve/call_story.h"

#include <fmt/format.h>

#include <utility>

#include "sim/explain/explain.h"
#include "sim/report/report.h"

namespace rolechain {
namespace {

StepRecord record_of(const RecentCall& call) {
  const AuditEntry& entry = call.entry;
  StepRecord out;
  out.id = entry.request_id;
  out.at = format_iso8601(entry.time_s);
  out.as = entry.caller_arn();
  out.caller = entry.workload;
  // Several sessions come from one workload: which of them it was, its role says.
  if (entry.caller != nullptr && !entry.caller->session_name.empty()) {
    const std::string_view arn = entry.caller->arn;
    out.caller = arn.substr(arn.find('/') + 1);
  }
  if (out.caller.empty()) out.caller = entry.caller == nullptr ? "somebody" : entry.caller->arn;
  out.action = entry.action.empty() ? "(no action)" : entry.action;
  out.resource = entry.resource;
  out.summary = fmt::format("{}: {} on {}", out.caller, out.action, out.resource);
  out.ok = entry.error.empty();
  out.error_code = entry.error;
  out.http = call.http;
  out.error_message = entry.message;
  out.reason = call.reason;
  out.traces = call.traces;
  return out;
}

}  // namespace

std::string call_story(const RecentCall& call, const Scenario& scenario) {
  const AuditEntry& entry = call.entry;
  std::string out = fmt::format("{} {}\n", format_iso8601(entry.time_s), entry.request_id);
  if (!entry.fault.empty()) out += fmt::format("fault: {}\n", entry.fault);
  return out + explain_step(record_of(call), scenario);
}

std::string call_story_json(const RecentCall& call, const Scenario& scenario) {
  const StepRecord record = record_of(call);
  return to_json_explanation(scenario.name, "", {&record});
}

}  // namespace rolechain
