#include "sim/serve/served_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"
#include "mocks/oidc/issuer.h"
#include "mocks/sts/jwt.h"

namespace rolechain {
namespace {

constexpr std::string_view kAgentAddress = "169.254.170.23";

std::string_view path_of(const HttpRequest& request) {
  return std::string_view(request.path).substr(0, request.path.find('?'));
}

// The version segments of the metadata service: /latest/…, /2021-03-23/…
bool is_metadata(std::string_view path) {
  const auto segments = split(path.substr(std::min<std::size_t>(1, path.size())), '/');
  const auto& versions = metadata_versions();
  return !segments.empty() && std::ranges::find(versions, segments.front()) != versions.end();
}

std::string issuer_of(const World& world, const Workload& workload) {
  if (!workload.issuer.empty()) return workload.issuer;
  return fmt::format("oidc.eks.{}.amazonaws.com/id/{:016X}", world.region,
                     stable_hash(workload.cluster));
}

std::string pod_token(const World& world, const Workload& workload, const Clock& clock,
                      IdSource& ids) {
  ServiceAccountToken token;
  token.service_namespace = workload.space;
  token.service_account = workload.service_account;
  token.audience = {std::string(kPodIdentityAudience)};
  token.pod_name = workload.pod;
  return OidcIssuer(issuer_of(world, workload), clock, ids).token(token);
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

}  // namespace

ServedWorld::ServedWorld(std::shared_ptr<const Scenario> scenario, const Clock& clock)
    : scenario_(std::move(scenario)),
      world_(scenario_->world),
      clock_(clock),
      ids_(scenario_->seed),
      sts_(world_, ids_, clock_),
      workloads_(world_, sts_, ids_, clock_),
      api_(sts_, sessions_, audit_, scenario_->context) {
  world_.build_index();
  for (const User& user : world_.users) {
    Session session = user_session(world_, user, ids_);
    for (const AccessKey& key : user.access_keys) {
      session.credentials = {key.id, key.secret, ""};
      keep(session);
    }
  }
  for (const Workload& workload : scenario_->workloads) {
    switch (workload.type) {
      case Workload::Type::ec2:
        imds_[workload.key] = std::make_unique<Imds>(world_, sts_, ids_, clock_,
                                                     workload.instance_id, imds_options(workload));
        break;
      case Workload::Type::ecs_task:
        tasks_[workload.key] = std::make_unique<EcsCredentialsEndpoint>(sts_, ecs_task(workload));
        break;
      case Workload::Type::eks_pod_identity:
        pods_[workload.key] = std::make_unique<PodIdentityAgent>(
            sts_, "https://" + issuer_of(world_, workload), pod_identity(workload));
        break;
      default:
        break;
    }
  }
}

void ServedWorld::adopt(const Session& session) {
  keep(session);
  handed_out_.push_back(session);
}

std::vector<std::string> ServedWorld::instances() const {
  std::vector<std::string> out;
  for (const Workload& workload : scenario_->workloads) {
    if (workload.type == Workload::Type::ec2) out.push_back(workload.key);
  }
  return out;
}

HttpAnswer ServedWorld::handle(const HttpRequest& request, const std::string& peer,
                               const std::string& instance) {
  const std::string_view path = path_of(request);
  const bool is_signed = find_header(request.headers, "Authorization") != nullptr ||
                         request.path.contains("X-Amz-Signature=");
  // The agent's token stands where a signature would.
  if (path == "/v1/credentials" && !pods_.empty()) return pod_credentials(request);
  if (!is_signed && is_metadata(path)) return metadata(request, instance);
  if (path.starts_with("/v2/credentials")) return task_credentials(request);
  return api_.handle(request, peer);
}

HttpAnswer ServedWorld::metadata(const HttpRequest& request, const std::string& instance) {
  const auto names = instances();
  const auto imds = imds_.find(!instance.empty() || names.empty() ? instance : names.front());
  if (imds == imds_.end()) {
    return HttpResponse{404,
                        {{"Content-Type", "text/plain"}, {"Connection", "close"}},
                        "this scenario has no EC2 workload\n"};
  }
  const ImdsSettings& settings = scenario_->workload(imds->first)->imds;
  auto response = imds->second->handle(request, settings.hops);
  for (const RoleDelivery delivery : {RoleDelivery::v1, RoleDelivery::v2}) {
    if (const Session* session = imds->second->role().session(delivery)) keep(*session);
  }
  if (response) return *std::move(response);
  return HttpAnswer::without_response(settings.beyond_limit == ImdsSettings::Beyond::reset
                                          ? HttpAnswer::Kind::reset
                                          : HttpAnswer::Kind::hang);
}

HttpResponse ServedWorld::task_credentials(const HttpRequest& request) {
  const std::string_view path = path_of(request);
  for (auto& [key, task] : tasks_) {
    if (path != task->relative_uri()) continue;
    HttpResponse response = task->handle(request);
    if (task->session()) keep(*task->session());
    return response;
  }
  // Any of them says what is wrong with the id.
  if (!tasks_.empty()) return tasks_.begin()->second->handle(request);
  return {404, {{"Content-Type", "text/plain"}}, "this scenario has no ECS task\n"};
}

HttpResponse ServedWorld::pod_credentials(const HttpRequest& request) {
  // The agent knows the pod by its token.
  const std::string* bearer = find_header(request.headers, "Authorization");
  auto agent = pods_.begin();
  if (const auto token = bearer == nullptr ? ApiResult<WebToken>() : decode_jwt(*bearer)) {
    for (const Workload& workload : scenario_->workloads) {
      const auto at = pods_.find(workload.key);
      ServiceAccountToken account;
      account.service_namespace = workload.space;
      account.service_account = workload.service_account;
      if (at == pods_.end() || token->issuer != "https://" + issuer_of(world_, workload)) continue;
      if (token->subject == service_account_subject(account)) agent = at;
    }
  }
  HttpResponse response = agent->second->handle(as_asked_of_agent(request));
  if (agent->second->session()) keep(*agent->second->session());
  return response;
}

ApiResult<WorkloadEndpoint> ServedWorld::endpoint(const Workload& workload) {
  WorkloadEndpoint out;
  out.workload = workload.key;
  out.type = workload.type;
  switch (workload.type) {
    case Workload::Type::ec2:
      break;
    case Workload::Type::ecs_task:
      out.credentials_path = tasks_.at(workload.key)->relative_uri();
      break;
    case Workload::Type::eks_pod_identity:
      out.credentials_path = "/v1/credentials";
      out.token = pod_token(world_, workload, clock_, ids_);
      break;
    case Workload::Type::eks_irsa:
    case Workload::Type::github_actions:
      out.token = workloads_.web_identity_token(workload);
      out.role_arn = workload.role_arn;
      out.session_name = workload.key;
      break;
    case Workload::Type::lambda:
    case Workload::Type::user: {
      auto delivery = workloads_.get(workload);
      if (!delivery.session) return std::unexpected(std::move(delivery.session.error()));
      adopt(*delivery.session);
      out.keys = delivery.session->credentials;
      break;
    }
  }
  return out;
}

}  // namespace rolechain
