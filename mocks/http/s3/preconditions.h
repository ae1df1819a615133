// Conditional requests: If-Match and its kin against what is there.
// Source: Amazon S3 API Reference, "GetObject" (If-Match, If-None-Match, If-Modified-Since,
// If-Unmodified-Since); Amazon S3 User Guide, "Add preconditions to S3 operations with conditional
// requests"; RFC 9110, section 13.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mocks/base/api_error.h"
#include "mocks/base/http_message.h"
#include "mocks/http/s3/store.h"

namespace rolechain::s3 {

// R-S3-05. `prefix`: "" for If-Match itself, "x-amz-copy-source-" for those of a copy's source.
enum class Precondition : std::uint8_t { holds, not_modified, failed };
Precondition of_reading(const HttpRequest& request, const Object& object,
                        std::string_view prefix = "");

// Of a write over `there` (null: nothing). Nothing where it may go on. Errors: PreconditionFailed,
// NoSuchKey, 501 for an If-None-Match that names something.
std::optional<ApiError> of_writing(const HttpRequest& request, const Object* there);

// "Thu, 15 Jan 2026 09:00:00 GMT"
std::optional<EpochSeconds> parse_http_date(std::string_view text);

}  // namespace rolechain::s3
