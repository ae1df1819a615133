#include "mocks/container/pod_identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mocks/base/shown_clock.h"
#include "mocks/base/text.h"
#include "mocks/iam/errors.h"
#include "mocks/sts/issuer_keys.h"
#include "mocks/sts/jwt.h"

namespace rolechain {
namespace {

constexpr std::string_view kAudience = "pods.eks.amazonaws.com";
constexpr std::string_view kAddress = "169.254.170.23";
constexpr std::string_view kAddressV6 = "[fd00:ec2::23]";
constexpr std::int64_t kRefreshBefore_s = 900;  // assumed
constexpr std::size_t kNamePart_chars = 11;

std::string cluster_arn(const World& world, const PodIdentity& pod) {
  return fmt::format("arn:{}:eks:{}:{}:cluster/{}", world.partition,
                     pod.region.empty() ? world.region : pod.region, pod.account, pod.cluster_name);
}

// eks-CLUSTER-POD-UUID, the names cut so that it fits the 64 characters of a session name.
std::string session_name(const PodIdentity& pod, IdSource& ids) {
  return fmt::format("eks-{}-{}-{}", pod.cluster_name.substr(0, kNamePart_chars),
                     pod.pod_name.substr(0, kNamePart_chars), ids.uuid());
}

PodIdentity with_defaults(PodIdentity pod) {
  if (pod.pod_name.empty()) pod.pod_name = pod.service_account;
  if (pod.pod_uid.empty()) {
    const std::string names = fmt::format("{}/{}/{}/{}", pod.account, pod.cluster_name,
                                          pod.kubernetes_namespace, pod.pod_name);
    pod.pod_uid = IdSource(stable_hash(names)).uuid();
  }
  return pod;
}

HttpResponse text_response(int status, std::string body) {
  return {status,
          {{"Content-Type", "text/plain; charset=utf-8"},
           {"Content-Length", std::to_string(body.size())}},
          body};
}

bool is_agent(const std::string* host) {
  if (host == nullptr) return true;  // C clients send none
  const std::string_view name = *host;
  return name == kAddress || name == std::string(kAddress) + ":80" || name == kAddressV6 ||
         name == std::string(kAddressV6) + ":80";
}

// What is wrong with the token, or "".
std::string token_fault(const std::string* authorization, std::string_view issuer,
                        EpochSeconds now_s) {
  if (authorization == nullptr || authorization->empty()) {
    return "Service account token cannot be empty";
  }
  const auto token = decode_jwt(*authorization);
  if (!token || token->issuer != issuer || verify_jwt(*authorization, lab_jwks(issuer))) {
    return "Service account token cannot be parsed";
  }
  if (now_s >= token->expires_s) return "Service account token is expired";
  if (std::ranges::find(token->audience, kAudience) == token->audience.end()) {
    return "Service account token has a wrong audience";
  }
  return {};
}

}  // namespace

Tags pod_identity_tags(const World& world, const PodIdentity& pod) {
  return {{"eks-cluster-arn", cluster_arn(world, pod)},
          {"eks-cluster-name", pod.cluster_name},
          {"kubernetes-namespace", pod.kubernetes_namespace},
          {"kubernetes-service-account", pod.service_account},
          {"kubernetes-pod-name", pod.pod_name},
          {"kubernetes-pod-uid", pod.pod_uid}};
}

ApiResult<StsReply> pod_identity_credentials(Sts& sts, const PodIdentity& association,
                                             StsTrace* trace) {
  const PodIdentity pod = with_defaults(association);
  Sts::ServiceInput input;
  input.service = "pods.eks.amazonaws.com";
  input.role.role_arn = pod.role_arn;
  input.role.session_name = session_name(pod, sts.ids());
  input.lifetime_s = kPodIdentitySession_s;
  if (pod.session_tags) {
    input.role.tags = pod_identity_tags(sts.world(), pod);
    for (const Tag& tag : input.role.tags) input.role.transitive_tag_keys.push_back(tag.key);
  }
  input.role.context.push_back(
      {"aws:SourceAccount", {pod.account}, false, ContextEntry::Origin::engine});
  input.role.context.push_back(
      {"aws:SourceArn", {cluster_arn(sts.world(), pod)}, false, ContextEntry::Origin::engine});
  auto reply = sts.assume_role_for_service(input, trace);
  if (!reply && reply.error().code == "AccessDenied") {
    return std::unexpected(pod_identity_cannot_assume());
  }
  return reply;
}

PodIdentityAgent::PodIdentityAgent(Sts& sts, std::string issuer, PodIdentity pod)
    : sts_(sts), issuer_(std::move(issuer)), pod_(std::move(pod)) {}

HttpResponse PodIdentityAgent::handle(const HttpRequest& request) {
  if (!is_agent(find_header(request.headers, "Host"))) {
    return text_response(403, "Access denied: invalid Host header");
  }
  const std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
  if (path != "/v1/credentials") return text_response(404, "404 page not found");
  const EpochSeconds now_s = sts_.clock().now_s();
  if (std::string fault =
          token_fault(find_header(request.headers, "Authorization"), issuer_, now_s);
      !fault.empty()) {
    return text_response(400, std::move(fault));
  }
  if (!session_ || now_s >= session_->expires_s - kRefreshBefore_s) {
    trace_.clear();
    auto reply = pod_identity_credentials(sts_, pod_, &trace_);
    if (!reply) {
      session_.reset();
      return text_response(reply.error().http, reply.error().code + ": " + reply.error().message);
    }
    session_ = std::move(reply->session);
  }
  HttpResponse out = text_response(
      200,
      fmt::format(R"({{"AccessKeyId":"{}","SecretAccessKey":"{}","Token":"{}","AccountId":"{}",)"
                  R"("Expiration":"{}"}})",
                  session_->credentials.access_key_id, session_->credentials.secret_access_key,
                  session_->credentials.session_token, session_->account,
                  format_iso8601(shown_s(sts_.clock(), session_->expires_s))));
  out.headers.front().value = "application/json";
  return out;
}

}  // namespace rolechain
