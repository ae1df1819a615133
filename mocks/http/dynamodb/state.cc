// All tables of a world as JSON and back: keys, indexes, items, and those that wait for a key.
#include <array>

#include "mocks/http/dynamodb/dynamodb.h"
#include "mocks/http/session_json.h"

namespace rolechain {
namespace {

using ddb::AttributeValue;
using ddb::Index;
using ddb::KeyAttribute;
using ddb::KeySchema;
using ddb::Table;

constexpr std::array kKeyTypes{AttributeValue::Type::string, AttributeValue::Type::number,
                               AttributeValue::Type::binary};

Node key_node(const KeyAttribute& key) {
  Node out = Node::make_map();
  set_text(out, "name", key.name);
  if (key.type) set_text(out, "type", ddb::type_word(*key.type));
  return out;
}

KeyAttribute key_of(const Node& node) {
  KeyAttribute out;
  out.name = text_member(node, "name").value_or("");
  const std::string word = text_member(node, "type").value_or("");
  for (const AttributeValue::Type type : kKeyTypes) {
    if (ddb::type_word(type) == word) out.type = type;
  }
  return out;
}

Node schema_node(const KeySchema& schema) {
  Node out = Node::make_map();
  out.set("partition", key_node(schema.partition));
  if (schema.sort) out.set("sort", key_node(*schema.sort));
  set_text(out, "order", schema.order == KeySchema::Order::known ? "known" : "unknown");
  return out;
}

KeySchema schema_of(const Node& node) {
  KeySchema out;
  if (const Node* partition = node.find("partition")) out.partition = key_of(*partition);
  if (const Node* sort = node.find("sort")) out.sort = key_of(*sort);
  const bool known = text_member(node, "order") == "known";
  out.order = known ? KeySchema::Order::known : KeySchema::Order::unknown;
  return out;
}

Node index_node(const Index& index) {
  Node out = Node::make_map();
  out.set("key", schema_node(index.key));
  set_text(out, "kind", index.kind == Index::Kind::local ? "local" : "global");
  if (index.attributes) {
    Node& names = out.set("attributes", Node::make_list());
    for (const std::string& name : *index.attributes) {
      names.items.push_back(Node::make_string(name));
    }
  }
  return out;
}

Index index_of(const Node& node) {
  Index out;
  if (const Node* key = node.find("key")) out.key = schema_of(*key);
  const bool local = text_member(node, "kind") == "local";
  out.kind = local ? Index::Kind::local : Index::Kind::global;
  if (const Node* names = node.find("attributes")) {
    out.attributes.emplace();
    for (const Node& name : names->items) out.attributes->push_back(name.text);
  }
  return out;
}

Node table_node(const Table& table) {
  Node out = Node::make_map();
  if (table.schema()) out.set("key", schema_node(*table.schema()));
  if (table.created) {
    set_number(out, "created", table.created->at_s);
    set_text(out, "billing", table.created->billing);
  }
  Node& indexes = out.set("indexes", Node::make_map());
  for (const auto& [name, index] : table.indexes) indexes.set(name, index_node(index));
  Node& items = out.set("items", Node::make_list());
  for (const auto& [place, partition] : table.items()) {
    for (const auto& [sort, item] : partition) items.items.push_back(ddb::item_node(item));
  }
  Node& waiting = out.set("waiting", Node::make_list());
  for (const ddb::Item& item : table.waiting()) waiting.items.push_back(ddb::item_node(item));
  return out;
}

bool restore_items(const Node& node, Table& table) {
  const Node* items = node.find("items");
  const Node* waiting = node.find("waiting");
  if (items == nullptr || waiting == nullptr) return false;
  for (const Node& told : items->items) {
    auto item = ddb::parse_item(told);
    if (!item || !table.schema()) return false;
    const auto place = table.place_of_item(*item);
    if (!place) return false;
    table.put(*place, *std::move(item));
  }
  for (const Node& told : waiting->items) {
    auto item = ddb::parse_item(told);
    if (!item) return false;
    table.wait(*std::move(item));
  }
  return true;
}

}  // namespace

Node DynamoDb::state() const {
  Node out = Node::make_map();
  for (const auto& [arn, table] : tables_) out.set(arn, table_node(table));
  return out;
}

bool DynamoDb::restore(const Node& state) {
  tables_.clear();
  for (const Member& told : state.members) {
    Table table;
    if (const Node* key = told.value.find("key")) {
      if (!table.set_schema(schema_of(*key))) return false;
    }
    if (const auto created_s = number_member(told.value, "created")) {
      table.created = Table::Created{*created_s, text_member(told.value, "billing").value_or("")};
    }
    if (const Node* indexes = told.value.find("indexes")) {
      for (const Member& one : indexes->members) table.indexes[one.key] = index_of(one.value);
    }
    if (!restore_items(told.value, table)) {
      tables_.clear();
      return false;
    }
    tables_.insert_or_assign(told.key, std::move(table));
  }
  return state.is_map();
}

}  // namespace rolechain
