// The part of the one table of AWS's errors (errors.h) that is about data: what S3 and DynamoDB say
// where a caller may, but something is missing or malformed.
// Source: Amazon S3 API Reference, "Error responses"; Amazon DynamoDB API Reference, "Common
// Errors".
#pragma once

#include <string>

#include "mocks/base/api_error.h"

namespace rolechain {

ApiError no_such_key();
ApiError invalid_range();
ApiError serialization_exception();  // a body that is no JSON
ApiError unknown_operation();
ApiError dynamodb_validation(std::string message);

}  // namespace rolechain
