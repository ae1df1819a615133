// The identity providers of a served world: what they publish, and where a job of GitHub's asks for
// its token.
// Source: GitHub Docs, "OpenID Connect reference" (ACTIONS_ID_TOKEN_REQUEST_URL, default audience).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "mocks/base/http_message.h"
#include "mocks/oidc/documents.h"
#include "sim/load/scenario.h"
#include "sim/run/workload_credentials.h"

namespace rolechain {

class IdentityEndpoints {
 public:
  explicit IdentityEndpoints(std::shared_ptr<const Scenario> scenario);

  // Nothing: the request is somebody else's. `tokens` makes the job's token.
  std::optional<HttpResponse> answer(const HttpRequest& request, WorkloadCredentials& tokens) const;

 private:
  HttpResponse id_token(const HttpRequest& request, WorkloadCredentials& tokens) const;

  std::shared_ptr<const Scenario> scenario_;
  OidcDocuments documents_;
};

// Of ACTIONS_ID_TOKEN_REQUEST_URL, behind the server's address:
// /_github/JOB/idtoken?api-version=2.0
std::string id_token_path(const Workload& workload);
// ACTIONS_ID_TOKEN_REQUEST_TOKEN: one secret for each job, and the same after a reset, because it
// stands in the environment of a process.
std::string id_token_bearer(const Scenario& scenario, const Workload& workload);

}  // namespace rolechain
