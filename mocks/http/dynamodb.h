// A small DynamoDB: items in memory, by table. PutItem, GetItem and DeleteItem without conditions
// or projections; what else DynamoDB can do is not decided here (501). A scenario does not say
// which attributes are a table's key. A client that knows its table names them in each Key, so that
// the last item put that has them is the one that is meant. Source: Amazon DynamoDB API Reference;
// Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/node.h"
#include "mocks/http/service_call.h"

namespace rolechain {

// `x-amz-crc32`, which clients hold against the body. Source: Amazon DynamoDB Developer Guide,
// "DynamoDB low-level API", "Response format".
HttpHeader dynamodb_checksum(std::string_view body);

class DynamoDb {
 public:
  ApiResult<HttpResponse> handle(ServiceCall& call);

 private:
  std::map<std::string, std::vector<Node>> tables_;  // by ARN
};

}  // namespace rolechain
