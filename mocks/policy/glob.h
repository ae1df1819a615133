// Wildcard matching as IAM does it: `*` is any run of characters, `?` exactly one (one UTF-8 code
// point). No regex; linear time in text × number of stars at worst, no allocation.
#pragma once

#include <cstdint>
#include <string_view>

namespace rolechain {

enum class CaseMode : std::uint8_t { sensitive, insensitive };

bool glob_match(std::string_view pattern, std::string_view text,
                CaseMode mode = CaseMode::sensitive);
bool has_wildcard(std::string_view pattern);

// A Resource pattern against an ARN: segment by segment; partition, service, region and account
// without case, the resource part with case; `*` in the resource part crosses `/` and `:`. The
// pattern `*` matches everything, "*" (the resource of actions without types) included (R-RES-02).
bool resource_match(std::string_view pattern, std::string_view resource);

// ArnLike and ArnEquals: six segments one by one, a wildcard stays inside its segment, only the
// last may hold colons (R-COND-05).
bool arn_like(std::string_view pattern, std::string_view arn);

}  // namespace rolechain
