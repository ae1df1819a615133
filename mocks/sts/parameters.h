// Checks of STS's request parameters, with AWS's validation texts.
// Source: AWS STS API Reference, "AssumeRole", "GetSessionToken", "GetFederationToken"; IAM User
// Guide, "IAM and AWS STS quotas".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/cloud/world.h"

namespace rolechain::sts {

inline constexpr std::int64_t kHour_s = 3600;
inline constexpr std::size_t kMaxTags = 50;
inline constexpr std::size_t kMaxPolicyArns = 10;
inline constexpr std::size_t kMaxSessionPolicy_chars = 2048;

struct Range {
  std::int64_t min = 0;
  std::int64_t max = 0;
};
inline constexpr Range kAssumeRoleDuration_s{900, 43'200};
inline constexpr Range kUserDuration_s{900, 129'600};  // GetSessionToken, GetFederationToken
inline constexpr Range kRootDuration_s{0, 900};

// Collects every violated constraint: AWS names them all in one ValidationError (R-STS-31).
// Members are named as the API's errors do: "roleSessionName", "tags.1.member.key".
class Parameters {
 public:
  Parameters& role_arn(std::string_view value);
  Parameters& session_name(std::string_view value, std::string_view member = "roleSessionName",
                           std::size_t max = 64);
  Parameters& external_id(const std::optional<std::string>& value);
  Parameters& source_identity(const std::optional<std::string>& value);
  Parameters& duration(std::optional<std::int64_t> value_s, Range range);
  Parameters& mfa(const std::optional<std::string>& serial, const std::optional<std::string>& code);
  Parameters& tags(const Tags& tags, std::span<const std::string> transitive_keys = {});
  Parameters& policy(const std::optional<std::string>& text);
  Parameters& policy_arns(std::span<const std::string> arns);
  Parameters& token(std::string_view value);  // webIdentityToken
  Parameters& access_key_id(std::string_view value);
  Parameters& saml(std::string_view principal_arn, std::string_view assertion);
  Parameters& root(std::string_view target_principal, std::string_view task_policy_arn);
  Parameters& encoded_message(std::string_view value);

  // The ValidationError, or nothing.
  [[nodiscard]] std::optional<ApiError> error() const;

 private:
  struct Alphabet;
  static const Alphabet kName, kExternalId, kSerial, kDigits, kTagKey, kTagValue, kWord;

  void length(std::string_view value, std::string_view member, std::size_t min, std::size_t max);
  void alphabet(std::string_view value, std::string_view member, const Alphabet& alphabet);
  void add(const ApiError& violation);

  std::vector<std::string> violations_;
  std::string reason_;
};

// The rules that AWS tests after the shapes: a role ARN that is none, tag keys that are AWS's own
// (aws:) or occur twice (without case), transitive keys that were not passed, keys that the calling
// session passes on already (R-STS-10, R-STS-11).
std::optional<ApiError> check_role_arn(std::string_view arn);
std::optional<ApiError> check_tags(const Tags& tags, std::span<const std::string> transitive_keys,
                                   std::span<const std::string> inherited_keys);

}  // namespace rolechain::sts
