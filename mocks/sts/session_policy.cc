#include "mocks/sts/session_policy.h"

#include <memory>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"
#include "mocks/iam/errors.h"
#include "mocks/policy/document.h"

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

ApiError unsupported(const Diagnostic& why) {
  return ApiError{501, "Unsupported", why.message, "unsupported"};
}

ApiResult<PolicyRef> read_inline(const std::string& text) {
  auto owned = std::make_shared<OwnedPolicy>();
  owned->file = SourceFile{"session policy", text};
  const auto node = parse_json(owned->file);
  if (!node) return std::unexpected(malformed_policy_json());
  ParsedDocument parsed = parse_document(*node, PolicyType::session);
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    if (diagnostic.severity == Severity::unsupported)
      return std::unexpected(unsupported(diagnostic));
    if (diagnostic.severity == Severity::error) {
      return std::unexpected(malformed_policy(diagnostic.message));
    }
  }
  owned->policy.emplace("session policy", std::move(parsed.document));
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
  const ManagedPolicy* managed = world.managed_policy(arn);
  if (managed == nullptr) return std::unexpected(policy_arn_not_usable(arn));
  return managed->policy;
}

}  // namespace

ApiResult<SessionPolicies> read_session_policies(const World& world, std::string_view account,
                                                 const std::optional<std::string>& policy,
                                                 std::span<const std::string> policy_arns) {
  SessionPolicies out;
  out.sent = policy.has_value() || !policy_arns.empty();
  if (policy) {
    auto read = read_inline(*policy);
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
