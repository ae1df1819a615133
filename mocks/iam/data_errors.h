// The part of the one table of AWS's errors (errors.h) that is S3's own: what it says where a
// caller may, but something is missing or malformed.
// Source: Amazon S3 API Reference, "Error responses", "List of error codes".
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/api_error.h"

namespace rolechain {

ApiError no_such_key();
ApiError no_such_bucket();
ApiError no_such_upload();
ApiError bucket_exists();         // somebody else's
ApiError bucket_already_owned();  // the caller's own
ApiError bucket_not_empty();
ApiError invalid_bucket_name();
ApiError key_too_long_for_s3();
ApiError invalid_range();
ApiError precondition_failed();
ApiError malformed_xml();
ApiError invalid_argument(std::string message);
ApiError invalid_request(std::string message);
ApiError copy_to_itself();

// Digests: `what` is "Content-MD5" or a checksum's name.
ApiError bad_digest(std::string_view what);
ApiError invalid_digest();
ApiError missing_digest();

ApiError invalid_tag(std::string message);
ApiError too_many_object_tags();

ApiError invalid_part();
ApiError invalid_part_order();
ApiError entity_too_small();

// Of any service that this world does not hold: 501 and a code of ours, as not_decided_here(), for a
// call that was decided. `statement` allows it, but nobody here carries it out.
ApiError allowed_not_answered(std::string_view action, std::string_view statement);

}  // namespace rolechain
