// CreateTable, DescribeTable, DeleteTable, ListTables.
// Source: Amazon DynamoDB API Reference, the operations of these names.
#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/http/dynamodb/operation.h"
#include "mocks/iam/dynamodb_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::ddb {
namespace {

using Types = std::map<std::string, AttributeValue::Type, std::less<>>;

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

Node number_node(std::int64_t value) {
  Node out;
  out.kind = Node::Kind::number;
  out.text = std::to_string(value);
  return out;
}

std::string text_of(const Node& map, std::string_view key) {
  const Node* found = map.find(key);
  return found == nullptr || !found->is_string() ? std::string() : found->text;
}

Types read_types(Reader& in) {
  Types out;
  const Node* list = in.list("AttributeDefinitions");
  if (list == nullptr) return out;
  for (const Node& row : list->items) {
    const std::string name = text_of(row, "AttributeName");
    const std::string type = text_of(row, "AttributeType");
    if (name.empty()) {
      in.refuse(member_is_null("attributeDefinitions.1.member.attributeName"));
    } else if (type == "S" || type == "N" || type == "B") {
      out[name] = type == "S"   ? AttributeValue::Type::string
                  : type == "N" ? AttributeValue::Type::number
                                : AttributeValue::Type::binary;
    } else {
      in.refuse(not_in_enumeration("attributeDefinitions.1.member.attributeType", type,
                                   std::vector<std::string_view>{"B", "N", "S"}));
    }
  }
  return out;
}

// R-DDB-11: HASH first, then RANGE; each attribute is defined.
std::optional<KeySchema> read_schema(Reader& in, const Node* list, const Types& types) {
  if (list == nullptr || !list->is_list() || list->items.empty() || list->items.size() > 2) {
    in.refuse(member_is_null("KeySchema"));
    return std::nullopt;
  }
  std::vector<KeyAttribute> parts;
  for (const Node& row : list->items) {
    const std::string name = text_of(row, "AttributeName");
    if (text_of(row, "KeyType") != (parts.empty() ? "HASH" : "RANGE")) {
      in.refuse(dynamodb_validation(
          parts.empty() ? "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
                        : "Invalid KeySchema: The second KeySchemaElement is not a RANGE key "
                          "type"));
      return std::nullopt;
    }
    const auto type = types.find(name);
    if (type == types.end()) {
      in.refuse(dynamodb_validation(
          fmt::format("One or more parameter values were invalid: Some index key attributes are "
                      "not defined in AttributeDefinitions. Keys: [{}], AttributeDefinitions: [{}]",
                      name, fmt::join(types | std::views::keys, ", "))));
      return std::nullopt;
    }
    parts.push_back({name, type->second});
  }
  KeySchema out{parts[0], std::nullopt};
  if (parts.size() == 2) out.sort = parts[1];
  return out;
}

void read_indexes(Reader& in, std::string_view parameter, Index::Kind kind, const Types& types,
                  Table& table) {
  const Node* list = in.list(parameter);
  if (list == nullptr) return;
  for (const Node& row : list->items) {
    auto schema = read_schema(in, row.find("KeySchema"), types);
    const std::string name = text_of(row, "IndexName");
    if (name.empty()) in.refuse(member_is_null("IndexName"));
    if (!schema || in.error()) return;
    Index index{*std::move(schema), std::nullopt, kind};
    const Node* projection = row.find("Projection");
    const std::string type = projection == nullptr ? "" : text_of(*projection, "ProjectionType");
    if (type != "ALL") {
      index.attributes.emplace();
      const Node* names = projection == nullptr ? nullptr : projection->find("NonKeyAttributes");
      if (type == "INCLUDE" && names != nullptr) {
        for (const Node& attribute : names->items) index.attributes->push_back(attribute.text);
      }
    }
    table.indexes[name] = std::move(index);
  }
}

Node schema_node(const KeySchema& schema) {
  Node out = Node::make_list();
  const auto add = [&](const std::string& name, std::string_view type) {
    Node row = Node::make_map();
    row.set("AttributeName", text_node(name));
    row.set("KeyType", text_node(type));
    out.items.push_back(std::move(row));
  };
  add(schema.partition.name, "HASH");
  if (schema.sort) add(schema.sort->name, "RANGE");
  return out;
}

Types types_of(const Table& table) {
  Types out;
  const auto add = [&](const KeySchema& schema) {
    if (schema.partition.type) out[schema.partition.name] = *schema.partition.type;
    if (schema.sort && schema.sort->type) out[schema.sort->name] = *schema.sort->type;
  };
  add(*table.schema());
  for (const auto& [name, index] : table.indexes) add(index.key);
  return out;
}

Node index_nodes(const Table& table, Index::Kind kind, const std::string& arn) {
  Node out = Node::make_list();
  for (const auto& [name, index] : table.indexes) {
    if (index.kind != kind) continue;
    Node row = Node::make_map();
    row.set("IndexName", text_node(name));
    row.set("KeySchema", schema_node(index.key));
    Node projection = Node::make_map();
    Node names = Node::make_list();
    if (index.attributes) {
      for (const std::string& attribute : *index.attributes) {
        names.items.push_back(text_node(attribute));
      }
    }
    projection.set("ProjectionType", text_node(!index.attributes     ? "ALL"
                                               : names.items.empty() ? "KEYS_ONLY"
                                                                     : "INCLUDE"));
    if (!names.items.empty()) projection.set("NonKeyAttributes", std::move(names));
    row.set("Projection", std::move(projection));
    if (kind == Index::Kind::global) row.set("IndexStatus", text_node("ACTIVE"));
    row.set("IndexArn", text_node(arn + "/index/" + name));
    out.items.push_back(std::move(row));
  }
  return out;
}

std::string name_of(const std::string& arn) { return arn.substr(arn.rfind('/') + 1); }

// What is there at once: a table of this world has no time of creation.
Node description(const std::string& arn, const Table& table, std::string_view status) {
  Node out = Node::make_map();
  Node types = Node::make_list();
  for (const auto& [name, type] : types_of(table)) {
    Node row = Node::make_map();
    row.set("AttributeName", text_node(name));
    row.set("AttributeType", text_node(type_word(type)));
    types.items.push_back(std::move(row));
  }
  out.set("AttributeDefinitions", std::move(types));
  out.set("TableName", text_node(name_of(arn)));
  out.set("KeySchema", schema_node(*table.schema()));
  out.set("TableStatus", text_node(status));
  if (table.created) out.set("CreationDateTime", number_node(table.created->at_s));
  std::size_t bytes = 0;
  for (const auto& [text, items] : table.items()) {
    for (const auto& [sort, item] : items) bytes += item_size_bytes(item);
  }
  out.set("TableSizeBytes", number_node(static_cast<std::int64_t>(bytes)));
  out.set("ItemCount", number_node(static_cast<std::int64_t>(table.size())));
  out.set("TableArn", text_node(arn));
  if (table.created && !table.created->billing.empty()) {
    Node billing = Node::make_map();
    billing.set("BillingMode", text_node(table.created->billing));
    out.set("BillingModeSummary", std::move(billing));
  }
  for (const auto& [kind, member] : {std::pair(Index::Kind::global, "GlobalSecondaryIndexes"),
                                     std::pair(Index::Kind::local, "LocalSecondaryIndexes")}) {
    Node rows = index_nodes(table, kind, arn);
    if (!rows.items.empty()) out.set(member, std::move(rows));
  }
  return out;
}

std::string read_table_name(Operation& op) {
  op.in.require("TableName");
  const std::string name = op.in.text("TableName");
  return op.in.error() ? std::string() : op.table_arn(name);
}

// Condition keys of calls about tables are not those of items.
std::optional<ApiError> allow_table(Operation& op, const std::string& arn) {
  return op.call.allow(fmt::format("dynamodb:{}", op.name), arn);
}

}  // namespace

ApiResult<Node> create_table(Operation& op) {
  const std::string arn = read_table_name(op);
  const Types types = read_types(op.in);
  Table table;
  const auto schema = read_schema(op.in, op.in.list("KeySchema"), types);
  read_indexes(op.in, "GlobalSecondaryIndexes", Index::Kind::global, types, table);
  read_indexes(op.in, "LocalSecondaryIndexes", Index::Kind::local, types, table);
  table.created = Table::Created{op.call.shown_now_s,
                                 op.in.choice("BillingMode", {"PROVISIONED", "PAY_PER_REQUEST"})};
  op.in.map("ProvisionedThroughput");
  op.in.flag("DeletionProtectionEnabled");
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  std::set<std::string> used{schema->partition.name};
  if (schema->sort) used.insert(schema->sort->name);
  for (const auto& [name, index] : table.indexes) {
    used.insert(index.key.partition.name);
    if (index.key.sort) used.insert(index.key.sort->name);
  }
  if (used.size() != types.size()) {
    return std::unexpected(dynamodb_validation(
        "One or more parameter values were invalid: Number of attributes in KeySchema does not "
        "exactly match number of attributes defined in AttributeDefinitions"));
  }
  if (auto error = allow_table(op, arn)) return std::unexpected(*std::move(error));
  if (op.tables.contains(arn) || op.call.world.resource(arn) != nullptr) {
    return std::unexpected(table_exists(name_of(arn)));
  }
  const auto set = table.set_schema(*schema);
  if (!set) return std::unexpected(set.error());
  const Table& made = op.tables[arn] = std::move(table);
  Node out = Node::make_map();
  // AWS says CREATING; here a table is there at once.
  out.set("TableDescription", description(arn, made, "ACTIVE"));
  return out;
}

ApiResult<Node> describe_table(Operation& op) {
  const std::string arn = read_table_name(op);
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  if (auto error = allow_table(op, arn)) return std::unexpected(*std::move(error));
  const auto table = op.table(arn);
  if (!table) return std::unexpected(no_such_table_named(name_of(arn)));
  const auto& schema = (*table)->schema();
  if (!schema || schema->order == KeySchema::Order::unknown) {
    return std::unexpected(key_not_named("dynamodb:DescribeTable"));
  }
  Node out = Node::make_map();
  out.set("Table", description(arn, **table, "ACTIVE"));
  return out;
}

ApiResult<Node> delete_table(Operation& op) {
  const std::string arn = read_table_name(op);
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  if (auto error = allow_table(op, arn)) return std::unexpected(*std::move(error));
  const auto table = op.table(arn);
  if (!table) return std::unexpected(no_such_table_named(name_of(arn)));
  if (!(*table)->created) {
    return std::unexpected(not_decided_here("the deletion of a table that the scenario holds"));
  }
  Node out = Node::make_map();
  out.set("TableDescription", description(arn, **table, "DELETING"));
  op.tables.erase(arn);
  return out;
}

// Those of the caller's account and region; of the scenario's and of the created ones.
ApiResult<Node> list_tables(Operation& op) {
  constexpr std::size_t kNames_max = 100;
  const std::string after = op.in.text("ExclusiveStartTableName");
  const std::size_t limit = op.in.count("Limit", 1, kNames_max).value_or(kNames_max);
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  if (auto error = op.call.allow("dynamodb:ListTables", "*")) {
    return std::unexpected(*std::move(error));
  }
  const std::string mine = op.table_arn("any");
  const std::string_view prefix = std::string_view(mine).substr(0, mine.rfind('/') + 1);
  std::set<std::string> names;
  const auto add = [&](std::string_view arn) {
    if (!arn.starts_with(prefix)) return;
    const std::string_view name = arn.substr(prefix.size());
    if (!name.contains('/') && !name.contains('*') && name > after) names.emplace(name);
  };
  for (const auto& [arn, table] : op.tables) add(arn);
  for (const Resource& resource : op.call.world.resources) add(resource.arn);
  Node list = Node::make_list();
  Node out = Node::make_map();
  for (const std::string& name : names) {
    if (list.items.size() == limit) {
      out.set("LastEvaluatedTableName", list.items.back());
      break;
    }
    list.items.push_back(text_node(name));
  }
  out.set("TableNames", std::move(list));
  return out;
}

}  // namespace rolechain::ddb
