#include "mocks/oidc/issuer.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/sts/jwt.h"

namespace rolechain {
namespace {

Node number(std::int64_t value) {
  Node out;
  out.kind = Node::Kind::number;
  out.text = std::to_string(value);
  return out;
}

Node list(const std::vector<std::string>& values) {
  Node out = Node::make_list();
  for (const std::string& value : values) out.items.push_back(Node::make_string(value));
  return out;
}

}  // namespace

OidcIssuer::OidcIssuer(std::string_view url, const Clock& clock, IdSource& ids)
    : url_(url.starts_with("https://") ? std::string(url) : "https://" + std::string(url)),
      clock_(clock),
      ids_(ids) {}

std::string OidcIssuer::token(std::string_view subject, const std::vector<std::string>& audience,
                              std::int64_t lifetime_s, const Node& further) {
  const EpochSeconds now_s = clock_.now_s();
  Node claims = Node::make_map();
  claims.set("iss", Node::make_string(url_));
  claims.set("sub", Node::make_string(std::string(subject)));
  claims.set("aud", list(audience));
  claims.set("iat", number(now_s));
  claims.set("nbf", number(now_s));
  claims.set("exp", number(now_s + lifetime_s));
  claims.set("jti", Node::make_string(ids_.uuid()));
  for (const Member& member : further.members) claims.set(member.key, member.value);
  return encode_jwt(claims, url_);
}

std::string OidcIssuer::token(const ServiceAccountToken& what) {
  Node kubernetes = Node::make_map();
  kubernetes.set("namespace", Node::make_string(what.service_namespace));
  if (!what.pod_name.empty()) {
    Node pod = Node::make_map();
    pod.set("name", Node::make_string(what.pod_name));
    pod.set("uid", Node::make_string(what.pod_uid));
    kubernetes.set("pod", std::move(pod));
  }
  Node account = Node::make_map();
  account.set("name", Node::make_string(what.service_account));
  kubernetes.set("serviceaccount", std::move(account));
  Node further = Node::make_map();
  further.set("kubernetes.io", std::move(kubernetes));
  return token(service_account_subject(what), what.audience, what.lifetime_s, further);
}

std::string OidcIssuer::token(const GitHubToken& what) {
  Node further = Node::make_map();
  const auto set = [&](const char* name, const std::string& value) {
    if (!value.empty()) further.set(name, Node::make_string(value));
  };
  set("aud", what.audience);  // one string, not a list
  set("actor", what.actor);
  set("environment", what.environment);
  set("event_name", what.event);
  set("job_workflow_ref",
      fmt::format("{}/.github/workflows/{}.yml@{}", what.repository, what.workflow, what.ref));
  set("ref", what.ref);
  set("repository", what.repository);
  set("repository_owner", what.repository.substr(0, what.repository.find('/')));
  set("workflow", what.workflow);
  return token(github_subject(what), {}, what.lifetime_s, further);
}

std::string service_account_subject(const ServiceAccountToken& what) {
  return fmt::format("system:serviceaccount:{}:{}", what.service_namespace, what.service_account);
}

std::string github_subject(const GitHubToken& what) {
  if (!what.environment.empty()) {
    return fmt::format("repo:{}:environment:{}", what.repository, what.environment);
  }
  if (what.event == "pull_request") return fmt::format("repo:{}:pull_request", what.repository);
  return fmt::format("repo:{}:ref:{}", what.repository, what.ref);
}

}  // namespace rolechain
