#include "sim/run/workload_credentials.h"

#include <utility>

#include "mocks/iam/errors.h"
#include "mocks/imds/client.h"
#include "mocks/lambda/function.h"
#include "mocks/oidc/issuer.h"

namespace rolechain {
namespace {

constexpr std::int64_t kGitHubToken_s = 300;

void take_reply(Delivery& out, ApiResult<StsReply> reply) {
  if (reply) {
    out.session = std::move(reply->session);
  } else {
    out.session = std::unexpected(std::move(reply.error()));
  }
}

LambdaFunction lambda_function(const Workload& workload) {
  LambdaFunction function;
  function.name = workload.function;
  function.account = workload.account;
  function.execution_role_arn = workload.role_arn;
  return function;
}

ServiceAccountToken service_account(const Workload& workload) {
  ServiceAccountToken token;
  token.service_namespace = workload.space;
  token.service_account = workload.service_account;
  if (!workload.audience.empty()) token.audience = {workload.audience};
  token.pod_name = workload.pod;
  return token;
}

}  // namespace

ImdsOptions imds_options(const Workload& workload) {
  ImdsOptions options;
  options.tokens =
      workload.imds.tokens_required ? ImdsOptions::Tokens::required : ImdsOptions::Tokens::optional;
  options.endpoint_enabled = workload.imds.enabled;
  options.hop_limit = workload.imds.hop_limit;
  return options;
}

EcsTask ecs_task(const Workload& workload) {
  EcsTask task;
  task.task_id = workload.task_id;
  task.account = workload.account;
  if (!workload.cluster.empty()) task.cluster = workload.cluster;
  task.task_role_arn = workload.role_arn;
  return task;
}

PodIdentity pod_identity(const Workload& workload) {
  PodIdentity pod;
  pod.cluster_name = workload.cluster;
  pod.account = workload.account;
  pod.kubernetes_namespace = workload.space;
  pod.service_account = workload.service_account;
  pod.pod_name = workload.pod;
  pod.role_arn = workload.role_arn;
  return pod;
}

Imds& WorkloadCredentials::endpoint(const Workload& workload) {
  auto& imds = instances_[workload.instance_id];
  if (!imds) {
    imds = std::make_unique<Imds>(world_, sts_, ids_, clock_, workload.instance_id,
                                  imds_options(workload));
  }
  return *imds;
}

Delivery WorkloadCredentials::of_instance(const Workload& workload) {
  Delivery out;
  std::vector<HttpExchange> exchanges;
  Imds& imds = endpoint(workload);
  out.session = instance_credentials(imds, {RoleDelivery::v2, workload.imds.hops}, &exchanges, &out.trace);
  for (const HttpExchange& one : exchanges) out.wire.push_back(to_text(one));
  if (const auto names = imds.role().names(RoleDelivery::v2)) out.resource = names->role_arn;
  return out;
}

Delivery WorkloadCredentials::of_token(const Workload& workload) {
  Delivery out;
  WebIdentityInput input;
  input.role_arn = workload.role_arn;
  // The names that the platforms' own tools give a session.
  input.session_name =
      workload.type == Workload::Type::github_actions ? "GitHubActions" : "default_session";
  input.token = web_identity_token(workload);
  out.action = "sts:AssumeRoleWithWebIdentity";
  out.resource = input.role_arn;
  take_reply(out, sts_.assume_role_with_web_identity(input, &out.trace));
  return out;
}

Delivery WorkloadCredentials::of_user(const Workload& workload) {
  Delivery out;
  out.resource = workload.user_arn;
  if (const User* user = world_.user(workload.user_arn)) {
    out.session = user_session(world_, *user, ids_);
  } else {
    out.session = std::unexpected(no_such_user(workload.user_arn));
  }
  return out;
}

Delivery WorkloadCredentials::get(const Workload& workload) {
  Delivery out;
  out.action = "sts:AssumeRole";
  out.resource = workload.role_arn;
  switch (workload.type) {
    case Workload::Type::ec2:
      out = of_instance(workload);
      out.action = "sts:AssumeRole";
      break;
    case Workload::Type::ecs_task:
      take_reply(out, ecs_task_credentials(sts_, ecs_task(workload), &out.trace));
      break;
    case Workload::Type::eks_pod_identity:
      take_reply(out, pod_identity_credentials(sts_, pod_identity(workload), &out.trace));
      break;
    case Workload::Type::lambda:
      take_reply(out, lambda_credentials(sts_, lambda_function(workload), &out.trace));
      break;
    case Workload::Type::eks_irsa:
    case Workload::Type::github_actions:
      return of_token(workload);
    case Workload::Type::user:
      return of_user(workload);
  }
  return out;
}

std::string WorkloadCredentials::web_identity_token(const Workload& workload) {
  if (workload.type == Workload::Type::eks_irsa) {
    return OidcIssuer(workload.issuer, clock_, ids_).token(service_account(workload));
  }
  if (workload.type != Workload::Type::github_actions) return {};
  const std::string_view issuer =
      workload.issuer.empty() ? kGitHubIssuerUrl : std::string_view(workload.issuer);
  const std::string audience =
      workload.audience.empty() ? std::string(kStsAudience) : workload.audience;
  return OidcIssuer(issuer, clock_, ids_)
      .token(workload.subject, {audience}, kGitHubToken_s, Node::make_map());
}

}  // namespace rolechain
