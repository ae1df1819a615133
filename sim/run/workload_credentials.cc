#include "sim/run/workload_credentials.h"

#include <utility>

#include <fmt/format.h>

#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

std::string role_of(const World& world, const Workload& workload) {
  if (workload.type != Workload::Type::ec2) return workload.role_arn;
  const Instance* instance = world.instance(workload.instance_id);
  const InstanceProfile* profile =
      instance == nullptr ? nullptr : world.instance_profile(instance->profile_arn);
  return profile == nullptr ? std::string() : profile->role_arn;
}

std::string session_name_of(const Workload& workload) {
  switch (workload.type) {
    case Workload::Type::ec2:
      return workload.instance_id;
    case Workload::Type::ecs_task:
      return workload.task_id;
    case Workload::Type::lambda:
      return workload.function;
    default:
      return workload.key;
  }
}

}  // namespace

Delivery WorkloadCredentials::by_service(const Workload& workload, std::string_view service,
                                         const std::vector<ContextEntry>& context) {
  Delivery out;
  Sts::ServiceInput input;
  input.service = service;
  input.role.role_arn = role_of(world_, workload);
  input.role.session_name = session_name_of(workload);
  input.role.context = context;
  input.lifetime_s = 6 * 3600;
  out.action = "sts:AssumeRole";
  out.resource = input.role.role_arn;
  if (input.role.role_arn.empty()) {
    out.session = std::unexpected(
        ApiError{404, "NotFound", fmt::format("{} has no role", workload.key), "not-found"});
    return out;
  }
  auto reply = sts_.assume_role_for_service(input, &out.trace);
  if (reply) {
    out.session = std::move(reply->session);
  } else {
    out.session = std::unexpected(std::move(reply.error()));
  }
  return out;
}

Delivery WorkloadCredentials::of_user(const Workload& workload) {
  Delivery out;
  if (const User* user = world_.user(workload.user_arn)) {
    out.session = user_session(world_, *user, ids_);
  } else {
    out.session = std::unexpected(no_such_user(workload.user_arn));
  }
  return out;
}

Delivery WorkloadCredentials::get(const Workload& workload,
                                  const std::vector<ContextEntry>& context) {
  switch (workload.type) {
    case Workload::Type::ec2:
      return by_service(workload, "ec2.amazonaws.com", context);
    case Workload::Type::ecs_task:
      return by_service(workload, "ecs-tasks.amazonaws.com", context);
    case Workload::Type::lambda:
      return by_service(workload, "lambda.amazonaws.com", context);
    case Workload::Type::eks_pod_identity:
      return by_service(workload, "pods.eks.amazonaws.com", context);
    case Workload::Type::user:
      return of_user(workload);
    case Workload::Type::eks_irsa:
    case Workload::Type::github_actions:
      break;
  }
  Delivery out;
  auto token = web_identity_token(workload);
  if (!token) {
    out.session = std::unexpected(std::move(token.error()));
    return out;
  }
  WebIdentityInput input;
  input.role_arn = workload.role_arn;
  input.session_name = workload.key;
  input.token = *std::move(token);
  out.action = "sts:AssumeRoleWithWebIdentity";
  out.resource = input.role_arn;
  auto reply = sts_.assume_role_with_web_identity(input, &out.trace);
  if (reply) {
    out.session = std::move(reply->session);
  } else {
    out.session = std::unexpected(std::move(reply.error()));
  }
  return out;
}

ApiResult<std::string> WorkloadCredentials::web_identity_token(const Workload& workload) {
  return std::unexpected(invalid_identity_token(
      fmt::format("workload {} has no token at {}", workload.key, clock_.now_s())));
}

}  // namespace rolechain
