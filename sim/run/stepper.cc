#include "sim/run/stepper.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"
#include "sim/run/api_calls.h"
#include "sim/run/calls.h"
#include "sim/run/pairs.h"

namespace rolechain {
namespace {

// A step without id makes a session that nobody can name, but that a closed world still counts.
std::string session_id_of(const Step& step) {
  return step.id.empty() && step.path.starts_with('/') ? step.path.substr(1) : step.id;
}

// AWS's rules for RoleSessionName leave no slash and no single letter: "/steps/3" becomes
// "steps-3", and "a" becomes "session-a".
std::string session_name_of(const Step& step) {
  std::string name = session_id_of(step);
  std::ranges::replace(name, '/', '-');
  return name.size() < 2 ? "session-" + name : name;
}

std::string describe_call(const StepRecord& record) {
  if (record.resource.empty() || record.resource == "*") return record.action;
  return fmt::format("{} on {}", record.action, record.resource);
}

}  // namespace

Stepper::Stepper(Loader& loader, const ScenarioFile& file, Changes changes,
                 std::shared_ptr<const Scenario> scenario)
    : loader_(loader),
      file_(file),
      changes_(std::move(changes)),
      world_(scenario->world),
      scenario_(std::move(scenario)),
      clock_(scenario_->clock_s),
      ids_(scenario_->seed),
      sts_(world_, ids_, clock_),
      workloads_(world_, sts_, ids_, clock_) {
  execution_.worlds.push_back(scenario_);
}

std::expected<void, Diagnostics> Stepper::run(const Step& step) {
  StepRecord record;
  record.id = step.id;
  record.path = step.path;
  record.caller = step.as;
  record.at = format_iso8601(clock_.now_s());
  auto done =
      std::visit([&](const auto& action) { return act(step, action, record); }, step.action);
  if (!done) return done;
  // What STS does not decide (a managed policy whose text is not shipped) is no refusal.
  if (record.reason == "unsupported") {
    return std::unexpected(
        Diagnostics{{Severity::unsupported, "unsupported-request", record.error_message, step.span,
                     "give the policy's text under `managed_policies:`"}});
  }
  execution_.steps.push_back(std::move(record));
  return {};
}

Execution Stepper::finish() && {
  execution_.scenario = scenario_;
  return std::move(execution_);
}

const Session* Stepper::caller_of_step(const Step& step, StepRecord& record) const {
  if (step.as.empty()) {
    skip(record, "not run: the step says no `as:`, so nobody makes the request");
    return nullptr;
  }
  if (const LiveSession* live = execution_.session(step.as)) {
    record.as = live->session.arn;
    return &live->session;
  }
  const StepRecord* maker = execution_.step(step.as);
  if (maker == nullptr) {
    skip(record, fmt::format("not run: no step before it is called `{}`", step.as));
  } else if (!maker->ran) {
    skip(record, fmt::format("not run: step `{}` did not run", step.as));
  } else if (maker->ok) {
    skip(record, fmt::format("not run: step `{}` makes no session", step.as));
  } else {
    skip(record, fmt::format("not run: step `{}` was refused ({}), so there is no session", step.as,
                             maker->error_code));
  }
  return nullptr;
}

void Stepper::keep(const Step& step, StepRecord& record, Session session) {
  record.ok = true;
  record.identity = session.arn;
  if (session.expires_s != kNeverExpires_s) {
    record.lifetime_s = session.expires_s - clock_.now_s();
  }
  const std::string id = session_id_of(step);
  session.id = id;
  LiveSession live{id, std::move(session), scenario_, clock_.now_s()};
  origins_.insert_or_assign(id, step);
  const auto at = std::ranges::find(execution_.sessions, id, &LiveSession::id);
  if (at == execution_.sessions.end()) {
    execution_.sessions.push_back(std::move(live));
    return;
  }
  execution_.past_sessions.push_back(std::exchange(*at, std::move(live)).session);
}

// The step's own keys come last: they override the scenario's.
std::vector<ContextEntry> Stepper::context_of(const Step& step) const {
  std::vector<ContextEntry> context = scenario_->context;
  context.insert(context.end(), step.context.begin(), step.context.end());
  return context;
}

AssumeRoleInput Stepper::input_of(const Step& step, const Assume& assume) const {
  AssumeRoleInput input;
  input.role_arn = assume.role_arn;
  input.session_name = assume.session_name.empty() ? session_name_of(step) : assume.session_name;
  input.external_id = assume.external_id;
  input.duration_s = assume.duration_s;
  input.tags = assume.tags;
  input.transitive_tag_keys = assume.transitive_tag_keys;
  input.source_identity = assume.source_identity;
  input.policy = assume.policy;
  input.policy_arns = assume.policy_arns;
  input.serial_number = assume.mfa_serial;
  input.token_code = assume.mfa_code;
  input.context = context_of(step);
  return input;
}

void Stepper::share_world(Scenario scenario) {
  scenario.world = world_;
  scenario_ = std::make_shared<const Scenario>(std::move(scenario));
  execution_.worlds.push_back(scenario_);
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const GetCredentials& get,
                                              StepRecord& record) {
  const Workload* workload = scenario_->workload(get.workload);
  record.caller = get.workload;
  record.summary = fmt::format("{}: get credentials", get.workload);
  if (workload == nullptr) {
    skip(record, fmt::format("not run: there is no workload `{}`", get.workload));
    return {};
  }
  if (meets_fault(get.workload, record)) return {};
  Delivery delivery = workloads_.get(*workload);
  record.traces = std::move(delivery.trace);
  record.wire = std::move(delivery.wire);
  record.action = std::move(delivery.action);
  record.resource = std::move(delivery.resource);
  if (delivery.session) {
    keep(step, record, *std::move(delivery.session));
  } else {
    refuse(record, delivery.session.error());
  }
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const Assume& assume,
                                              StepRecord& record) {
  record.action = "sts:AssumeRole";
  record.resource = assume.role_arn;
  record.summary = fmt::format("{}: {}", step.as, describe_call(record));
  const Session* caller = caller_of_step(step, record);
  if (caller == nullptr || meets_fault("sts", record)) return {};
  auto reply = sts_.assume_role(*caller, input_of(step, assume), &record.traces);
  if (reply) {
    keep(step, record, std::move(reply->session));
  } else {
    refuse(record, reply.error());
  }
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const AssumeWebIdentity& assume,
                                              StepRecord& record) {
  record.action = "sts:AssumeRoleWithWebIdentity";
  record.resource = assume.with.role_arn;
  record.caller = assume.workload;
  record.summary = fmt::format("{}: {}", assume.workload, describe_call(record));
  const Workload* workload = scenario_->workload(assume.workload);
  if (workload == nullptr) {
    skip(record, fmt::format("not run: there is no workload `{}`", assume.workload));
    return {};
  }
  if (meets_fault("sts", record)) return {};
  WebIdentityInput input;
  input.role_arn = assume.with.role_arn;
  input.session_name =
      assume.with.session_name.empty() ? session_name_of(step) : assume.with.session_name;
  input.token = workloads_.web_identity_token(*workload);
  input.duration_s = assume.with.duration_s;
  input.policy = assume.with.policy;
  input.policy_arns = assume.with.policy_arns;
  auto reply = sts_.assume_role_with_web_identity(input, &record.traces);
  if (reply) {
    keep(step, record, std::move(reply->session));
  } else {
    refuse(record, reply.error());
  }
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const GetSessionToken& get,
                                              StepRecord& record) {
  record.action = "sts:GetSessionToken";
  record.resource = "*";
  record.summary = fmt::format("{}: {}", step.as, record.action);
  const Session* caller = caller_of_step(step, record);
  if (caller == nullptr || meets_fault("sts", record)) return {};
  auto reply = sts_.get_session_token(*caller, {get.duration_s, get.mfa_serial, get.mfa_code});
  if (reply) {
    keep(step, record, std::move(reply->session));
  } else {
    refuse(record, reply.error());
  }
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const GetFederationToken& get,
                                              StepRecord& record) {
  record.action = "sts:GetFederationToken";
  record.summary = fmt::format("{}: {} for {}", step.as, record.action, get.name);
  const Session* caller = caller_of_step(step, record);
  if (caller == nullptr || meets_fault("sts", record)) return {};
  FederationTokenInput input;
  input.name = get.name;
  input.duration_s = get.with.duration_s;
  input.policy = get.with.policy;
  input.policy_arns = get.with.policy_arns;
  input.tags = get.with.tags;
  auto reply = sts_.get_federation_token(*caller, input, &record.traces);
  if (!record.traces.empty()) record.resource = record.traces.front().resource;
  if (reply) {
    keep(step, record, std::move(reply->session));
  } else {
    refuse(record, reply.error());
  }
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const Call& call,
                                              StepRecord& record) {
  record.action = call.action;
  record.resource = call.resource;
  record.summary = fmt::format("{}: {}", step.as, describe_call(record));
  const Session* caller = caller_of_step(step, record);
  if (caller == nullptr) return {};
  if (auto wrong = wrong_pair(world_, call, step.span)) {
    return std::unexpected(Diagnostics{*std::move(wrong)});
  }
  if (meets_fault(service_of_action(call.action), record)) return {};
  make_call(world_, *caller, call, context_of(step), clock_.now_s(), record);
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const Api& api,
                                              StepRecord& record) {
  record.action = api.operation;
  record.summary = fmt::format("{}: {}", step.as.empty() ? "owner" : step.as, api.operation);
  if (!is_api_operation(api.operation)) {
    return std::unexpected(
        Diagnostics{{Severity::unsupported, "unsupported-operation",
                     fmt::format("rolechain does not know the operation `{}`", api.operation),
                     step.span, "use a `set:` step for other changes of the world"}});
  }
  std::string account;
  if (!step.as.empty()) {
    const Session* caller = caller_of_step(step, record);
    if (caller == nullptr) return {};
    account = caller->account;
    if (!authorize_api(world_, *caller, api, context_of(step), clock_.now_s(), record)) return {};
  }
  if (auto done = perform(world_, api, account); !done) {
    refuse(record, done.error());
    return {};
  }
  record.ok = true;
  done_.push_back({api, account});
  share_world(*scenario_);
  return {};
}

bool Stepper::meets_fault(std::string_view of, StepRecord& record) {
  const auto fault = std::ranges::find_if(
      faults_, [&](const Fault& one) { return one.times > 0 && equals_ignore_case(one.of, of); });
  if (fault == faults_.end()) return false;
  --fault->times;
  const std::string service = to_lower(of);
  refuse(record, fault->kind == Fault::Kind::throttling ? throttled(service)
                                                        : service_unavailable(service));
  return true;
}

std::expected<void, Diagnostics> Stepper::act(const Step&, const Fault& fault, StepRecord& record) {
  faults_.push_back(fault);
  record.summary = fmt::format("fault: {} of {}, {} times",
                               fault.kind == Fault::Kind::throttling ? "throttling" : "unavailable",
                               fault.of, fault.times);
  record.ok = true;
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step&, const Advance& advance,
                                              StepRecord& record) {
  clock_.advance(advance.seconds);
  record.summary = fmt::format("advance {}", format_duration(advance.seconds));
  record.ok = true;
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const Set& set,
                                              StepRecord& record) {
  changes_.insert(changes_.end(), set.changes.begin(), set.changes.end());
  auto changed = loader_.load(file_, changes_);
  if (!changed) return std::unexpected(std::move(changed.error()));
  world_ = changed->world;
  // The file does not know what was done to the world since.
  for (const Done& done : done_) {
    const auto again = perform(world_, done.api, done.account);
    if (again) continue;
    return std::unexpected(
        Diagnostics{{Severity::error, "set-against-api",
                     fmt::format("after this `set`, `{}` of an earlier step is refused: {}",
                                 done.api.operation, again.error().message),
                     step.span, "put the `set` step before the operation"}});
  }
  share_world(*std::move(changed));
  record.summary = "set";
  for (const auto& [path, value] : set.changes) record.summary += " " + path;
  record.ok = true;
  return {};
}

std::expected<void, Diagnostics> Stepper::act(const Step& step, const Refresh& refresh,
                                              StepRecord& record) {
  const auto origin = origins_.find(refresh.session);
  if (origin == origins_.end()) {
    record.summary = fmt::format("refresh {}", refresh.session);
    skip(record, fmt::format("not run: there is no session `{}` to refresh", refresh.session));
    return {};
  }
  // The same request again, under this step's name.
  Step again = origin->second;
  if (auto* assume = std::get_if<Assume>(&again.action)) {
    if (assume->session_name.empty()) assume->session_name = session_name_of(again);
  }
  again.id = step.id.empty() ? refresh.session : step.id;
  again.path = step.path;
  record.caller = again.as;
  return std::visit([&](const auto& action) { return act(again, action, record); }, again.action);
}

}  // namespace rolechain
