// One request to a service of this world's small data plane: who asks, and the one way of asking
// whether it may.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/http_message.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"
#include "mocks/sigv4/aws_chunked.h"

namespace rolechain {

struct ServiceCall {
  const World& world;
  const HttpRequest& request;
  std::string_view body;                 // what the sender meant, without chunk frames
  const Session* session = nullptr;      // null: anonymous
  std::vector<sigv4::Trailer> trailers;  // of an aws-chunked body
  std::string region;
  std::vector<ContextEntry> context;  // keys that others know: aws:SourceIp …
  EpochSeconds now_s = 0;
  EpochSeconds shown_now_s = 0;  // as the client's clock has it
  // What was asked, for the audit log: filled by allow().
  std::string action;
  std::string resource;
  std::vector<Trace> traces;
  Decision decision;  // the last one

  // Nothing where the caller may; else the service's refusal. `keys` are the service's own.
  // `owner`: the resource's account, where neither its ARN nor the world tells it.
  std::optional<ApiError> allow(std::string action_name, std::string resource_arn,
                                std::vector<ContextEntry> keys = {},
                                std::optional<std::string> owner = std::nullopt);
};

// A condition key that the service itself puts into the request.
ContextEntry service_key(std::string key, std::string value);

}  // namespace rolechain
