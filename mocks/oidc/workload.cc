#include "mocks/oidc/workload.h"

#include <utility>

namespace rolechain {

ApiResult<StsReply> irsa_credentials(Sts& sts, const Irsa& pod, StsTrace* trace) {
  WebIdentityInput input;
  input.role_arn = pod.role_arn;
  input.session_name = pod.session_name;
  input.duration_s = pod.duration_s;
  input.token = OidcIssuer(pod.issuer, sts.clock(), sts.ids()).token(pod.account);
  return sts.assume_role_with_web_identity(input, trace);
}

ApiResult<StsReply> github_credentials(Sts& sts, const GitHubActions& workflow, StsTrace* trace) {
  WebIdentityInput input;
  input.role_arn = workflow.role_arn;
  input.session_name = workflow.session_name;
  input.duration_s = workflow.duration_s;
  input.token = OidcIssuer(kGitHubIssuerUrl, sts.clock(), sts.ids()).token(workflow.job);
  return sts.assume_role_with_web_identity(input, trace);
}

}  // namespace rolechain
