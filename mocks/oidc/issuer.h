// An identity provider of this world: the one of a cluster, whose tokens pods mount, or GitHub's.
// Source: Kubernetes documentation, "Managing Service Accounts" (bound tokens); EKS User Guide,
// "IAM roles for service accounts"; GitHub Docs, "OpenID Connect" (claims). How tokens are signed:
// mocks/sts/jwt.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/base/node.h"

namespace rolechain {

inline constexpr std::string_view kStsAudience = "sts.amazonaws.com";
inline constexpr std::string_view kPodIdentityAudience = "pods.eks.amazonaws.com";
inline constexpr std::string_view kGitHubIssuerUrl = "token.actions.githubusercontent.com";

struct ServiceAccountToken {
  std::string service_namespace = "default";
  std::string service_account;
  std::vector<std::string> audience{std::string(kStsAudience)};
  std::string pod_name;  // empty: none in the claims
  std::string pod_uid;
  std::int64_t lifetime_s = 86'400;  // what the EKS webhook asks for
};

struct GitHubToken {
  std::string repository;  // OWNER/REPO
  std::string ref = "refs/heads/main";
  std::string environment;     // empty: none; the subject then ends in environment:NAME
  std::string event = "push";  // pull_request: the subject ends in pull_request
  std::string audience{kStsAudience};
  std::string workflow = "deploy";
  std::string actor = "octocat";
  std::int64_t lifetime_s = 300;
};

class OidcIssuer {
 public:
  // `url` with or without https://. Keeps references: they must outlive it.
  OidcIssuer(std::string_view url, const Clock& clock, IdSource& ids);

  [[nodiscard]] const std::string& url() const { return url_; }  // with https://

  std::string token(const ServiceAccountToken& what);
  std::string token(const GitHubToken& what);
  // Any subject and further claims; those given here win over the ones that the issuer fills
  // (iss, sub, aud, iat, nbf, exp, jti).
  std::string token(std::string_view subject, const std::vector<std::string>& audience,
                    std::int64_t lifetime_s, const Node& further);

 private:
  std::string url_;
  const Clock& clock_;
  IdSource& ids_;
};

// "system:serviceaccount:shop:writer".
std::string service_account_subject(const ServiceAccountToken& what);
// "repo:OWNER/REPO:ref:refs/heads/main", "…:environment:prod", "…:pull_request".
std::string github_subject(const GitHubToken& what);

}  // namespace rolechain
