// An ECS task as a workload: its task role's credentials, as a value and as the endpoint serves
// them at 169.254.170.2.
// Source: ECS Developer Guide, "Amazon ECS task IAM role"; the agent's own error documents.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "mocks/base/http_message.h"
#include "mocks/sts/sts.h"

namespace rolechain {

struct EcsTask {
  std::string task_id;  // 32 hexadecimal digits
  std::string account;
  std::string region;  // empty: the world's
  std::string cluster = "default";
  std::string task_role_arn;  // empty: none
};

inline constexpr std::int64_t kEcsSession_s = 21'600;

// R-ECS-01: the session bears the task's id; the trust policy sees aws:SourceAccount and
// aws:SourceArn (the task's). Error: ClientException where ecs-tasks.amazonaws.com is not trusted.
ApiResult<StsReply> ecs_task_credentials(Sts& sts, const EcsTask& task, StsTrace* trace = nullptr);

// The endpoint of one task, whose containers have AWS_CONTAINER_CREDENTIALS_RELATIVE_URI set to
// `relative_uri()`.
class EcsCredentialsEndpoint {
 public:
  EcsCredentialsEndpoint(Sts& sts, EcsTask task);

  [[nodiscard]] std::string relative_uri() const { return "/v2/credentials/" + credentials_id_; }
  // 200 with RoleArn, keys, Token, Expiration; else {code, message, HTTPErrorCode} (R-ECS-02).
  HttpResponse handle(const HttpRequest& request);
  [[nodiscard]] const std::optional<Session>& session() const { return session_; }
  // What was asked when that session was made, or refused.
  [[nodiscard]] const StsTrace& trace() const { return trace_; }
  // What was put away: the id of `relative_uri()`, and the session that was given out last.
  void restore(std::string credentials_id, std::optional<Session> session) {
    credentials_id_ = std::move(credentials_id);
    session_ = std::move(session);
  }

 private:
  Sts& sts_;
  EcsTask task_;
  std::string credentials_id_;
  std::optional<Session> session_;
  StsTrace trace_;
};

}  // namespace rolechain
