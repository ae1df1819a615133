#include "sim/serve/identity_endpoints.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "mocks/http/form.h"
#include "mocks/sts/issuer_keys.h"
#include "sim/serve/served_world.h"

namespace rolechain {
namespace {

constexpr std::string_view kJobs = "/_github/";

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string job_path(const Workload& workload) {
  return fmt::format("{}{}/idtoken", kJobs, workload.key);
}

// GitHub's default: the URL of the repository's owner.
std::string default_audience(const Workload& workload) {
  constexpr std::string_view kRepo = "repo:";
  std::string_view owner = workload.subject;
  if (owner.starts_with(kRepo)) owner.remove_prefix(kRepo.size());
  return fmt::format("https://github.com/{}", owner.substr(0, owner.find('/')));
}

HttpResponse refuse(int status, std::string_view message) {
  return {status,
          {{"Content-Type", "application/json"}},
          fmt::format(R"({{"message":"{}"}})", message)};
}

}  // namespace

IdentityEndpoints::IdentityEndpoints(std::shared_ptr<const Scenario> scenario)
    : scenario_(std::move(scenario)) {
  for (const OidcProvider& provider : scenario_->world.oidc_providers) {
    documents_.add(provider.url, jwks_of(provider));
  }
  for (const Workload& workload : scenario_->workloads) {
    const bool has_issuer = workload.type == Workload::Type::eks_irsa ||
                            workload.type == Workload::Type::eks_pod_identity ||
                            workload.type == Workload::Type::github_actions;
    if (!has_issuer) continue;
    const std::string issuer = issuer_of(scenario_->world, workload);
    documents_.add(issuer, lab_jwks(issuer));
  }
}

std::optional<HttpResponse> IdentityEndpoints::answer(const HttpRequest& request,
                                                      WorkloadCredentials& tokens) const {
  if (request.path.starts_with(kJobs)) return id_token(request, tokens);
  return documents_.answer(request);
}

HttpResponse IdentityEndpoints::id_token(const HttpRequest& request,
                                         WorkloadCredentials& tokens) const {
  for (const Workload& workload : scenario_->workloads) {
    if (workload.type != Workload::Type::github_actions) continue;
    if (path_of(request.path) != job_path(workload)) continue;
    const std::string* bearer = find_header(request.headers, "Authorization");
    const std::string wanted = id_token_bearer(*scenario_, workload);
    if (bearer == nullptr || (*bearer != "bearer " + wanted && *bearer != "Bearer " + wanted)) {
      return refuse(401, "the bearer token is not the job's");
    }
    const std::size_t mark = request.path.find('?');
    const auto form =
        Form::parse(mark == std::string::npos ? std::string_view()
                                              : std::string_view(request.path).substr(mark + 1));
    if (!form) return refuse(400, "the query is malformed");
    Workload asked = workload;
    asked.audience = form->value("audience").value_or(default_audience(workload));
    Node body = Node::make_map();
    body.set("value", Node::make_string(tokens.web_identity_token(asked)));
    return {200, {{"Content-Type", "application/json"}}, to_json(body)};
  }
  return refuse(404, "there is no such job");
}

std::string id_token_path(const Workload& workload) {
  return job_path(workload) + "?api-version=2.0";
}

std::string id_token_bearer(const Scenario& scenario, const Workload& workload) {
  constexpr std::size_t kBearer_chars = 64;
  return IdSource(scenario.seed ^ stable_hash("id token of " + workload.key)).token(kBearer_chars);
}

}  // namespace rolechain
