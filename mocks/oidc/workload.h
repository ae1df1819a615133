// Workloads that trade an identity provider's token for a role's credentials.
#pragma once

#include <optional>
#include <string>

#include "mocks/oidc/issuer.h"
#include "mocks/sts/sts.h"

namespace rolechain {

// A pod whose service account is annotated with a role (EKS IRSA).
struct Irsa {
  std::string issuer;  // oidc.eks.eu-west-1.amazonaws.com/id/ABC
  ServiceAccountToken account;
  std::string role_arn;
  std::string session_name = "default_session";
  std::optional<std::int64_t> duration_s;
};

struct GitHubActions {
  GitHubToken job;
  std::string role_arn;
  std::string session_name = "GitHubActions";
  std::optional<std::int64_t> duration_s;
};

ApiResult<StsReply> irsa_credentials(Sts& sts, const Irsa& pod, StsTrace* trace = nullptr);
ApiResult<StsReply> github_credentials(Sts& sts, const GitHubActions& workflow,
                                       StsTrace* trace = nullptr);

}  // namespace rolechain
