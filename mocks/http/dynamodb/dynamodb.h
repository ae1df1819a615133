// A small DynamoDB: tables and items in memory, with DynamoDB's expressions; enough for a chain of
// roles to end somewhere. Every call is asked of the one evaluator first. What it does not know
// (transactions, PartiQL, streams, legacy parameters) answers 501.
// Source: Amazon DynamoDB API Reference; Amazon DynamoDB Developer Guide.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mocks/base/node.h"
#include "mocks/http/dynamodb/operation.h"
#include "mocks/http/service_call.h"

namespace rolechain {

// `x-amz-crc32`, which clients hold against the body. Source: Amazon DynamoDB Developer Guide,
// "DynamoDB low-level API", "Response format".
HttpHeader dynamodb_checksum(std::string_view body);

class DynamoDb {
 public:
  ApiResult<HttpResponse> handle(ServiceCall& call);

  // Says which attributes are the key of the table with this ARN (the partition key, then perhaps
  // the sort key), and puts items there that nobody had to be allowed to put. Items are spelled as
  // the API has them: {"id": {"S": "o-1"}}. Error: the service's own for a key or item that is
  // wrong; the table is then as before.
  ApiResult<void> seed(const std::string& table_arn, std::span<const std::string> key,
                       std::span<const Node> items);

  // All tables as JSON; false where `state` is none, and then there are none.
  [[nodiscard]] Node state() const;
  bool restore(const Node& state);

 private:
  ddb::Tables tables_;
};

}  // namespace rolechain
