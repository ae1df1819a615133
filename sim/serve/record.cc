#include "sim/serve/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/http/fault_kinds.h"
#include "mocks/http/session_json.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

// Keys of the request itself, beside a service's own; all others follow from world and session.
constexpr std::array<std::string_view, 3> kOfRequest{"aws:SourceIp", "aws:UserAgent",
                                                     "aws:RequestedRegion"};
// Any six digits pass; those that were sent are not kept.
constexpr std::string_view kMfaCode = "123456";

bool is_of_request(std::string_view key, std::string_view service) {
  if (std::ranges::any_of(kOfRequest,
                          [&](std::string_view one) { return equals_ignore_case(one, key); })) {
    return true;
  }
  return key.size() > service.size() && starts_with_ignore_case(key, service) &&
         key[service.size()] == ':';
}

bool is_tested(const Trace& trace, std::string_view key) {
  for (const SideTrace& side : trace.sides) {
    for (const StatementTrace& looked_at : side.statements) {
      for (const ConditionTest& test :
           looked_at.policy->statements()[looked_at.statement].conditions) {
        if (equals_ignore_case(test.key.value, key)) return true;
      }
    }
  }
  return false;
}

Node list_of(const std::vector<std::string>& texts) {
  Node out = Node::make_list();
  for (const std::string& text : texts) out.items.push_back(Node::make_string(text));
  return out;
}

// What some policy asked about the request, so that the run asks the same.
Node context_of(const std::vector<Trace>& traces, std::string_view service) {
  Node out = Node::make_map();
  for (const Trace& trace : traces) {
    for (const ContextEntry& entry : trace.context.all()) {
      if (entry.origin != ContextEntry::Origin::engine) continue;
      if (!is_of_request(entry.key, service) || !is_tested(trace, entry.key)) continue;
      out.set(entry.key, entry.multi_valued || entry.values.size() != 1
                             ? list_of(entry.values)
                             : Node::make_string(entry.values.front()));
    }
  }
  return out;
}

const Trace* deciding(const std::vector<Trace>& traces) {
  if (traces.empty()) return nullptr;
  const auto refused = std::ranges::find(traces, false, &Trace::allowed);
  return refused == traces.end() ? &traces.front() : &*refused;
}

// {"identity": "base/hop#AssumeWriter"}: the side that decided; empty where no words say it.
Node because_of(const std::vector<Trace>& traces) {
  Node out = Node::make_map();
  const Trace* trace = deciding(traces);
  if (trace == nullptr) return out;
  for (const SideTrace& side : trace->sides) {
    const bool decided =
        trace->allowed ? side.outcome == SideOutcome::allows
                       : side.type == trace->decided_by && side.outcome != SideOutcome::allows;
    if (!decided) continue;
    const std::string word = side.reason == Reason::statement
                                 ? side.statement_label()
                                 : std::string(reason_word(side.reason));
    set_text(out, policy_type_word(side.type), word);
  }
  return out;
}

Node expect_of(const RecentCall& call, std::string_view success) {
  const bool ok = call.entry.error.empty() ||
                  (call.entry.decision == AuditEntry::Decision::allowed && success == "allow");
  Node out = Node::make_map();
  set_text(out, ok ? "result" : "error", ok ? success : std::string_view(call.entry.error));
  if (Node because = because_of(call.traces); !because.members.empty()) {
    out.set("because", std::move(because));
  }
  return out;
}

// "throttling", where a step can say so, too.
std::string step_fault(const AuditEntry& entry) {
  for (const std::string_view word : step_fault_words()) {
    if (entry.fault.starts_with(fmt::format("{}#", word))) return std::string(word);
  }
  return {};
}

void copy_text(const Node& from, std::string_view key, Node& to, std::string_view as) {
  if (const auto text = text_member(from, key)) set_text(to, as, *text);
}

void copy_duration(const Node& from, Node& to) {
  const Node* seconds = from.find("durationSeconds");
  if (seconds != nullptr) set_text(to, "duration", seconds->text + "s");
}

// Parameters as CloudTrail names them → `with:` of a step.
Node with_of(const Node& parameters) {
  Node out = Node::make_map();
  copy_text(parameters, "roleSessionName", out, "session_name");
  copy_text(parameters, "name", out, "name");
  copy_text(parameters, "externalId", out, "external_id");
  copy_text(parameters, "sourceIdentity", out, "source_identity");
  copy_text(parameters, "policy", out, "policy");
  copy_duration(parameters, out);
  if (const Node* tags = parameters.find("tags")) {
    Node& map = out.set("tags", Node::make_map());
    for (const Node& tag : tags->items) {
      map.set(text_member(tag, "key").value_or(""),
              Node::make_string(text_member(tag, "value").value_or("")));
    }
  }
  if (const Node* keys = parameters.find("transitiveTagKeys")) {
    out.set("transitive_tag_keys", *keys);
  }
  if (const Node* arns = parameters.find("policyArns")) {
    Node& list = out.set("policy_arns", Node::make_list());
    for (const Node& one : arns->items) {
      list.items.push_back(Node::make_string(text_member(one, "arn").value_or("")));
    }
  }
  if (const auto serial = text_member(parameters, "serialNumber")) {
    Node& mfa = out.set("mfa", Node::make_map());
    set_text(mfa, "serial", *serial);
    if (parameters.find("tokenCode") != nullptr) set_text(mfa, "code", kMfaCode);
  }
  return out;
}

Node parameters_of(const AuditEntry& entry) {
  const SourceFile file{"parameters", entry.parameters};
  const auto node = entry.parameters.empty() ? Result<Node>(Node::make_map()) : parse_json(file);
  return node ? *node : Node::make_map();
}

std::string_view after_last(std::string_view text, char mark) {
  return text.substr(text.rfind(mark) + 1);
}

}  // namespace

Recorder::Recorder(std::shared_ptr<const Scenario> scenario, std::string use, Changes changes)
    : scenario_(std::move(scenario)), use_(std::move(use)), now_s_(scenario_->clock_s) {
  if (!changes.empty()) add_change(now_s_, changes);
}

void Recorder::step(Node node) { steps_ += fmt::format("  - {}\n", to_json(node)); }

void Recorder::comment(std::string_view why, const AuditEntry& entry) {
  steps_ += fmt::format("  # {} {}: {}{}{}\n", format_iso8601(entry.time_s),
                        entry.action.empty() ? entry.service : entry.action, why,
                        entry.error.empty() ? "" : ", ", entry.error);
}

// The world's clock may have been set back; a run's cannot.
void Recorder::pass_time(EpochSeconds time_s) {
  if (time_s <= now_s_) return;
  Node out = Node::make_map();
  set_text(out, "advance", fmt::format("{}s", time_s - now_s_));
  step(std::move(out));
  now_s_ = time_s;
}

void Recorder::add_change(EpochSeconds time_s, const Changes& changes) {
  pass_time(time_s);
  Node out = Node::make_map();
  Node& set = out.set("set", Node::make_map());
  for (const auto& [path, value] : changes) set.set(path, value);
  step(std::move(out));
}

std::string Recorder::new_session(std::string_view base, const std::string& key) {
  std::string name(base);
  for (char& c : name) {
    if (c == '/' || c == ' ' || c == '@' || c == '#') c = '-';
  }
  const int count = ++counts_[name];
  std::string id = count == 1 ? name : fmt::format("{}_{}", name, count);
  if (!key.empty()) ids_[key] = id;
  return id;
}

std::string Recorder::session_of(const AuditEntry& entry) {
  if (entry.caller == nullptr) return {};
  const std::string& key = entry.caller->credentials.access_key_id;
  if (const auto at = ids_.find(key); at != ids_.end()) return at->second;
  // From the environment: nobody saw it being given out.
  const Workload* workload = scenario_->workload(entry.caller->id);
  const bool from_environment = workload != nullptr && (workload->type == Workload::Type::user ||
                                                        workload->type == Workload::Type::lambda);
  if (!from_environment) return {};
  Node out = Node::make_map();
  std::string id = new_session(workload->key, key);
  set_text(out, "id", id);
  set_text(out, "workload", workload->key);
  set_text(out, "get", "credentials");
  set_text(out, "expect", "ok");
  step(std::move(out));
  return id;
}

void Recorder::add(const RecentCall& call) {
  const AuditEntry& entry = call.entry;
  if (entry.service == "imds-token") return;
  pass_time(entry.time_s);
  if (entry.action == "GetCredentials") return add_credentials(call);
  if (entry.action.empty()) return comment("no step can say what was asked", entry);
  if (!entry.fault.empty() && !entry.error.empty()) {
    const std::string fault = step_fault(entry);
    if (fault.empty()) return comment("met the fault " + entry.fault, entry);
    Node out = Node::make_map();
    set_text(out, "fault", fault);
    set_text(out, "of", service_of_action(entry.action));
    step(std::move(out));
  }
  const bool makes_session =
      entry.action == "sts:AssumeRole" || entry.action == "sts:AssumeRoleWithWebIdentity" ||
      entry.action == "sts:GetSessionToken" || entry.action == "sts:GetFederationToken";
  makes_session ? add_sts(call) : add_call(call);
}

void Recorder::add_credentials(const RecentCall& call) {
  const AuditEntry& entry = call.entry;
  // The same keys again are no news; what the network did is no step.
  if (!entry.new_key.empty() && ids_.contains(entry.new_key)) return;
  if (!entry.fault.empty() || call.http != 200 || scenario_->workload(entry.workload) == nullptr) {
    return comment("the endpoint failed", entry);
  }
  Node out = Node::make_map();
  set_text(out, "id", new_session(entry.workload, entry.new_key));
  set_text(out, "workload", entry.workload);
  set_text(out, "get", "credentials");
  out.set("expect", expect_of(call, "ok"));
  step(std::move(out));
}

void Recorder::add_sts(const RecentCall& call) {
  const AuditEntry& entry = call.entry;
  const Node parameters = parameters_of(entry);
  const std::string role = text_member(parameters, "roleArn").value_or("");
  const bool web = entry.action == "sts:AssumeRoleWithWebIdentity";
  const std::string caller = web ? entry.workload : session_of(entry);
  if (caller.empty()) return comment("nobody knows who asked", entry);
  const bool assumes = web || entry.action == "sts:AssumeRole";
  if (assumes && role.empty()) return comment("no step lacks a role", entry);
  Node out = Node::make_map();
  const std::string_view base = assumes ? after_last(role, '/') : std::string_view(caller);
  set_text(out, "id", new_session(base, entry.new_key));
  set_text(out, web ? "workload" : "as", caller);
  if (assumes) {
    set_text(out, web ? "assume_web_identity" : "assume", role);
  } else {
    set_text(out, "get",
             entry.action == "sts:GetSessionToken" ? "session_token" : "federation_token");
  }
  if (Node with = with_of(parameters); !with.members.empty()) out.set("with", std::move(with));
  if (Node context = context_of(call.traces, "sts"); !context.members.empty() && !web) {
    // What the operation's own parameters say, STS puts there itself.
    std::erase_if(context.members, [](const Member& one) { return one.key.starts_with("sts:"); });
    if (!context.members.empty()) out.set("context", std::move(context));
  }
  out.set("expect", expect_of(call, "ok"));
  step(std::move(out));
}

void Recorder::add_call(const RecentCall& call) {
  const AuditEntry& entry = call.entry;
  const std::string caller = session_of(entry);
  if (caller.empty()) return comment("nobody knows who asked", entry);
  // Of what no policy was asked, only these are the same in a run.
  const bool said = entry.decision != AuditEntry::Decision::unasked || entry.error.empty() ||
                    !step_fault(entry).empty() || call.reason == "expired";
  if (!said) return comment("no policy was asked", entry);
  Node out = Node::make_map();
  set_text(out, "as", caller);
  set_text(out, "call", entry.action);
  if (!entry.resource.empty() && entry.resource != "*") set_text(out, "on", entry.resource);
  const std::string_view service = service_of_action(entry.action);
  if (Node context = context_of(call.traces, service); !context.members.empty()) {
    out.set("context", std::move(context));
  }
  out.set("expect", expect_of(call, "allow"));
  step(std::move(out));
}

std::string Recorder::text() const {
  std::string out = fmt::format(
      "# Recorded by `rolechain serve --record`: what clients did, and what came of it.\n"
      "{}"
      "scenario: v1\n"
      "name: {}\n"
      "use: {}\n",
      use_.starts_with("../") || use_.starts_with('/')
          ? "# Its world lies outside of this directory: rolechain run --allow-external-files\n"
          : "",
      to_json(Node::make_string(scenario_->name + "-recorded")), to_json(Node::make_string(use_)));
  return out + (steps_.empty() ? "steps: []\n" : "steps:\n" + steps_);
}

}  // namespace rolechain
