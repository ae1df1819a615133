// One call of S3 on its way: which bucket and key it is about, and the one way of asking whether
// the caller may.
// Source: Amazon S3 User Guide, "Virtual hosting of general purpose buckets"; Service Authorization
// Reference, "Actions, resources, and condition keys for Amazon S3".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/http/form.h"
#include "mocks/http/s3/store.h"
#include "mocks/http/service_call.h"

namespace rolechain::s3 {

struct Address {
  std::string bucket;
  std::string key;
};

// Virtual-hosted (bucket.s3.eu-west-1.amazonaws.com, bucket.localhost) or path style (R-S3-01).
// Error: a path that cannot be decoded.
ApiResult<Address> address_of(const HttpRequest& request);

struct Request {
  ServiceCall& call;
  Store& store;
  Address at;
  Form parameters;

  [[nodiscard]] const std::string* header(std::string_view name) const {
    return find_header(call.request.headers, name);
  }
  [[nodiscard]] std::string parameter(std::string_view name) const {
    return parameters.value(name).value_or("");
  }
  [[nodiscard]] std::string bucket_arn() const { return arn_of({at.bucket, ""}); }
  [[nodiscard]] std::string object_arn() const { return arn_of(at); }
  [[nodiscard]] std::string arn_of(const Address& address) const;

  // Nothing where the caller may do this to the bucket or object, or, where no bucket is named, to
  // all; R-S3-02. `keys`: the operation's
  // own, besides those of every request.
  std::optional<ApiError> allow(std::string_view action, const Address& address,
                                std::vector<ContextEntry> keys = {});
  std::optional<ApiError> allow_on_bucket(std::string_view action,
                                          std::vector<ContextEntry> keys = {}) {
    return allow(action, {at.bucket, ""}, std::move(keys));
  }
  std::optional<ApiError> allow_on_object(std::string_view action,
                                          std::vector<ContextEntry> keys = {}) {
    return allow(action, at, std::move(keys));
  }

  // Null where it is not there.
  [[nodiscard]] Bucket* bucket() const { return bucket_named(at.bucket); }
  [[nodiscard]] Object* object() const { return object_at(at); }
  // A bucket of the scenario is there from the first time it is asked for.
  [[nodiscard]] Bucket* bucket_named(const std::string& name) const;
  [[nodiscard]] Object* object_at(const Address& address) const;

  // What a caller who may read is told of a missing object or bucket: who may not list the bucket
  // is not told which keys are there (R-S3-03).
  ApiError missing(const Address& address);
};

// s3:ExistingObjectTag/KEY of an object, s3:RequestObjectTag/KEY and -Keys of a request (R-S3-06).
std::vector<ContextEntry> existing_tag_keys(const Object* object);
std::vector<ContextEntry> request_tag_keys(const ObjectTags& tags);

HttpResponse xml(std::string body);
std::string xml_text(std::string_view text);  // escaped
inline constexpr std::string_view kNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";
std::string timestamp(EpochSeconds time_s);  // 2026-01-15T09:00:00.000Z
// As encoding-type=url has it; "/" stays.
std::string url_encode(std::string_view text);

// The operations. Errors: S3's own, or 501.
ApiResult<HttpResponse> list_buckets(Request& request);
ApiResult<HttpResponse> create_bucket(Request& request);
ApiResult<HttpResponse> delete_bucket(Request& request);
ApiResult<HttpResponse> head_bucket(Request& request);
ApiResult<HttpResponse> bucket_location(Request& request);
ApiResult<HttpResponse> bucket_versioning(Request& request);
ApiResult<HttpResponse> list_objects(Request& request);
ApiResult<HttpResponse> get_object(Request& request);  // and HEAD
ApiResult<HttpResponse> put_object(Request& request);  // and CopyObject
ApiResult<HttpResponse> delete_object(Request& request);
ApiResult<HttpResponse> delete_objects(Request& request);
ApiResult<HttpResponse> get_tagging(Request& request);
ApiResult<HttpResponse> put_tagging(Request& request);
ApiResult<HttpResponse> delete_tagging(Request& request);
ApiResult<HttpResponse> create_upload(Request& request);
ApiResult<HttpResponse> upload_part(Request& request);
ApiResult<HttpResponse> complete_upload(Request& request);
ApiResult<HttpResponse> abort_upload(Request& request);
ApiResult<HttpResponse> list_parts(Request& request);
ApiResult<HttpResponse> list_uploads(Request& request);

// Shared by those that make objects.
Object make_object(std::string data, Description description, EpochSeconds modified_s);
// What the headers of a PUT, or of the first request of an upload, say of the object.
ApiResult<Description> description_of(const Request& request);
// s3:PutObject on the object, and what its headers need besides.
std::optional<ApiError> allow_put(Request& request, const Description& description,
                                  std::vector<ContextEntry> keys = {});
// The bucket that something is put into; one that nobody made is made, the caller's.
Bucket& bucket_to_fill(Request& request);
// Tags: at most ten, keys and values of 128 and 256 characters.
std::optional<ApiError> check_tags(const ObjectTags& tags);

}  // namespace rolechain::s3
