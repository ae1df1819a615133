#include "mocks/http/audit.h"

#include <algorithm>
#include <utility>

#include "mocks/base/node.h"

namespace rolechain {
namespace {

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

void set_if(Node& map, std::string_view key, std::string_view text) {
  if (!text.empty()) map.set(std::string(key), text_node(text));
}

bool took_part(const SideTrace& side, bool allowed) {
  if (allowed) return side.outcome == SideOutcome::allows;
  return side.outcome == SideOutcome::denies || side.outcome == SideOutcome::silent;
}

std::string type_of(const AuditEntry& entry) {
  if (entry.access_key_id.empty()) return "Unknown";
  if (entry.caller_arn.contains(":assumed-role/")) return "AssumedRole";
  if (entry.caller_arn.contains(":federated-user/")) return "FederatedUser";
  return entry.caller_arn.ends_with(":root") ? "Root" : "IAMUser";
}

}  // namespace

std::string_view decision_word(AuditEntry::Decision decision) {
  switch (decision) {
    case AuditEntry::Decision::unasked:
      return "unasked";
    case AuditEntry::Decision::allowed:
      return "allowed";
    case AuditEntry::Decision::denied:
      return "denied";
  }
  return "";
}

void take_trace(const std::vector<Trace>& traces, AuditEntry& entry) {
  if (traces.empty()) return;
  const Trace& trace = traces.back().allowed ? traces.front() : traces.back();
  entry.decision = trace.allowed ? AuditEntry::Decision::allowed : AuditEntry::Decision::denied;
  for (const SideTrace& side : trace.sides) {
    if (side.reason != Reason::statement || !took_part(side, trace.allowed)) continue;
    if (!entry.statement.empty() && side.type != trace.decided_by) continue;
    entry.statement = side.statement_label();
    if (side.type == trace.decided_by) break;
  }
}

std::string to_json(const AuditEntry& entry) {
  Node out = Node::make_map();
  out.set("eventTime", text_node(format_iso8601(entry.time_s)));
  out.set("eventSource", text_node(entry.service + ".amazonaws.com"));
  const std::size_t colon = entry.action.find(':');
  set_if(out, "eventName",
         colon == std::string::npos ? std::string_view(entry.action)
                                    : std::string_view(entry.action).substr(colon + 1));
  set_if(out, "awsRegion", entry.region);
  set_if(out, "sourceIPAddress", entry.peer);
  Node who = Node::make_map();
  who.set("type", Node::make_string(type_of(entry)));
  set_if(who, "arn", entry.caller_arn);
  set_if(who, "accountId", entry.caller_account);
  set_if(who, "accessKeyId", entry.access_key_id);
  out.set("userIdentity", std::move(who));
  set_if(out, "action", entry.action);
  set_if(out, "resource", entry.resource);
  set_if(out, "issuedAccessKeyId", entry.new_key);
  set_if(out, "errorCode", entry.error);
  set_if(out, "errorMessage", entry.message);
  out.set("decision", text_node(decision_word(entry.decision)));
  set_if(out, "statement", entry.statement);
  out.set("requestID", text_node(entry.request_id));
  return rolechain::to_json(out);
}

void AuditLog::add(AuditEntry entry) {
  entries_.push_back(std::move(entry));
  if (entries_.size() > kAuditEntries_max) entries_.pop_front();
}

}  // namespace rolechain
