#include "mocks/sts/session_policy.h"

#include <memory>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"
#include "mocks/iam/errors.h"
#include "mocks/policy/document.h"
#include "mocks/policy/managed.h"

namespace rolechain::sts {
namespace {

constexpr std::size_t kTagSpace_chars = 480;
constexpr std::size_t kTagOverhead_chars = 14;
constexpr std::size_t kPolicySpace_chars = 4096;

// The session keeps the text that its policy was read from: spans point into it.
struct OwnedPolicy {
  SourceFile file;
  std::optional<CompiledPolicy> policy;
};

// AWS may well take it; rolechain does not decide it.
ApiError unsupported(std::string message) {
  return ApiError{501, "Unsupported", std::move(message), "unsupported"};
}

ApiResult<PolicyRef> read_policy(std::string label, std::string_view text, PolicyType type) {
  auto owned = std::make_shared<OwnedPolicy>();
  owned->file = SourceFile{label, std::string(text)};
  const auto node = parse_json(owned->file);
  if (!node) return std::unexpected(malformed_policy_json());
  ParsedDocument parsed = parse_document(*node, type);
  if (!parsed.aws_message.empty()) return std::unexpected(malformed_policy(parsed.aws_message));
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    if (diagnostic.severity == Severity::unsupported || diagnostic.severity == Severity::error) {
      return std::unexpected(unsupported(diagnostic.message));
    }
  }
  owned->policy.emplace(std::move(label), std::move(parsed.document));
  return PolicyRef(owned, &*owned->policy);
}

ApiResult<PolicyRef> find_managed(const World& world, std::string_view account,
                                  const std::string& arn) {
  const auto parts = split_arn(arn);
  if (!parts || parts->service != "iam" || !parts->resource.starts_with("policy/")) {
    return std::unexpected(invalid_arn(arn));
  }
  if (parts->account != "aws" && parts->account != account) {
    return std::unexpected(policy_arn_not_usable(arn));
  }
  if (const ManagedPolicy* managed = world.managed_policy(arn)) return managed->policy;
  if (const auto text = find_managed_policy(arn)) {
    return read_policy(std::string(text->name), text->json, PolicyType::identity);
  }
  if (is_aws_managed_policy_arn(arn)) {
    return std::unexpected(unsupported("rolechain does not have the text of `" + arn + "`"));
  }
  return std::unexpected(policy_arn_not_usable(arn));
}

}  // namespace

ApiResult<SessionPolicies> read_session_policies(const World& world, std::string_view account,
                                                 const std::optional<std::string>& policy,
                                                 std::span<const std::string> policy_arns) {
  SessionPolicies out;
  out.sent = policy.has_value() || !policy_arns.empty();
  if (policy) {
    auto read = read_policy("session policy", *policy, PolicyType::session);
    if (!read) return std::unexpected(std::move(read.error()));
    out.policies.push_back(*std::move(read));
    out.size_chars += policy->size();
  }
  for (const std::string& arn : policy_arns) {
    auto found = find_managed(world, account, arn);
    if (!found) return std::unexpected(std::move(found.error()));
    out.policies.push_back(*std::move(found));
    out.size_chars += arn.size();
  }
  return out;
}

std::optional<int> packed_size_percent(const SessionPolicies& policies, const Tags& tags) {
  if (!policies.sent && tags.empty()) return std::nullopt;
  std::size_t tag_chars = 0;
  for (const Tag& tag : tags) tag_chars += tag.key.size() + tag.value.size() + kTagOverhead_chars;
  const std::size_t percent =
      tag_chars * 100 / kTagSpace_chars + policies.size_chars * 100 / kPolicySpace_chars;
  return static_cast<int>(percent);
}

}  // namespace rolechain::sts
