#include "mocks/iam/data_errors.h"

#include <fmt/format.h>

#include <utility>

namespace rolechain {

ApiError no_such_key() {
  return {404, "NoSuchKey", "The specified key does not exist.", "not-found"};
}

ApiError no_such_bucket() {
  return {404, "NoSuchBucket", "The specified bucket does not exist", "not-found"};
}

ApiError no_such_upload() {
  return {404, "NoSuchUpload",
          "The specified upload does not exist. The upload ID may be invalid, or the upload may "
          "have been aborted or completed.",
          "not-found"};
}

ApiError bucket_exists() {
  return {409, "BucketAlreadyExists",
          "The requested bucket name is not available. The bucket namespace is shared by all users "
          "of the system. Please select a different name and try again.",
          "exists"};
}

ApiError bucket_already_owned() {
  return {409, "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          "exists"};
}

ApiError bucket_not_empty() {
  return {409, "BucketNotEmpty", "The bucket you tried to delete is not empty", "state"};
}

ApiError invalid_bucket_name() {
  return {400, "InvalidBucketName", "The specified bucket is not valid.", "parameter"};
}

ApiError key_too_long_for_s3() {
  return {400, "KeyTooLongError", "Your key is too long", "parameter"};
}

ApiError invalid_range() {
  return {416, "InvalidRange", "The requested range is not satisfiable", "parameter"};
}

ApiError precondition_failed() {
  return {412, "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold", "state"};
}

ApiError malformed_xml() {
  return {400, "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published "
          "schema",
          "parameter"};
}

ApiError invalid_argument(std::string message) {
  return {400, "InvalidArgument", std::move(message), "parameter"};
}

ApiError invalid_request(std::string message) {
  return {400, "InvalidRequest", std::move(message), "parameter"};
}

ApiError copy_to_itself() {
  return invalid_request(
      "This copy request is illegal because it is trying to copy an object to itself without "
      "changing the object's metadata, storage class, website redirect location or encryption "
      "attributes.");
}

ApiError bad_digest(std::string_view what) {
  return {400, "BadDigest",
          what == "Content-MD5"
              ? "The Content-MD5 you specified did not match what we received."
              : fmt::format("The {} you specified did not match the calculated checksum.", what),
          "parameter"};
}

ApiError invalid_digest() {
  return {400, "InvalidDigest", "The Content-MD5 you specified was invalid.", "parameter"};
}

ApiError missing_digest() {
  return invalid_request("Missing required header for this request: Content-MD5");
}

ApiError invalid_tag(std::string message) {
  return {400, "InvalidTag", std::move(message), "tags"};
}

ApiError too_many_object_tags() {
  return {400, "BadRequest", "Object tags cannot be greater than 10", "tags"};
}

ApiError invalid_part() {
  return {400, "InvalidPart",
          "One or more of the specified parts could not be found.  The part may not have been "
          "uploaded, or the specified entity tag may not match the part's entity tag.",
          "parameter"};
}

ApiError invalid_part_order() {
  return {400, "InvalidPartOrder",
          "The list of parts was not in ascending order. Parts must be ordered by part number.",
          "parameter"};
}

ApiError allowed_not_answered(std::string_view action, std::string_view statement) {
  return {501, "NotImplemented",
          fmt::format("{} is allowed by {}, but not answered here", action, statement),
          "unsupported"};
}

ApiError entity_too_small() {
  return {400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
          "parameter"};
}

}  // namespace rolechain
