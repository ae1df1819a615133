// One request to a served world: whose it is, which faults it meets, who answers, what is written
// down about it.
#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/shown_clock.h"
#include "mocks/base/text.h"
#include "mocks/http/form.h"
#include "mocks/http/operation.h"
#include "mocks/oidc/issuer.h"
#include "mocks/sts/jwt.h"
#include "sim/serve/served_world.h"

namespace rolechain {
namespace {

constexpr std::string_view kAgentAddress = "169.254.170.23";
constexpr std::string_view kCredentials = "/meta-data/iam/security-credentials/";
constexpr std::int64_t kExpiredSince_s = 3600;

std::string_view path_of(const HttpRequest& request) {
  return std::string_view(request.path).substr(0, request.path.find('?'));
}

// The version segments of the metadata service: /latest/…, /2021-03-23/…
bool is_metadata(std::string_view path) {
  const auto segments = split(path.substr(std::min<std::size_t>(1, path.size())), '/');
  const auto& versions = metadata_versions();
  return !segments.empty() && std::ranges::find(versions, segments.front()) != versions.end();
}

// The agent is reached at its own address or, in port mode, at the listener's: both are it.
HttpRequest as_asked_of_agent(HttpRequest request) {
  for (HttpHeader& header : request.headers) {
    if (!equals_ignore_case(header.name, "Host")) continue;
    const std::string_view host = header.value;
    if (host.starts_with("127.0.0.1") || host.starts_with("localhost") ||
        host.starts_with("[::1]")) {
      header.value = kAgentAddress;
    }
  }
  return request;
}

// Of the metadata service: the document of a role, not the list of roles. The others give nothing
// else.
bool asks_for_document(const HttpRequest& request, const FaultTarget& facts) {
  if (request.method != "GET") return false;
  if (facts.endpoint != "imds") return facts.endpoint != "imds-token";
  const std::size_t at = request.path.find(kCredentials);
  return at != std::string::npos && at + kCredentials.size() < path_of(request).size();
}

// The value of a member of a credential document, whose members are texts: where it stands.
struct Found {
  std::size_t at = 0;
  std::size_t size = 0;
};
std::optional<Found> value_of(const std::string& document, std::string_view key) {
  const std::size_t name = document.find(fmt::format("\"{}\"", key));
  if (name == std::string::npos) return std::nullopt;
  const std::size_t begin = document.find('"', name + key.size() + 2);
  const std::size_t end = document.find('"', begin + 1);
  if (begin == std::string::npos || end == std::string::npos) return std::nullopt;
  return Found{begin + 1, end - begin - 1};
}

std::string text_of(const std::string& document, std::string_view key) {
  const auto found = value_of(document, key);
  return found ? document.substr(found->at, found->size) : std::string();
}

// The endpoint's own way of failing; none of them has a body that a client reads.
HttpResponse failing(int status) {
  return {status,
          {{"Content-Type", "text/plain"}, {"Connection", "close"}},
          fmt::format("{} {}\n", status, reason_phrase(status))};
}

}  // namespace

FaultTarget ServedWorld::facts_of(const HttpRequest& request, const std::string& instance) {
  FaultTarget out;
  const std::string_view path = path_of(request);
  const bool is_signed = find_header(request.headers, "Authorization") != nullptr ||
                         request.path.contains("X-Amz-Signature=");
  // The agent's token stands where a signature would.
  if (path == "/v1/credentials" && !pods_.empty()) {
    out.endpoint = "pod-identity";
    out.workload = workload_of_pod(request);
  } else if (!is_signed && is_metadata(path)) {
    out.endpoint = path.ends_with("/api/token") ? "imds-token" : "imds";
    const auto names = instances();
    out.workload = !instance.empty() || names.empty() ? instance : names.front();
  } else if (path.starts_with("/v2/credentials")) {
    out.endpoint = "ecs";
    for (const auto& [key, task] : tasks_) {
      if (path == task->relative_uri()) out.workload = key;
    }
  } else {
    const ClaimedOperation claimed = claimed_operation(request);
    out.endpoint = claimed.service;
    out.action = claimed.action;
    if (const auto session = sessions_.find(claimed.access_key_id)) out.workload = session->id;
    if (out.action == "sts:AssumeRoleWithWebIdentity") out.workload = workload_of_token(request);
  }
  return out;
}

HttpAnswer ServedWorld::handle(const HttpRequest& request, const std::string& peer,
                               const std::string& instance) {
  if (auto document = identity_.answer(request, workloads_)) return *std::move(document);
  const FaultTarget facts = facts_of(request, instance);
  const FaultEffects met = faults_.meet(facts);
  HttpAnswer out = facts.of_credentials()
                       ? credentials(request, peer, facts, met)
                       : HttpAnswer(api_.handle(request, {peer, facts.workload}, met));
  if (met.failure == FaultKind::hang) out = HttpAnswer::without_response(HttpAnswer::Kind::hang);
  if (met.failure == FaultKind::reset) out = HttpAnswer::without_response(HttpAnswer::Kind::reset);
  out.delay_ms = met.delay_ms;
  if (met.truncates) out.body_bytes_max = met.bytes.value_or(out.response.body.size() / 2);
  return out;
}

HttpAnswer ServedWorld::credentials(const HttpRequest& request, const std::string& peer,
                                    const FaultTarget& facts, const FaultEffects& met) {
  last_trace_.clear();
  HttpAnswer out;
  const bool document = asks_for_document(request, facts);
  const std::string place = fmt::format("{} {}", facts.workload, path_of(request));
  if (met.failure) {
    out = failing(met.failure == FaultKind::unavailable ? 503 : met.status);
  } else if (const auto last = documents_.find(place);
             met.document == FaultKind::stale && document && last != documents_.end()) {
    // Who may not read, may not read what is stale.
    HttpRequest probe = request;
    probe.path = "/latest/";
    out = facts.endpoint == "imds" ? ask_endpoint(probe, facts) : HttpAnswer(last->second);
    if (out.response.status == 200) out = last->second;
  } else {
    out = ask_endpoint(request, facts);
    const bool given =
        document && out.kind == HttpAnswer::Kind::response && out.response.status == 200;
    if (given) documents_.insert_or_assign(place, out.response);
    std::string& body = out.response.body;
    const auto expiration = value_of(body, "Expiration");
    if (given && met.document == FaultKind::empty_document) body.clear();
    if (given && expiration && met.document == FaultKind::no_expiration) {
      body.erase(expiration->at, expiration->size);
    }
    if (given && expiration && met.document == FaultKind::expired) {
      const EpochSeconds past_s = shown_s(clock_, clock_.now_s()) - kExpiredSince_s;
      body.replace(expiration->at, expiration->size, format_iso8601(past_s));
    }
  }
  note_credentials(request, peer, facts, met, out);
  return out;
}

HttpAnswer ServedWorld::ask_endpoint(const HttpRequest& request, const FaultTarget& facts) {
  if (facts.endpoint == "ecs") return task_credentials(request, facts.workload);
  if (facts.endpoint == "pod-identity") return pod_credentials(request, facts.workload);
  return metadata(request, facts.workload);
}

// Documents, and what went wrong; listings and tokens say nothing that these do not.
void ServedWorld::note_credentials(const HttpRequest& request, const std::string& peer,
                                   const FaultTarget& facts, const FaultEffects& met,
                                   const HttpAnswer& answer) {
  const bool failed = answer.kind != HttpAnswer::Kind::response || answer.response.status >= 400;
  if (!asks_for_document(request, facts) && !failed && met.label.empty()) return;
  AuditEntry entry;
  entry.time_s = clock_.now_s();
  entry.request_id = ids_.uuid();
  entry.service = facts.endpoint;
  entry.action = facts.endpoint == "imds-token" ? "PutToken" : "GetCredentials";
  entry.resource = path_of(request);
  entry.region = world_.region;
  entry.peer = peer;
  entry.workload = facts.workload;
  entry.fault = met.label;
  if (const std::string* agent = find_header(request.headers, "User-Agent")) {
    entry.user_agent = *agent;
  }
  take_trace(last_trace_, entry);
  entry.new_key = text_of(answer.response.body, "AccessKeyId");
  const std::string code = text_of(answer.response.body, "Code");
  if (failed) {
    entry.error = answer.kind == HttpAnswer::Kind::response
                      ? std::to_string(answer.response.status)
                      : std::string(fault_word(met.failure.value_or(FaultKind::hang)));
    entry.message = reason_phrase(answer.response.status);
  } else if (!code.empty() && code != "Success") {
    entry.error = code;
    entry.message = text_of(answer.response.body, "Message");
  }
  audit_.add(entry);
  api_.recent().add({std::move(entry), std::move(last_trace_), answer.response.status, ""});
}

HttpAnswer ServedWorld::metadata(const HttpRequest& request, const std::string& instance) {
  const auto imds = imds_.find(instance);
  if (imds == imds_.end()) {
    return HttpResponse{404,
                        {{"Content-Type", "text/plain"}, {"Connection", "close"}},
                        "this scenario has no EC2 workload\n"};
  }
  const ImdsSettings& settings = scenario_->workload(instance)->imds;
  auto response = imds->second->handle(request, settings.hops);
  bool has_session = false;
  for (const RoleDelivery delivery : {RoleDelivery::v1, RoleDelivery::v2}) {
    const Session* session = imds->second->role().session(delivery);
    has_session = has_session || session != nullptr;
    if (session == nullptr || sessions_.find(session->credentials.access_key_id) != nullptr) {
      continue;
    }
    last_trace_ = imds->second->role().trace();
    keep(*session, instance);
  }
  if (!has_session) last_trace_ = imds->second->role().trace();
  if (response) return *std::move(response);
  return HttpAnswer::without_response(settings.beyond_limit == ImdsSettings::Beyond::reset
                                          ? HttpAnswer::Kind::reset
                                          : HttpAnswer::Kind::hang);
}

// A session that was there before was explained when it was made.
void ServedWorld::keep_new(const std::optional<Session>& session, const StsTrace& trace,
                           const std::string& workload) {
  if (session && sessions_.find(session->credentials.access_key_id) != nullptr) return;
  last_trace_ = trace;
  if (session) keep(*session, workload);
}

HttpResponse ServedWorld::task_credentials(const HttpRequest& request,
                                           const std::string& workload) {
  const auto task = tasks_.find(workload);
  if (task != tasks_.end()) {
    HttpResponse response = task->second->handle(request);
    keep_new(task->second->session(), task->second->trace(), workload);
    return response;
  }
  // Any of them says what is wrong with the id.
  if (!tasks_.empty()) return tasks_.begin()->second->handle(request);
  return {404, {{"Content-Type", "text/plain"}}, "this scenario has no ECS task\n"};
}

// Who has a token of its own goes by what the token says of it.
std::string ServedWorld::workload_of_token(const HttpRequest& request) {
  const auto form = Form::parse(request.body);
  const std::string* text = form ? form->find("WebIdentityToken") : nullptr;
  const auto token = text == nullptr ? ApiResult<WebToken>() : decode_jwt(*text);
  if (!token) return {};
  for (const Workload& workload : scenario_->workloads) {
    ServiceAccountToken account;
    account.service_namespace = workload.space;
    account.service_account = workload.service_account;
    const bool pod = workload.type == Workload::Type::eks_irsa;
    if (!pod && workload.type != Workload::Type::github_actions) continue;
    if (token->subject == (pod ? service_account_subject(account) : workload.subject)) {
      return workload.key;
    }
  }
  return {};
}

// The agent knows the pod by its token.
std::string ServedWorld::workload_of_pod(const HttpRequest& request) {
  const std::string* bearer = find_header(request.headers, "Authorization");
  const auto token = bearer == nullptr ? ApiResult<WebToken>() : decode_jwt(*bearer);
  if (!token) return pods_.begin()->first;
  for (const Workload& workload : scenario_->workloads) {
    if (!pods_.contains(workload.key)) continue;
    ServiceAccountToken account;
    account.service_namespace = workload.space;
    account.service_account = workload.service_account;
    if (token->issuer != "https://" + issuer_of(world_, workload)) continue;
    if (token->subject == service_account_subject(account)) return workload.key;
  }
  return pods_.begin()->first;
}

HttpResponse ServedWorld::pod_credentials(const HttpRequest& request, const std::string& workload) {
  PodIdentityAgent& agent = *pods_.at(workload);
  HttpResponse response = agent.handle(as_asked_of_agent(request));
  keep_new(agent.session(), agent.trace(), workload);
  return response;
}

}  // namespace rolechain
