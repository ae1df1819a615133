// A pod with an EKS Pod Identity association: its role's credentials, as a value and as the agent
// on the node serves them at 169.254.170.23.
// Source: EKS User Guide, "Learn how EKS Pod Identity grants pods access to AWS services", "Grant
// Pods access to AWS resources based on tags".
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "mocks/base/http_message.h"
#include "mocks/sts/sts.h"

namespace rolechain {

struct PodIdentity {
  std::string cluster_name;
  std::string account;  // of the cluster, and of the role
  std::string region;   // empty: the world's
  std::string kubernetes_namespace = "default";
  std::string service_account;
  std::string pod_name;  // empty: named after the service account
  std::string pod_uid;   // empty: follows from the names
  std::string role_arn;
  bool session_tags = true;  // false: the association has disableSessionTags
};

inline constexpr std::int64_t kPodIdentitySession_s = 21'600;

// R-EKS-01: six session tags, all transitive, so the role must trust pods.eks.amazonaws.com with
// both sts:AssumeRole and sts:TagSession, and so must whatever role the pod assumes next.
// REQUIRES: the pod has a name and a uid.
Tags pod_identity_tags(const World& world, const PodIdentity& pod);

// Error: AccessDeniedException where the trust policy lacks one of the two.
ApiResult<StsReply> pod_identity_credentials(Sts& sts, const PodIdentity& pod,
                                             StsTrace* trace = nullptr);

// The agent as one pod sees it. A request must name the agent's address as Host and bear a token of
// the cluster for the audience pods.eks.amazonaws.com (R-EKS-02). Errors are plain text.
class PodIdentityAgent {
 public:
  // `issuer`: URL of the cluster's identity provider.
  PodIdentityAgent(Sts& sts, std::string issuer, PodIdentity pod);

  HttpResponse handle(const HttpRequest& request);
  [[nodiscard]] const std::optional<Session>& session() const { return session_; }
  // What was asked when that session was made, or refused.
  [[nodiscard]] const StsTrace& trace() const { return trace_; }
  // The session that was given out last, put away before.
  void restore(std::optional<Session> session) { session_ = std::move(session); }

 private:
  Sts& sts_;
  std::string issuer_;
  PodIdentity pod_;
  std::optional<Session> session_;
  StsTrace trace_;
};

}  // namespace rolechain
