// AssumeRoleWithWebIdentity: the caller signs nothing, its token says who it is.
// Source: AWS STS API Reference, "AssumeRoleWithWebIdentity"; IAM User Guide, "Available keys for
// AWS OIDC federation".
#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/shown_clock.h"
#include "mocks/iam/errors.h"
#include "mocks/sts/assume.h"
#include "mocks/sts/issuer_keys.h"
#include "mocks/sts/jwt.h"
#include "mocks/sts/parameters.h"
#include "mocks/sts/session_policy.h"
#include "mocks/sts/sts.h"

namespace rolechain {
namespace {

constexpr std::string_view kGitHubIssuer = "token.actions.githubusercontent.com";
// Claims of GitHub's tokens that a trust policy may test, and that no session keeps (R-STS-24).
constexpr std::array<std::string_view, 9> kGitHubClaims{
    "actor", "actor_id", "enterprise_id", "environment",  "job_workflow_ref",
    "ref",   "workflow", "repository",    "repository_id"};

// R-STS-25: AWS has these without an entity in IAM; policies name them as they stand here.
// Whose tokens are meant is the trust policy's matter: there is no list of audiences.
// Source: IAM User Guide, "OIDC federation", "Create a role for OpenID Connect federation";
// "AWS JSON policy elements: Principal", OIDC session principals.
constexpr std::array<std::string_view, 4> kBuiltIn{"accounts.google.com",
                                                   "cognito-identity.amazonaws.com",
                                                   "graph.facebook.com", "www.amazon.com"};

std::optional<OidcProvider> find_provider(const World& world, std::string_view account,
                                          std::string_view issuer) {
  const auto found = std::ranges::find_if(world.oidc_providers, [&](const OidcProvider& provider) {
    return provider.account == account && issuer_name(provider.url) == issuer_name(issuer);
  });
  if (found != world.oidc_providers.end()) return *found;
  const std::string name(issuer_name(issuer));
  if (std::ranges::find(kBuiltIn, name) == kBuiltIn.end()) return std::nullopt;
  OidcProvider provider;
  provider.url = name;
  provider.arn = name;
  return provider;
}

// R-STS-22: issuer, signature, time, audience, in this order (the order is assumed).
std::optional<ApiError> check_token(std::string_view encoded, const WebToken& token,
                                    const std::optional<OidcProvider>& provider,
                                    EpochSeconds now_s) {
  if (!provider) return no_oidc_provider(token.issuer);
  if (auto error = verify_jwt(encoded, jwks_of(*provider))) return error;
  if (now_s >= token.expires_s) return expired_identity_token(now_s, token.expires_s);
  if (token.issued_s > now_s || token.not_before_s.value_or(now_s) > now_s) {
    return invalid_identity_token("Token is not valid yet");
  }
  if (provider->account.empty()) return std::nullopt;  // built in
  const auto known = [&](const std::string& audience) {
    return std::ranges::find(provider->client_ids, audience) != provider->client_ids.end();
  };
  const bool fits = token.authorized_party.empty() ? std::ranges::any_of(token.audience, known)
                                                   : known(token.authorized_party);
  if (!fits) return incorrect_token_audience();
  return std::nullopt;
}

// R-STS-23: the keys that the session keeps. `<issuer>:aud` is the authorized party where the
// token names one, and the audience is then `<issuer>:oaud`.
std::vector<SessionKey> identity_keys(const WebToken& token, const OidcProvider& provider) {
  const std::string prefix = std::string(issuer_name(provider.url)) + ":";
  std::vector<SessionKey> out;
  out.push_back({"aws:FederatedProvider", {provider.arn}});
  out.push_back({prefix + "sub", {token.subject}});
  if (token.authorized_party.empty()) {
    out.push_back({prefix + "aud", token.audience, token.audience.size() > 1});
  } else {
    out.push_back({prefix + "aud", {token.authorized_party}});
    out.push_back({prefix + "oaud", token.audience, token.audience.size() > 1});
  }
  if (!token.methods.empty()) out.push_back({prefix + "amr", token.methods, true});
  if (!token.email.empty()) out.push_back({prefix + "email", {token.email}});
  return out;
}

std::vector<ContextEntry> trust_only_keys(const WebToken& token, const OidcProvider& provider) {
  std::vector<ContextEntry> out;
  if (issuer_name(provider.url) != kGitHubIssuer) return out;
  for (const std::string_view name : kGitHubClaims) {
    const Node* claim = token.claims.find(name);
    if (claim == nullptr || !claim->is_scalar()) continue;
    out.push_back(
        sts::engine_entry(std::string(kGitHubIssuer) + ":" + std::string(name), {claim->text}));
  }
  return out;
}

std::optional<ApiError> check_parameters(const WebIdentityInput& input) {
  return sts::Parameters()
      .role_arn(input.role_arn)
      .session_name(input.session_name)
      .token(input.token)
      .policy_arns(input.policy_arns)
      .policy(input.policy)
      .duration(input.duration_s, sts::kAssumeRoleDuration_s)
      .error();
}

// Tags and source identity that the identity provider put into the token.
std::optional<ApiError> check_claims(const WebToken& token) {
  if (auto error = sts::Parameters().tags(token.tags, token.transitive_tag_keys).error()) {
    return idp_rejected_claim(error->message);
  }
  if (!token.source_identity.empty()) {
    if (auto error = sts::Parameters().source_identity(token.source_identity).error()) {
      return idp_rejected_claim(error->message);
    }
  }
  return sts::check_tags(token.tags, token.transitive_tag_keys, {});
}

}  // namespace

ApiResult<StsReply> Sts::assume_role_with_web_identity(const WebIdentityInput& input,
                                                       StsTrace* trace) {
  const EpochSeconds now_s = clock_.now_s();
  if (auto error = check_parameters(input)) return std::unexpected(*std::move(error));
  if (auto error = sts::check_role_arn(input.role_arn)) return std::unexpected(*std::move(error));
  const auto token = decode_jwt(input.token);
  if (!token) return std::unexpected(token.error());
  const std::string account(split_arn(input.role_arn)->account);
  const auto provider = find_provider(world_, account, token->issuer);
  // A provider outside of this world has its host's time.
  const bool is_outside = provider && !provider->jwks.empty();
  const EpochSeconds token_now_s = is_outside ? shown_s(clock_, now_s) : now_s;
  if (auto error = check_token(input.token, *token, provider, token_now_s)) {
    return std::unexpected(*std::move(error));
  }
  if (auto error = check_claims(*token)) return std::unexpected(*std::move(error));

  sts::Assumption assumption;
  assumption.action = "sts:AssumeRoleWithWebIdentity";
  assumption.role_arn = input.role_arn;
  assumption.session_name = input.session_name;
  assumption.tags = token->tags;
  assumption.transitive = token->transitive_tag_keys;
  assumption.source_identity = token->source_identity;
  assumption.passes_source_identity = !token->source_identity.empty();
  assumption.keys = identity_keys(*token, *provider);
  assumption.context = trust_only_keys(*token, *provider);
  auto policies = sts::read_session_policies(world_, account, input.policy, input.policy_arns);
  if (!policies) return std::unexpected(std::move(policies.error()));
  assumption.policies = *std::move(policies);
  if (auto error = sts::check_packed_size(assumption)) return std::unexpected(*std::move(error));

  UnsignedCaller caller;
  caller.caller.kind = Caller::Kind::federated;
  caller.caller.federated = provider->arn;
  caller.caller.arn = provider->arn;
  caller.keys = assumption.keys;
  const auto ask = [&](const ApiCall& call, Trace* step) {
    return authorize(world_, caller, call, now_s, step);
  };
  const std::string denied = sts::first_denied(ask, assumption, trace);
  const Role* role = world_.role(input.role_arn);
  if (!denied.empty() || role == nullptr) {
    return std::unexpected(web_identity_denied(denied.empty() ? assumption.action : denied));
  }
  const std::int64_t duration_s = input.duration_s.value_or(sts::kHour_s);
  if (duration_s > role->max_session_s) return std::unexpected(duration_over_max());
  return sts::make_reply(*role, assumption, duration_s, now_s, ids_);
}

}  // namespace rolechain
