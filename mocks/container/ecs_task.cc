#include "mocks/container/ecs_task.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/shown_clock.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

constexpr std::string_view kPrefix = "/v2/credentials";
constexpr std::int64_t kRefreshBefore_s = 900;  // assumed; the guide promises none

HttpResponse json_response(int status, std::string body) {
  return {status,
          {{"Content-Type", "application/json"}, {"Content-Length", std::to_string(body.size())}},
          body};
}

HttpResponse error_response(int status, std::string_view code, std::string_view message) {
  return json_response(status, fmt::format(R"({{"code":"{}","message":"{}","HTTPErrorCode":{}}})",
                                           code, message, status));
}

}  // namespace

ApiResult<StsReply> ecs_task_credentials(Sts& sts, const EcsTask& task, StsTrace* trace) {
  const World& world = sts.world();
  Sts::ServiceInput input;
  input.service = "ecs-tasks.amazonaws.com";
  input.role.role_arn = task.task_role_arn;
  input.role.session_name = task.task_id;
  input.lifetime_s = kEcsSession_s;
  const std::string arn = fmt::format("arn:{}:ecs:{}:{}:task/{}/{}", world.partition,
                                      task.region.empty() ? world.region : task.region,
                                      task.account, task.cluster, task.task_id);
  input.role.context.push_back(
      {"aws:SourceAccount", {task.account}, false, ContextEntry::Origin::engine});
  input.role.context.push_back({"aws:SourceArn", {arn}, false, ContextEntry::Origin::engine});
  auto reply = sts.assume_role_for_service(input, trace);
  if (!reply && reply.error().code == "AccessDenied") {
    return std::unexpected(ecs_cannot_assume(task.task_role_arn));
  }
  return reply;
}

EcsCredentialsEndpoint::EcsCredentialsEndpoint(Sts& sts, EcsTask task)
    : sts_(sts), task_(std::move(task)), credentials_id_(sts.ids().uuid()) {}

HttpResponse EcsCredentialsEndpoint::handle(const HttpRequest& request) {
  const std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
  if (!path.starts_with(kPrefix)) return error_response(404, "NotFound", "no such path");
  if (path.size() <= kPrefix.size() + 1) {
    return error_response(400, "NoIdInRequest", "CredentialsV2Request: No ID in the request");
  }
  if (path.substr(kPrefix.size() + 1) != credentials_id_ || task_.task_role_arn.empty()) {
    return error_response(400, "InvalidIdInRequest", "CredentialsV2Request: Credentials not found");
  }
  if (!session_ || sts_.clock().now_s() >= session_->expires_s - kRefreshBefore_s) {
    trace_.clear();
    auto reply = ecs_task_credentials(sts_, task_, &trace_);
    if (!reply) {
      session_.reset();
      return error_response(503, "CredentialsUninitialized",
                            "CredentialsV2Request: Credentials uninitialized for ID");
    }
    session_ = std::move(reply->session);
  }
  return json_response(
      200, fmt::format(R"({{"RoleArn":"{}","AccessKeyId":"{}","SecretAccessKey":"{}","Token":"{}",)"
                       R"("Expiration":"{}"}})",
                       task_.task_role_arn, session_->credentials.access_key_id,
                       session_->credentials.secret_access_key, session_->credentials.session_token,
                       format_iso8601(shown_s(sts_.clock(), session_->expires_s))));
}

}  // namespace rolechain
