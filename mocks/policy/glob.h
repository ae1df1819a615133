// Wildcard matching as IAM does it: `*` is any run of characters, `?` exactly one (one UTF-8 code
// point). No regex, no allocation; text × pattern at worst.
#pragma once

#include <cstdint>
#include <string_view>

namespace rolechain {

enum class CaseMode : std::uint8_t { sensitive, insensitive };  // ASCII only, as IAM compares

bool glob_match(std::string_view pattern, std::string_view text,
                CaseMode mode = CaseMode::sensitive);
bool has_wildcard(std::string_view pattern);

// A Resource pattern against an ARN: partition, service, region and account without case, the
// resource part with case. Before the fifth colon a wildcard stays inside its segment, except for
// a `*` that ends its segment: it may run over colons, so that `arn:aws:s3:*` is every ARN of S3.
// In the resource part `*` crosses `/` and `:`. The pattern `*` matches everything, "*" (the
// resource of actions without types) included (R-RES-02; IAM User Guide, "IAM JSON policy
// elements: Resource", "Using wildcards in resource ARNs").
bool resource_match(std::string_view pattern, std::string_view resource);

// ArnLike and ArnEquals: six segments one by one, a wildcard stays inside its segment, only the
// last may hold colons (R-COND-05).
bool arn_like(std::string_view pattern, std::string_view arn);

}  // namespace rolechain
