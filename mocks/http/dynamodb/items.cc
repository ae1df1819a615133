// PutItem, GetItem, UpdateItem, DeleteItem.
// Source: Amazon DynamoDB API Reference, the operations of these names.
#include <utility>

#include "mocks/http/dynamodb/evaluate.h"
#include "mocks/http/dynamodb/operation.h"
#include "mocks/http/dynamodb/update.h"
#include "mocks/iam/dynamodb_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::ddb {
namespace {

// What all four have in common.
struct ItemCall {
  std::string table;         // ARN
  std::optional<Item> item;  // Item or Key
  std::optional<Condition> condition;
  std::string return_values;
};

ItemCall read_item_call(Operation& op, std::string_view parameter) {
  ItemCall out;
  op.in.require("TableName");
  op.in.require(parameter);
  const std::string name = op.in.text("TableName");
  if (!op.in.error()) out.table = op.table_arn(name);
  out.item = op.item(parameter);
  op.in.choice("ReturnConsumedCapacity", {"INDEXES", "TOTAL", "NONE"});
  return out;
}

// Condition, ReturnValues and what tells nothing of the answer.
void read_write(Operation& op, ItemCall& call, std::initializer_list<std::string_view> returns) {
  op.in.choice("ReturnItemCollectionMetrics", {"SIZE", "NONE"});
  if (op.in.choice("ReturnValuesOnConditionCheckFailure", {"ALL_OLD", "NONE"}) == "ALL_OLD") {
    op.in.refuse(not_decided_here("ReturnValuesOnConditionCheckFailure ALL_OLD"));
  }
  call.return_values = op.in.choice("ReturnValues", returns);
  if (call.return_values.empty()) call.return_values = "NONE";
  call.condition = op.condition("ConditionExpression");
}

Access access_of(const Operation& op, const ItemCall& call) {
  Access out{std::string(op.name), call.table, {}, &*call.item};
  add_names(*call.item, out.attributes);
  if (call.condition) add_names(*call.condition, out.attributes);
  out.return_values = call.return_values;
  return out;
}

// R-DDB-03
bool fails(const std::optional<Condition>& condition, const Item* there) {
  if (!condition) return false;
  return !holds(*condition,
                there == nullptr ? Item{AttributeValue::Type::map, {}, {}, {}} : *there);
}

Node with(std::string_view member, const Item* item) {
  Node out = Node::make_map();
  if (item != nullptr) out.set(std::string(member), item_node(*item));
  return out;
}

}  // namespace

ApiResult<Node> put_item(Operation& op) {
  ItemCall call = read_item_call(op, "Item");
  op.read_placeholders(op.in.any("ConditionExpression") != nullptr);
  read_write(op, call, {"NONE", "ALL_OLD"});
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  if (item_size_bytes(*call.item) > kItem_bytes_max) return std::unexpected(item_too_large());
  if (auto error = op.allow(access_of(op, call))) return std::unexpected(*std::move(error));
  const auto table = op.table(call.table);
  if (!table) return std::unexpected(table.error());
  if (!(*table)->schema()) {
    // Whether another item gives way to this one cannot be told yet.
    if (!(*table)->waiting().empty() && (call.condition || call.return_values != "NONE")) {
      return std::unexpected(key_not_named("PutItem with a condition or ReturnValues"));
    }
    if (fails(call.condition, nullptr)) return std::unexpected(condition_failed());
    (*table)->wait(*std::move(call.item));
    return Node::make_map();
  }
  const auto place = (*table)->place_of_item(*call.item);
  if (!place) return std::unexpected(place.error());
  if (fails(call.condition, (*table)->find(*place))) return std::unexpected(condition_failed());
  const auto before = (*table)->put(*place, *std::move(call.item));
  return with("Attributes", before && call.return_values == "ALL_OLD" ? &*before : nullptr);
}

ApiResult<Node> get_item(Operation& op) {
  const ItemCall call = read_item_call(op, "Key");
  op.in.flag("ConsistentRead");
  op.read_placeholders(op.in.any("ProjectionExpression") != nullptr);
  const auto projection = op.projection();
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  Access access = access_of(op, call);
  if (projection) add_names(*projection, access.attributes);
  access.select = projection ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES";
  if (auto error = op.allow(access)) return std::unexpected(*std::move(error));
  const auto table = op.table(call.table);
  if (!table) return std::unexpected(table.error());
  const auto place = (*table)->place_of_key(*call.item);
  if (!place) return std::unexpected(place.error());
  const Item* there = (*table)->find(*place);
  if (there == nullptr || !projection) return with("Item", there);
  const Item shown = project(*there, *projection);
  return with("Item", &shown);
}

ApiResult<Node> delete_item(Operation& op) {
  ItemCall call = read_item_call(op, "Key");
  op.read_placeholders(op.in.any("ConditionExpression") != nullptr);
  read_write(op, call, {"NONE", "ALL_OLD"});
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  if (auto error = op.allow(access_of(op, call))) return std::unexpected(*std::move(error));
  const auto table = op.table(call.table);
  if (!table) return std::unexpected(table.error());
  const auto place = (*table)->place_of_key(*call.item);
  if (!place) return std::unexpected(place.error());
  if (fails(call.condition, (*table)->find(*place))) return std::unexpected(condition_failed());
  const auto before = (*table)->erase(*place);
  return with("Attributes", before && call.return_values == "ALL_OLD" ? &*before : nullptr);
}

namespace {

Node returned(std::string_view which, const Update& update, const Item* before, const Item& after) {
  if (which == "ALL_NEW") return with("Attributes", &after);
  if (which == "ALL_OLD") return with("Attributes", before);
  if (which == "NONE") return Node::make_map();
  const bool is_new = which == "UPDATED_NEW";
  if (!is_new && before == nullptr) return Node::make_map();
  const Item part = updated_part(update, is_new ? after : *before);
  return with("Attributes", part.members.empty() ? nullptr : &part);
}

}  // namespace

ApiResult<Node> update_item(Operation& op) {
  ItemCall call = read_item_call(op, "Key");
  const bool has_update = op.in.any("UpdateExpression") != nullptr;
  op.read_placeholders(has_update || op.in.any("ConditionExpression") != nullptr);
  read_write(op, call, {"NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"});
  Update update;
  if (const std::string text = op.in.text("UpdateExpression"); has_update && !op.in.error()) {
    auto parsed = parse_update(text, op.placeholders);
    if (!parsed) return std::unexpected(parsed.error());
    update = *std::move(parsed);
  }
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  Access access = access_of(op, call);
  add_names(update, access.attributes);
  if (auto error = op.allow(access)) return std::unexpected(*std::move(error));
  const auto table = op.table(call.table);
  if (!table) return std::unexpected(table.error());
  const auto place = (*table)->place_of_key(*call.item);
  if (!place) return std::unexpected(place.error());
  for (const UpdateAction& action : update) {
    const std::string& name = top_name(action.path);
    if ((*table)->schema()->has(name)) return std::unexpected(key_is_updated(name));
  }
  const Item* there = (*table)->find(*place);
  if (fails(call.condition, there)) return std::unexpected(condition_failed());
  auto after = apply_update(update, there == nullptr ? *call.item : *there);
  if (!after) return std::unexpected(after.error());
  if (item_size_bytes(*after) > kItem_bytes_max) return std::unexpected(item_too_large());
  const auto before = (*table)->put(*place, *after);
  return returned(call.return_values, update, before ? &*before : nullptr, *after);
}

}  // namespace rolechain::ddb
