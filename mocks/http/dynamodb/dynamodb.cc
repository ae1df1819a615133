#include "mocks/http/dynamodb/dynamodb.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/crc.hpp>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/source.h"
#include "mocks/iam/dynamodb_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

constexpr std::string_view kVersion = "DynamoDB_20120810.";

struct Row {
  std::string_view name;
  ApiResult<Node> (*answer)(ddb::Operation&);
};
constexpr std::array kOperations{Row{"PutItem", ddb::put_item},
                                 Row{"GetItem", ddb::get_item},
                                 Row{"UpdateItem", ddb::update_item},
                                 Row{"DeleteItem", ddb::delete_item},
                                 Row{"Query", ddb::query},
                                 Row{"Scan", ddb::scan},
                                 Row{"BatchGetItem", ddb::batch_get_item},
                                 Row{"BatchWriteItem", ddb::batch_write_item},
                                 Row{"CreateTable", ddb::create_table},
                                 Row{"DescribeTable", ddb::describe_table},
                                 Row{"DeleteTable", ddb::delete_table},
                                 Row{"ListTables", ddb::list_tables}};

HttpResponse json(const Node& body) {
  return {200, {{"Content-Type", "application/x-amz-json-1.0"}}, to_json(body)};
}

}  // namespace

HttpHeader dynamodb_checksum(std::string_view body) {
  boost::crc_32_type crc;
  crc.process_bytes(body.data(), body.size());
  return {"x-amz-crc32", std::to_string(crc.checksum())};
}

ApiResult<HttpResponse> DynamoDb::handle(ServiceCall& call) {
  const std::string* target = find_header(call.request.headers, "X-Amz-Target");
  if (target == nullptr || !target->starts_with(kVersion)) {
    return std::unexpected(unknown_operation());
  }
  const std::string_view name = std::string_view(*target).substr(kVersion.size());
  const auto* const row = std::ranges::find(kOperations, name, &Row::name);
  call.action = fmt::format("dynamodb:{}", name);
  if (row == kOperations.end()) return std::unexpected(not_decided_here(call.action));
  const SourceFile file{"body", std::string(call.body)};
  const auto body = parse_json(file);
  if (!body || !body->is_map()) return std::unexpected(serialization_exception());
  ddb::Operation operation{call, tables_, name, ddb::Reader(*body)};
  const auto answer = row->answer(operation);
  if (!answer) return std::unexpected(answer.error());
  return json(*answer);
}

ApiResult<void> DynamoDb::seed(const std::string& table_arn, std::span<const std::string> key,
                               std::span<const Node> items) {
  if (key.empty() || key.size() > 2 || std::ranges::find(key, "") != key.end()) {
    return std::unexpected(dynamodb_validation("a key is one name, or two"));
  }
  ddb::Table table;
  if (const auto found = tables_.find(table_arn); found != tables_.end()) table = found->second;
  ddb::KeySchema schema;
  schema.partition.name = key.front();
  if (key.size() == 2) schema.sort = ddb::KeyAttribute{key.back(), std::nullopt};
  if (table.schema() && table.schema()->order == ddb::KeySchema::Order::known) {
    const bool same = table.schema()->partition.name == schema.partition.name &&
                      table.schema()->sort.has_value() == schema.sort.has_value() &&
                      (!schema.sort || table.schema()->sort->name == schema.sort->name);
    if (!same) return std::unexpected(dynamodb_validation("the table has another key"));
  } else {
    for (const auto& [text, partition] : table.items()) {
      for (const auto& [sort, item] : partition) table.wait(item);
    }
    ddb::Table anew;
    anew.created = table.created;
    anew.indexes = table.indexes;
    for (const ddb::Item& item : table.waiting()) anew.wait(item);
    if (const auto set = anew.set_schema(std::move(schema)); !set) {
      return std::unexpected(set.error());
    }
    table = std::move(anew);
  }
  for (const Node& node : items) {
    auto item = ddb::parse_item(node);
    if (!item) return std::unexpected(item.error());
    const auto place = table.place_of_item(*item);
    if (!place) return std::unexpected(place.error());
    table.put(*place, *std::move(item));
  }
  tables_.insert_or_assign(table_arn, std::move(table));
  return {};
}

}  // namespace rolechain
