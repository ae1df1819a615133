// The part of the one table of AWS's errors (errors.h) that a service says of itself, whatever was
// asked. Source: each API Reference, "Common Errors"; Amazon S3 API Reference, "Error responses";
// Amazon DynamoDB Developer Guide, "Error handling with DynamoDB".
#pragma once

#include <string_view>

#include "mocks/base/api_error.h"

namespace rolechain {

// 500, 502 or 503 in the service's words; what it says with 502 is not documented: as with 500.
ApiError server_error(std::string_view service, int status);
ApiError throughput_exceeded();  // DynamoDB

}  // namespace rolechain
