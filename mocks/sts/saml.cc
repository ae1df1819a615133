// AssumeRoleWithSAML: the caller signs nothing, a response of its identity provider says who it is.
// Source: AWS STS API Reference, "AssumeRoleWithSAML"; IAM User Guide, "Configure SAML assertions
// for the authentication response", "Available keys for SAML-based AWS STS federation".
#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/shown_clock.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/sts_errors.h"
#include "mocks/sts/assume.h"
#include "mocks/sts/parameters.h"
#include "mocks/sts/saml_keys.h"
#include "mocks/sts/saml_response.h"
#include "mocks/sts/session_policy.h"
#include "mocks/sts/sts.h"

namespace rolechain {
namespace {

constexpr std::string_view kAttributes = "https://aws.amazon.com/SAML/Attributes/";
constexpr std::int64_t kRedeemed_s = 300;

std::string attribute_name(std::string_view name) {
  return std::string(kAttributes) + std::string(name);
}

std::string first_value(const SamlResponse& response, std::string_view name) {
  const SamlAttribute* found = response.attribute(attribute_name(name));
  return found == nullptr || found->values.empty() ? std::string() : found->values.front();
}

// https://signin.aws.amazon.com/saml, or a region's: https://eu-west-1.signin.aws.amazon.com/saml.
bool is_sign_in(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  constexpr std::string_view kHost = "signin.aws.amazon.com/saml";
  if (!url.starts_with(kScheme) || !url.ends_with(kHost)) return false;
  const std::string_view region =
      url.substr(kScheme.size(), url.size() - kScheme.size() - kHost.size());
  const auto is_region_char = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return region.empty() ||
         (region.size() > 1 && region.ends_with('.') &&
          std::ranges::all_of(region.substr(0, region.size() - 1), is_region_char));
}

bool is_our_audience(std::string_view audience) {
  return audience == "urn:amazon:webservices" || is_sign_in(audience);
}

// R-STS-35: issuer, signature, audience, recipient, time, in this order (the order is assumed). A
// response may leave the audience out, AWS recommends it only.
std::optional<ApiError> check_response(const SamlResponse& response, const SamlProvider& provider,
                                       EpochSeconds now_s) {
  if (response.issuer != provider.issuer) return saml_other_issuer();
  if (!response.is_signed) return saml_wrong_signature();
  if (!response.audiences.empty() && std::ranges::none_of(response.audiences, is_our_audience)) {
    return saml_other_audience();
  }
  if (!is_sign_in(response.recipient)) {
    return saml_malformed("its recipient is not https://signin.aws.amazon.com/saml");
  }
  if (!response.issued_s || !response.not_on_or_after_s) {
    return saml_malformed("it says no time of issue or no end");
  }
  if (response.subject.empty()) return saml_malformed("it has no NameID");
  if (now_s >= *response.not_on_or_after_s) return saml_expired();
  if (now_s > *response.issued_s + kRedeemed_s) return saml_too_late();
  if (response.not_before_s.value_or(now_s) > now_s) {
    return saml_malformed("it is not valid yet");
  }
  return std::nullopt;
}

// R-STS-37: "role ARN,provider ARN", in either order.
bool offers(const SamlAttribute& roles, std::string_view role_arn, std::string_view provider_arn) {
  return std::ranges::any_of(roles.values, [&](std::string_view pair) {
    const std::size_t comma = pair.find(',');
    if (comma == std::string_view::npos) return false;
    const auto trimmed = [](std::string_view text) {
      while (text.starts_with(' ')) text.remove_prefix(1);
      while (text.ends_with(' ')) text.remove_suffix(1);
      return text;
    };
    const std::string_view one = trimmed(pair.substr(0, comma));
    const std::string_view other = trimmed(pair.substr(comma + 1));
    return (one == role_arn && other == provider_arn) || (one == provider_arn && other == role_arn);
  });
}

// R-STS-38: what AWS takes from the attributes. SessionDuration is the console's and says nothing
// about the session that this call gives out.
ApiResult<sts::Assumption> assumption_of(const SamlResponse& response, const SamlInput& input) {
  sts::Assumption out;
  out.action = "sts:AssumeRoleWithSAML";
  out.role_arn = input.role_arn;
  out.session_name = first_value(response, "RoleSessionName");
  if (out.session_name.empty()) return std::unexpected(saml_no_session_name());
  if (sts::Parameters().session_name(out.session_name).error()) {
    return std::unexpected(saml_session_name_pattern());
  }
  out.source_identity = first_value(response, "SourceIdentity");
  out.passes_source_identity = !out.source_identity.empty();
  if (out.passes_source_identity &&
      (sts::Parameters().source_identity(out.source_identity).error() ||
       out.source_identity.starts_with("aws:"))) {
    return std::unexpected(saml_source_identity_pattern());
  }
  const std::string tag = attribute_name("PrincipalTag:");
  for (const SamlAttribute& attribute : response.attributes) {
    if (!attribute.name.starts_with(tag)) continue;
    out.tags.push_back({attribute.name.substr(tag.size()),
                        attribute.values.empty() ? "" : attribute.values.front()});
  }
  if (const SamlAttribute* keys = response.attribute(attribute_name("TransitiveTagKeys"))) {
    out.transitive = keys->values;
  }
  if (auto error = sts::Parameters().tags(out.tags, out.transitive).error()) {
    return std::unexpected(idp_rejected_claim(error->message));
  }
  if (auto error = sts::check_tags(out.tags, out.transitive, {})) {
    return std::unexpected(*std::move(error));
  }
  return out;
}

std::optional<ApiError> check_parameters(const SamlInput& input) {
  return sts::Parameters()
      .role_arn(input.role_arn)
      .saml(input.principal_arn, input.assertion)
      .policy_arns(input.policy_arns)
      .policy(input.policy)
      .duration(input.duration_s, sts::kAssumeRoleDuration_s)
      .error();
}

// The response, found to be the provider's and good now.
ApiResult<SamlResponse> checked_response(const World& world, const SamlInput& input,
                                         EpochSeconds now_s) {
  const SamlProvider* provider = world.saml_provider(input.principal_arn);
  if (provider == nullptr) return std::unexpected(saml_no_provider());
  auto response = read_saml(input.assertion, provider->certificates);
  if (!response) return response;
  if (provider->certificates.empty()) {
    return std::unexpected(
        not_decided_here("SAML responses of a provider without a `certificate`"));
  }
  if (auto error = check_response(*response, *provider, now_s)) {
    return std::unexpected(*std::move(error));
  }
  return response;
}

}  // namespace

ApiResult<StsReply> Sts::assume_role_with_saml(const SamlInput& input, StsTrace* trace) {
  const EpochSeconds now_s = clock_.now_s();
  if (auto error = check_parameters(input)) return std::unexpected(*std::move(error));
  if (auto error = sts::check_role_arn(input.role_arn)) return std::unexpected(*std::move(error));
  // The provider is outside of this world, and has its host's time.
  const EpochSeconds provider_now_s = shown_s(clock_, now_s);
  const auto response = checked_response(world_, input, provider_now_s);
  if (!response) return std::unexpected(response.error());
  const SamlAttribute* roles = response->attribute(attribute_name("Role"));
  if (roles == nullptr) return std::unexpected(saml_no_role());
  auto assumption = assumption_of(*response, input);
  if (!assumption) return std::unexpected(std::move(assumption.error()));

  const SamlProvider& provider = *world_.saml_provider(input.principal_arn);
  assumption->keys = saml_session_keys(*response, provider);
  const auto trust_keys = saml_trust_keys(*response, provider);
  for (const SessionKey& key : trust_keys) {
    assumption->context.push_back(sts::engine_entry(key.key, key.values, key.multi_valued));
  }
  const std::string account(split_arn(input.role_arn)->account);
  auto policies = sts::read_session_policies(world_, account, input.policy, input.policy_arns);
  if (!policies) return std::unexpected(std::move(policies.error()));
  assumption->policies = *std::move(policies);
  if (auto error = sts::check_packed_size(*assumption)) return std::unexpected(*std::move(error));

  UnsignedCaller caller;
  caller.caller.kind = Caller::Kind::federated;
  caller.caller.federated = provider.arn;
  caller.caller.arn = provider.arn;
  caller.keys = assumption->keys;
  const auto ask = [&](const ApiCall& call, Trace* step) {
    return authorize(world_, caller, call, now_s, step);
  };
  const std::string denied = sts::first_denied(ask, *assumption, trace);
  const Role* role = world_.role(input.role_arn);
  if (!denied.empty() || role == nullptr || !offers(*roles, input.role_arn, input.principal_arn)) {
    return std::unexpected(web_identity_denied(denied.empty() ? assumption->action : denied));
  }
  std::int64_t duration_s = input.duration_s.value_or(sts::kHour_s);
  if (duration_s > role->max_session_s) return std::unexpected(duration_over_max());
  // R-STS-39: the shorter of the two.
  if (response->session_end_s) {
    duration_s = std::min(duration_s, *response->session_end_s - provider_now_s);
    if (duration_s <= 0) return std::unexpected(saml_expired());
  }
  StsReply reply = sts::make_reply(*role, *assumption, duration_s, now_s, ids_);
  reply.identity = assumption->keys;
  reply.identity.insert(reply.identity.end(), trust_keys.begin(), trust_keys.end());
  return reply;
}

}  // namespace rolechain
