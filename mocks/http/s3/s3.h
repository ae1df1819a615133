// A small S3: buckets and objects in memory; enough for a chain of roles to end somewhere. Every
// call is asked of the one evaluator first, by the actions that AWS documents for it. What it does
// not know (versions, ACLs, bucket policies, replication …) answers 501, so that nothing passes by
// default.
// Source: Amazon S3 API Reference; Service Authorization Reference, "Actions, resources, and
// condition keys for Amazon S3".
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/node.h"
#include "mocks/http/s3/store.h"
#include "mocks/http/service_call.h"

namespace rolechain {

// The action that method, path and parameters of a request ask for ("s3:GetObject"); "" where none
// that is known here.
std::string_view s3_action(const HttpRequest& request);

class S3 {
 public:
  ApiResult<HttpResponse> handle(ServiceCall& call);

  // An object that is there before anybody asks. `modified_s` as the clients' clocks have it.
  void seed(const std::string& bucket, const std::string& key, std::string data,
            EpochSeconds modified_s);

  // All buckets, objects and uploads as JSON, data in base64url; false where `state` is none, and
  // then nothing is changed.
  [[nodiscard]] Node state() const;
  bool restore(const Node& state);

 private:
  s3::Store store_;
};

}  // namespace rolechain
