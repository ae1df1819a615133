// The part of the one table of AWS's errors (errors.h) that is S3's own: what it says where a
// caller may, but something is missing or malformed.
// Source: Amazon S3 API Reference, "Error responses".
#pragma once

#include <string>

#include "mocks/base/api_error.h"

namespace rolechain {

ApiError no_such_key();
ApiError invalid_range();

}  // namespace rolechain
