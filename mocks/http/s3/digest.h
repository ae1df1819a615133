// Digests that S3 tells of an object, and checks where a client sends them: Content-MD5 and the
// x-amz-checksum-… headers or trailers.
// Source: Amazon S3 User Guide, "Checking object integrity for data uploads in Amazon S3".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/base/http_message.h"
#include "mocks/http/service_call.h"

namespace rolechain::s3 {

std::string md5_bytes(std::string_view data);  // 16 bytes
std::string hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);

// The base64 text of the checksum that x-amz-checksum-NAME would hold; nothing for a NAME that we
// do not compute.
std::optional<std::string> checksum_of(std::string_view name, std::string_view data);

// Holds what the client sent against the body; what was sent, to be kept with the object. Errors:
// BadDigest, InvalidDigest, 501 for a checksum that we do not compute (R-S3-08).
ApiResult<std::optional<HttpHeader>> check_digests(const ServiceCall& call);
// Whether the request carries any.
bool has_digest(const ServiceCall& call);

}  // namespace rolechain::s3
