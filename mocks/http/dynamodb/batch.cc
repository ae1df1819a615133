// BatchGetItem, BatchWriteItem: many items in one call. Each table is asked for by itself, once for
// all of its items, whose keys are one list (R-DDB-12); a refusal of one refuses the call.
// Source: Amazon DynamoDB API Reference, the operations of these names.
#include <utility>

#include "mocks/http/dynamodb/evaluate.h"
#include "mocks/http/dynamodb/operation.h"
#include "mocks/iam/dynamodb_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::ddb {
namespace {

constexpr std::size_t kGets_max = 100;
constexpr std::size_t kWrites_max = 25;

// Of one table; deletes and gets hold keys.
struct TableBatch {
  std::string name;  // as the request has it
  std::string table;
  std::vector<Item> puts;
  std::vector<Item> keys;
  std::optional<Projection> projection;
};

ApiError too_many(std::size_t max) {
  return dynamodb_validation(max == kGets_max
                                 ? "Too many items requested for the BatchGetItem call"
                                 : "Too many items requested for the BatchWriteItem call");
}

// What AWS asks for a whole table is asked here for each item: all must be allowed.
std::optional<ApiError> allow_all(Operation& op, const TableBatch& batch) {
  std::set<std::string> attributes;
  if (batch.projection) add_names(*batch.projection, attributes);
  for (const auto* items : {&batch.puts, &batch.keys}) {
    for (const Item& item : *items) add_names(item, attributes);
  }
  for (const auto* items : {&batch.puts, &batch.keys}) {
    for (const Item& item : *items) {
      Access access{std::string(op.name), batch.table, attributes, &item};
      if (op.name == "BatchGetItem") {
        access.select = batch.projection ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES";
      }
      if (auto error = op.allow(access)) return error;
    }
  }
  return std::nullopt;
}

ApiResult<Item> parsed_item(const Node* node) {
  if (node == nullptr) return std::unexpected(serialization_exception());
  return parse_item(*node);
}

// { "PutRequest": { "Item": … } } or { "DeleteRequest": { "Key": … } }
ApiResult<void> read_write(const Node& request, TableBatch& batch) {
  if (!request.is_map() || request.members.size() != 1) {
    return std::unexpected(dynamodb_validation(
        "Supplied WriteRequest must contain exactly one of PutRequest and DeleteRequest"));
  }
  const Member& member = request.members.front();
  const bool puts = member.key == "PutRequest";
  if (!puts && member.key != "DeleteRequest") return std::unexpected(serialization_exception());
  auto item = parsed_item(member.value.find(puts ? "Item" : "Key"));
  if (!item) return std::unexpected(item.error());
  if (item_size_bytes(*item) > kItem_bytes_max) return std::unexpected(item_too_large());
  (puts ? batch.puts : batch.keys).push_back(*std::move(item));
  return {};
}

ApiError duplicates() {
  return dynamodb_validation("Provided list of item keys contains duplicates");
}

using Places = std::set<std::pair<std::string, std::string>>;

}  // namespace

ApiResult<Node> batch_get_item(Operation& op) {
  op.in.require("RequestItems");
  const Node* requests = op.in.map("RequestItems");
  op.in.choice("ReturnConsumedCapacity", {"INDEXES", "TOTAL", "NONE"});
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  std::vector<TableBatch> batches;
  std::size_t count = 0;
  for (const Member& member : requests->members) {
    if (!member.value.is_map()) return std::unexpected(serialization_exception());
    Operation one{op.call, op.tables, op.name, Reader(member.value), {}};
    TableBatch batch{member.key, one.table_arn(member.key), {}, {}, std::nullopt};
    one.in.require("Keys");
    const Node* keys = one.in.list("Keys");
    one.in.flag("ConsistentRead");
    one.read_placeholders(one.in.any("ProjectionExpression") != nullptr);
    batch.projection = one.projection();
    if (auto error = one.finish()) return std::unexpected(*std::move(error));
    for (const Node& key : keys->items) {
      auto item = parsed_item(&key);
      if (!item) return std::unexpected(item.error());
      batch.keys.push_back(*std::move(item));
    }
    count += batch.keys.size();
    batches.push_back(std::move(batch));
  }
  if (count > kGets_max) return std::unexpected(too_many(kGets_max));
  if (count == 0) return std::unexpected(member_is_null("requestItems.member.keys"));
  for (const TableBatch& batch : batches) {
    if (auto error = allow_all(op, batch)) return std::unexpected(*std::move(error));
  }
  Node responses = Node::make_map();
  for (const TableBatch& batch : batches) {
    const auto table = op.table(batch.table);
    if (!table) return std::unexpected(table.error());
    Node items = Node::make_list();
    Places places;
    for (const Item& key : batch.keys) {
      const auto place = (*table)->place_of_key(key);
      if (!place) return std::unexpected(place.error());
      if (!places.emplace(place->partition, place->sort).second) {
        return std::unexpected(duplicates());
      }
      const Item* found = (*table)->find(*place);
      if (found == nullptr) continue;
      items.items.push_back(
          item_node(batch.projection ? project(*found, *batch.projection) : *found));
    }
    responses.set(batch.name, std::move(items));
  }
  Node out = Node::make_map();
  out.set("Responses", std::move(responses));
  out.set("UnprocessedKeys", Node::make_map());
  return out;
}

namespace {

// Everything is checked before anything is written.
ApiResult<void> check_writes(Table& table, const TableBatch& batch) {
  if (!table.schema() && batch.keys.empty()) return {};
  Places places;
  // Keys first: where nobody named the key, they tell it.
  for (const Item& key : batch.keys) {
    const auto place = table.place_of_key(key);
    if (!place) return std::unexpected(place.error());
    if (!places.emplace(place->partition, place->sort).second) {
      return std::unexpected(duplicates());
    }
  }
  for (const Item& item : batch.puts) {
    const auto place = table.place_of_item(item);
    if (!place) return std::unexpected(place.error());
    if (!places.emplace(place->partition, place->sort).second) {
      return std::unexpected(duplicates());
    }
  }
  return {};
}

void write(Table& table, TableBatch& batch) {
  for (Item& item : batch.puts) {
    if (!table.schema()) {
      table.wait(std::move(item));
    } else if (const auto place = table.place_of_item(item)) {
      table.put(*place, std::move(item));
    }
  }
  for (const Item& key : batch.keys) {
    if (const auto place = table.place_of_key(key)) table.erase(*place);
  }
}

}  // namespace

ApiResult<Node> batch_write_item(Operation& op) {
  op.in.require("RequestItems");
  const Node* requests = op.in.map("RequestItems");
  op.in.choice("ReturnConsumedCapacity", {"INDEXES", "TOTAL", "NONE"});
  op.in.choice("ReturnItemCollectionMetrics", {"SIZE", "NONE"});
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  std::vector<TableBatch> batches;
  std::size_t count = 0;
  for (const Member& member : requests->members) {
    if (!member.value.is_list()) return std::unexpected(serialization_exception());
    TableBatch batch{member.key, op.table_arn(member.key), {}, {}, std::nullopt};
    if (op.in.error()) return std::unexpected(*op.in.error());
    for (const Node& request : member.value.items) {
      const auto read = read_write(request, batch);
      if (!read) return std::unexpected(read.error());
    }
    count += batch.puts.size() + batch.keys.size();
    batches.push_back(std::move(batch));
  }
  if (count > kWrites_max) return std::unexpected(too_many(kWrites_max));
  if (count == 0) return std::unexpected(member_is_null("requestItems"));
  for (const TableBatch& batch : batches) {
    if (auto error = allow_all(op, batch)) return std::unexpected(*std::move(error));
  }
  for (const TableBatch& batch : batches) {
    const auto table = op.table(batch.table);
    if (!table) return std::unexpected(table.error());
    if (const auto fits = check_writes(**table, batch); !fits) {
      return std::unexpected(fits.error());
    }
  }
  for (TableBatch& batch : batches) write(**op.table(batch.table), batch);
  Node out = Node::make_map();
  out.set("UnprocessedItems", Node::make_map());
  return out;
}

}  // namespace rolechain::ddb
