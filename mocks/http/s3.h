// A small S3: buckets that are there when something is put into them, objects in memory; enough for
// a chain to end somewhere. ListBuckets, ListObjects, Get, Head, Put and DeleteObject.
// What else S3 can do is not decided here (501), so that nothing passes by default.
// Source: Amazon S3 API Reference; Service Authorization Reference, "Actions, resources, and
// condition keys for Amazon S3".
#pragma once

#include <map>
#include <optional>
#include <string>

#include "mocks/base/node.h"
#include "mocks/http/service_call.h"

namespace rolechain {

// The action that method and path of a request ask for ("s3:GetObject"); "" where none here.
std::string_view s3_action(const HttpRequest& request);

class S3 {
 public:
  ApiResult<HttpResponse> handle(ServiceCall& call);

  // An object that is there before anybody asks.
  void seed(const std::string& bucket, const std::string& key, std::string data,
            EpochSeconds modified_s);

  // All objects as JSON, data in base64url; false where `state` is none.
  [[nodiscard]] Node state() const;
  bool restore(const Node& state);

 private:
  struct Object {
    std::string data;
    std::string type;
    std::vector<HttpHeader> metadata;  // x-amz-meta-…
    EpochSeconds modified_s = 0;
    std::string etag;  // with its quotation marks
    bool has_default_checksum = true;
  };
  using Bucket = std::map<std::string, Object>;
  struct Target;  // bucket, key, parameters

  ApiResult<HttpResponse> list(ServiceCall& call, const Target& target);
  ApiResult<HttpResponse> get(ServiceCall& call, const Target& target);
  ApiResult<HttpResponse> put(ServiceCall& call, const Target& target);
  ApiResult<HttpResponse> remove(ServiceCall& call, const Target& target);
  static ApiResult<Target> target_of(const ServiceCall& call);

  std::map<std::string, Bucket> buckets_;
};

}  // namespace rolechain
