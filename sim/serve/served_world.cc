#include "sim/serve/served_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/iam/errors.h"
#include "mocks/oidc/issuer.h"
#include "mocks/pki/lab_rsa.h"
#include "mocks/sts/jwt.h"

namespace rolechain {
namespace {

std::string pod_token(const World& world, const Workload& workload, const Clock& clock,
                      IdSource& ids) {
  ServiceAccountToken token;
  token.service_namespace = workload.space;
  token.service_account = workload.service_account;
  token.audience = {std::string(kPodIdentityAudience)};
  token.pod_name = workload.pod;
  return OidcIssuer(issuer_of(world, workload), clock, ids).token(token);
}

// What an endpoint was made with: of an instance also who has its profile, which the world says.
bool same_platform(const Workload& a, const Workload& b) {
  return a.type == b.type && a.account == b.account && a.role_arn == b.role_arn &&
         a.instance_id == b.instance_id && a.task_id == b.task_id && a.cluster == b.cluster &&
         a.issuer == b.issuer && a.space == b.space && a.service_account == b.service_account &&
         a.pod == b.pod && a.imds.tokens_required == b.imds.tokens_required &&
         a.imds.hop_limit == b.imds.hop_limit && a.imds.enabled == b.imds.enabled;
}

}  // namespace

std::string issuer_of(const World& world, const Workload& workload) {
  if (!workload.issuer.empty()) return workload.issuer;
  if (workload.type == Workload::Type::github_actions) return std::string(kGitHubIssuerUrl);
  return fmt::format("oidc.eks.{}.amazonaws.com/id/{:016X}", world.region,
                     stable_hash(workload.cluster));
}

ServedWorld::ServedWorld(std::shared_ptr<const Scenario> scenario, const Clock& clock,
                         const LabCa* authority)
    : scenario_(std::move(scenario)),
      world_(scenario_->world),
      clock_(clock),
      ids_(scenario_->seed),
      sts_(world_, ids_, clock_),
      workloads_(world_, sts_, ids_, clock_),
      api_(sts_, sessions_, audit_, scenario_->context),
      authority_(authority),
      identity_(scenario_) {
  world_.build_index();
  add_users();
  add_endpoints();
}

void ServedWorld::keep(Session session, const std::string& workload) {
  session.id = workload;
  sessions_.add(session, clock_.now_s());
}

void ServedWorld::add_users() {
  for (const User& user : world_.users) {
    Session session = user_session(world_, user, ids_);
    const auto runs = std::ranges::find_if(scenario_->workloads, [&](const Workload& one) {
      return one.type == Workload::Type::user && one.user_arn == user.arn;
    });
    for (const AccessKey& key : user.access_keys) {
      session.credentials = {key.id, key.secret, ""};
      keep(session, runs == scenario_->workloads.end() ? std::string() : runs->key);
    }
  }
}

void ServedWorld::add_endpoints() {
  for (const Workload& workload : scenario_->workloads) {
    switch (workload.type) {
      case Workload::Type::ec2: {
        if (imds_.contains(workload.key)) break;
        ImdsOptions options = imds_options(workload);
        if (authority_ != nullptr) {
          options.identity_signer = authority_->certify("instance identity", lab_rsa_pem());
        }
        imds_[workload.key] = std::make_unique<Imds>(world_, sts_, ids_, clock_,
                                                     workload.instance_id, std::move(options));
        break;
      }
      case Workload::Type::ecs_task:
        if (tasks_.contains(workload.key)) break;
        tasks_[workload.key] = std::make_unique<EcsCredentialsEndpoint>(sts_, ecs_task(workload));
        break;
      case Workload::Type::eks_pod_identity:
        if (pods_.contains(workload.key)) break;
        pods_[workload.key] = std::make_unique<PodIdentityAgent>(
            sts_, "https://" + issuer_of(world_, workload), pod_identity(workload));
        break;
      default:
        break;
    }
  }
}

void ServedWorld::change(std::shared_ptr<const Scenario> scenario) {
  // Long-term keys of users that the file brings; sessions keep theirs.
  past_.push_back(std::exchange(scenario_, std::move(scenario)));
  world_ = scenario_->world;
  world_.build_index();
  api_.set_context(scenario_->context);
  identity_ = IdentityEndpoints(scenario_);
  const auto gone = [&](const auto& endpoint) {
    const Workload* now = scenario_->workload(endpoint.first);
    const Workload* before = past_.back()->workload(endpoint.first);
    return now == nullptr || before == nullptr || !same_platform(*now, *before);
  };
  std::erase_if(imds_, gone);
  std::erase_if(tasks_, gone);
  std::erase_if(pods_, gone);
  add_users();
  add_endpoints();
}

std::vector<std::string_view> ServedWorld::workload_names() const {
  std::vector<std::string_view> out;
  for (const Workload& workload : scenario_->workloads) out.push_back(workload.key);
  return out;
}

void ServedWorld::adopt(const Session& session) {
  keep(session, session.id);
  handed_out_.push_back(session);
}

std::vector<std::string> ServedWorld::instances() const {
  std::vector<std::string> out;
  for (const Workload& workload : scenario_->workloads) {
    if (workload.type == Workload::Type::ec2) out.push_back(workload.key);
  }
  return out;
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
      if (workload.type == Workload::Type::github_actions) {
        out.id_token_path = id_token_path(workload);
        out.id_token_bearer = id_token_bearer(*scenario_, workload);
      }
      break;
    case Workload::Type::lambda:
    case Workload::Type::user: {
      auto delivery = workloads_.get(workload);
      if (!delivery.session) return std::unexpected(std::move(delivery.session.error()));
      delivery.session->id = workload.key;
      adopt(*delivery.session);
      out.keys = delivery.session->credentials;
      break;
    }
  }
  return out;
}

}  // namespace rolechain
