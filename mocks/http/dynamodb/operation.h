// One call of DynamoDB on its way: its parameters, its expressions, and the one way of asking
// whether the caller may.
// Source: Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access
// control"; Service Authorization Reference, "Actions, resources, and condition keys for Amazon
// DynamoDB".
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/node.h"
#include "mocks/http/dynamodb/parser.h"
#include "mocks/http/dynamodb/reader.h"
#include "mocks/http/dynamodb/table.h"
#include "mocks/http/service_call.h"

namespace rolechain::ddb {

using Tables = std::map<std::string, Table, std::less<>>;  // by ARN

// What the keys of fine-grained access are made of. Empty words: the key is absent.
struct Access {
  std::string action;                // "PutItem"
  std::string resource;              // ARN
  std::set<std::string> attributes;  // names of top-level attributes
  const Item* key = nullptr;         // Key or Item, of which the partition key leads; or none
  std::string leading = {};          // the partition key's value, where it is known otherwise
  std::string select = {};
  std::string return_values = {};
};

struct Operation {
  ServiceCall& call;
  Tables& tables;
  std::string_view name;
  Reader in;
  Placeholders placeholders = {};

  // TableName, or another member's, as an ARN; refused where it is none.
  std::string table_arn(std::string_view table_name);

  // Nothing where the caller may; R-DDB-01.
  std::optional<ApiError> allow(const Access& access);
  // The table that is there after somebody was allowed to ask for it: one of the scenario's
  // resources, or one that was made or seeded.
  ApiResult<Table*> table(const std::string& arn);

  // ExpressionAttributeNames and -Values. `has_expression`: one of the request's parameters is one.
  void read_placeholders(bool has_expression);
  // Null where it was not sent. Mistakes are the reader's.
  std::optional<Condition> condition(std::string_view parameter);
  std::optional<Projection> projection();
  std::optional<Item> item(std::string_view parameter);
  // Everything was read: unknown members, unused placeholders, mistakes so far.
  [[nodiscard]] std::optional<ApiError> finish() const;
};

// Names of the top-level attributes that an expression reads or writes.
void add_names(const Condition& condition, std::set<std::string>& names);
void add_names(const Projection& projection, std::set<std::string>& names);
void add_names(const Update& update, std::set<std::string>& names);
void add_names(const Item& item, std::set<std::string>& names);

// The text that policies see of a key's value: bytes as base64.
std::string key_text(const AttributeValue& value);

ApiError key_not_named(std::string_view what);  // 501, and how to name it

// The operations. Errors: the service's own, or 501.
ApiResult<Node> put_item(Operation& op);
ApiResult<Node> get_item(Operation& op);
ApiResult<Node> update_item(Operation& op);
ApiResult<Node> delete_item(Operation& op);
ApiResult<Node> query(Operation& op);
ApiResult<Node> scan(Operation& op);
ApiResult<Node> batch_get_item(Operation& op);
ApiResult<Node> batch_write_item(Operation& op);
ApiResult<Node> create_table(Operation& op);
ApiResult<Node> describe_table(Operation& op);
ApiResult<Node> delete_table(Operation& op);
ApiResult<Node> list_tables(Operation& op);

}  // namespace rolechain::ddb
