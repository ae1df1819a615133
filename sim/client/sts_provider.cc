#include "sim/client/sts_provider.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/source.h"
#include "mocks/http/form.h"
#include "mocks/sigv4/sign.h"

namespace rolechain::client {
namespace {

using Kind = ProviderError::Kind;

std::string form_of(std::string_view action, const RoleRequest& role) {
  std::string out =
      fmt::format("Action={}&Version=2011-06-15&RoleArn={}&RoleSessionName={}", action,
                  percent_encode(role.role_arn), percent_encode(role.session_name));
  if (role.duration_s) out += fmt::format("&DurationSeconds={}", *role.duration_s);
  if (!role.external_id.empty()) out += "&ExternalId=" + percent_encode(role.external_id);
  return out;
}

HttpRequest post(const StsEndpoint& sts, std::string form) {
  const std::size_t scheme = sts.origin.find("://");
  const std::string host = scheme == std::string::npos ? sts.origin : sts.origin.substr(scheme + 3);
  return {"POST",
          "/",
          {{"Host", host},
           {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
           {"Accept", "application/json"}},
          std::move(form)};
}

std::unexpected<ProviderError> failed(Kind kind, std::string_view why) {
  return std::unexpected(ProviderError{kind, fmt::format("sts: {}", why)});
}

// The error of an answer as STS writes it in JSON.
std::unexpected<ProviderError> refusal(const HttpResponse& answer) {
  const SourceFile file{"error", answer.body};
  const auto body = parse_json(file);
  const Node* error = body ? body->find("Error") : nullptr;
  const Node* code = error == nullptr ? nullptr : error->find("Code");
  const Node* message = error == nullptr ? nullptr : error->find("Message");
  const bool later = answer.status >= 500 || (code != nullptr && code->text == "Throttling");
  if (code == nullptr || message == nullptr) {
    return failed(later ? Kind::unreachable : Kind::malformed,
                  fmt::format("answered {}", answer.status));
  }
  return failed(later ? Kind::unreachable : Kind::refused,
                fmt::format("{}: {}", code->text, message->text));
}

Fetched credentials_of(const HttpResponse& answer, std::string_view action) {
  if (answer.status != 200) return refusal(answer);
  const SourceFile file{"answer", answer.body};
  const auto body = parse_json(file);
  const Node* response = body ? body->find(fmt::format("{}Response", action)) : nullptr;
  const Node* result =
      response == nullptr ? nullptr : response->find(fmt::format("{}Result", action));
  const Node* credentials = result == nullptr ? nullptr : result->find("Credentials");
  if (credentials == nullptr) return failed(Kind::malformed, "the answer has no Credentials");
  return read_credentials(to_json(*credentials), "SessionToken", "sts");
}

class AssumeRole final : public Provider {
 public:
  AssumeRole(Transport transport, StsEndpoint sts, RoleRequest role,
             std::unique_ptr<Provider> source)
      : transport_(std::move(transport)),
        sts_(std::move(sts)),
        role_(std::move(role)),
        source_(std::move(source)) {}

  Fetched fetch(EpochSeconds now_s) override {
    auto base = source_->fetch(now_s);
    if (!base) return base;
    HttpRequest request = post(sts_, form_of("AssumeRole", role_));
    sigv4::sign(request,
                {base->keys.access_key_id, base->keys.secret_access_key, base->keys.session_token,
                 sts_.region, "sts", now_s},
                work_);
    const auto answer = transport_(sts_.origin, request);
    if (!answer) return failed(Kind::unreachable, answer.error());
    return credentials_of(*answer, "AssumeRole");
  }
  [[nodiscard]] std::string_view name() const override { return "assumed role"; }

 private:
  Transport transport_;
  StsEndpoint sts_;
  RoleRequest role_;
  std::unique_ptr<Provider> source_;
  sigv4::Workspace work_;
};

class WebIdentity final : public Provider {
 public:
  WebIdentity(Transport transport, StsEndpoint sts, RoleRequest role,
              std::function<std::string()> token)
      : transport_(std::move(transport)),
        sts_(std::move(sts)),
        role_(std::move(role)),
        token_(std::move(token)) {}

  Fetched fetch(EpochSeconds /*now_s*/) override {
    const std::string token = token_();
    if (token.empty()) return failed(Kind::absent, "there is no web identity token");
    const auto answer =
        transport_(sts_.origin, post(sts_, form_of("AssumeRoleWithWebIdentity", role_) +
                                               "&WebIdentityToken=" + percent_encode(token)));
    if (!answer) return failed(Kind::unreachable, answer.error());
    return credentials_of(*answer, "AssumeRoleWithWebIdentity");
  }
  [[nodiscard]] std::string_view name() const override { return "web identity"; }

 private:
  Transport transport_;
  StsEndpoint sts_;
  RoleRequest role_;
  std::function<std::string()> token_;
};

}  // namespace

std::unique_ptr<Provider> assume_role_provider(Transport transport, StsEndpoint sts,
                                               RoleRequest role, std::unique_ptr<Provider> source) {
  return std::make_unique<AssumeRole>(std::move(transport), std::move(sts), std::move(role),
                                      std::move(source));
}

std::unique_ptr<Provider> web_identity_provider(Transport transport, StsEndpoint sts,
                                                RoleRequest role,
                                                std::function<std::string()> token) {
  return std::make_unique<WebIdentity>(std::move(transport), std::move(sts), std::move(role),
                                       std::move(token));
}

}  // namespace rolechain::client
