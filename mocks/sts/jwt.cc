#include "mocks/sts/jwt.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/iam/errors.h"
#include "mocks/sts/base64url.h"
#include "mocks/sts/issuer_keys.h"
#include "mocks/sts/jws.h"

namespace rolechain {
namespace {

constexpr std::string_view kAwsTags = "https://aws.amazon.com/tags";
constexpr std::string_view kAwsSourceIdentity = "https://aws.amazon.com/source_identity";

ApiError not_a_jwt() {
  return invalid_identity_token(
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access "
      "Token)");
}

std::optional<Node> json_part(std::string_view part) {
  auto text = base64url_decode(part);
  if (!text) return std::nullopt;
  const SourceFile file{"token", *std::move(text)};
  auto node = parse_json(file);
  if (!node || !node->is_map()) return std::nullopt;
  return *std::move(node);
}

std::string string_claim(const Node& claims, std::string_view name) {
  const Node* claim = claims.find(name);
  return claim != nullptr && claim->is_string() ? claim->text : std::string();
}

// A string, or a list of strings.
std::vector<std::string> strings_of(const Node* claim) {
  std::vector<std::string> out;
  if (claim == nullptr) return out;
  if (claim->is_string()) out.push_back(claim->text);
  for (const Node& item : claim->items) {
    if (item.is_string()) out.push_back(item.text);
  }
  return out;
}

// Seconds; a fraction is cut off.
std::optional<EpochSeconds> time_claim(const Node& claims, std::string_view name) {
  const Node* claim = claims.find(name);
  if (claim == nullptr || claim->kind != Node::Kind::number) return std::nullopt;
  EpochSeconds value = 0;
  const char* const end = claim->text.data() + claim->text.size();
  const auto parsed = std::from_chars(claim->text.data(), end, value);
  if (parsed.ec != std::errc{} || (parsed.ptr != end && *parsed.ptr != '.')) return std::nullopt;
  return value;
}

// R-STS-21: each tag has one value, given as a list of one.
void read_aws_claims(WebToken& token) {
  token.source_identity = string_claim(token.claims, kAwsSourceIdentity);
  const Node* aws = token.claims.find(kAwsTags);
  if (aws == nullptr) return;
  if (const Node* tags = aws->find("principal_tags")) {
    for (const Member& tag : tags->members) {
      const auto values = strings_of(&tag.value);
      token.tags.push_back({tag.key, values.empty() ? "" : values.front()});
    }
  }
  token.transitive_tag_keys = strings_of(aws->find("transitive_tag_keys"));
}

}  // namespace

std::string encode_jwt(const Node& claims, std::string_view issuer) {
  return sign_as_issuer(to_json(claims), issuer);
}

std::optional<ApiError> verify_jwt(std::string_view token, std::string_view jwks) {
  switch (verify_jws(token, jwks)) {
    case JwsVerdict::good:
      return std::nullopt;
    case JwsVerdict::refused_algorithm:
      return token_algorithm_refused();
    case JwsVerdict::unknown_key:
      return no_verification_key();
    case JwsVerdict::wrong_signature:
      break;
  }
  return invalid_identity_token("Token signature is invalid");
}

ApiResult<WebToken> decode_jwt(std::string_view token) {
  const auto parts = split(token, '.');
  if (parts.size() != 3) return std::unexpected(not_a_jwt());
  auto claims = json_part(parts[1]);
  if (!json_part(parts[0]) || !claims) return std::unexpected(not_a_jwt());

  WebToken out;
  out.claims = *std::move(claims);
  out.issuer = string_claim(out.claims, "iss");
  out.subject = string_claim(out.claims, "sub");
  out.audience = strings_of(out.claims.find("aud"));
  out.authorized_party = string_claim(out.claims, "azp");
  out.methods = strings_of(out.claims.find("amr"));
  out.email = string_claim(out.claims, "email");
  out.not_before_s = time_claim(out.claims, "nbf");
  const auto expires_s = time_claim(out.claims, "exp");
  const auto issued_s = time_claim(out.claims, "iat");
  const auto missing = [](std::string_view name) {
    return std::unexpected(
        invalid_identity_token(fmt::format("Missing a required claim: {}", name)));
  };
  if (out.issuer.empty()) return missing("iss");
  if (out.subject.empty()) return missing("sub");
  if (out.audience.empty()) return missing("aud");
  if (!expires_s) return missing("exp");
  if (!issued_s) return missing("iat");
  out.expires_s = *expires_s;
  out.issued_s = *issued_s;
  read_aws_claims(out);
  return out;
}

}  // namespace rolechain
