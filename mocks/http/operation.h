// What a request says that it asks for, before anybody has looked at its signature: for routing
// and for faults. What was asked in fact is in the audit log.
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/http_message.h"

namespace rolechain {

struct ClaimedOperation {
  std::string service;        // of the signature's scope; of an unsigned request: guessed
  std::string action;         // "sts:AssumeRole"; empty where it says none
  std::string access_key_id;  // empty: unsigned
};
ClaimedOperation claimed_operation(const HttpRequest& request);

// What S3's and DynamoDB's requests are about, as an ARN; "" where that is not said. A table's name
// alone is one of the caller's account and of `region`.
std::string claimed_resource(const HttpRequest& request, const ClaimedOperation& operation,
                             std::string_view account, std::string_view region);

// Of an unsigned request: one for an object is S3's, all others are answered as STS answers them.
std::string unsigned_service(const HttpRequest& request);

}  // namespace rolechain
