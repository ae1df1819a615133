// An Amazon Resource Name cut into its six parts: arn:partition:service:region:account:resource.
// Source: IAM User Guide, "Identify AWS resources with ARNs".
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace rolechain {

// Views into the text that was split; it must outlive them. Only `resource` may contain colons.
struct Arn {
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;
};

// Nothing where the text has fewer than six parts or does not begin with "arn:". Parts may be
// empty or hold wildcards: whether that is valid depends on who asks.
std::optional<Arn> split_arn(std::string_view text);

// The six segments of a pattern or ARN, "arn" included.
std::optional<std::array<std::string_view, 6>> split_arn_segments(std::string_view text);

bool is_account_id(std::string_view text);  // 12 digits

std::string role_arn(std::string_view account, std::string_view path, std::string_view name);
std::string user_arn(std::string_view account, std::string_view path, std::string_view name);
// Session ARNs drop the role's path (R-STS-01).
std::string assumed_role_arn(std::string_view account, std::string_view role_name,
                             std::string_view session_name);
std::string account_root_arn(std::string_view account);

}  // namespace rolechain
