// Attribute values of DynamoDB: the ten types, read from and written to the JSON of its API.
// Source: Amazon DynamoDB API Reference, "AttributeValue"; Developer Guide, "Item sizes and
// formats".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/node.h"

namespace rolechain::ddb {

struct Attribute;

// `text`: a string; a canonical number; a binary's bytes; "true" or "false". Elements of sets are
// values of their own type, in order. A map's members are in the order of their names. So equal
// values are equal member by member.
struct AttributeValue {
  enum class Type : std::uint8_t {
    string,
    number,
    binary,
    boolean,
    null,
    string_set,
    number_set,
    binary_set,
    list,
    map,
  };

  Type type = Type::null;
  std::string text;
  std::vector<AttributeValue> items;  // list, sets
  std::vector<Attribute> members;     // map

  bool operator==(const AttributeValue& other) const;
  [[nodiscard]] bool is_set() const {
    return type == Type::string_set || type == Type::number_set || type == Type::binary_set;
  }
  // A key can be of these types; they have an order.
  [[nodiscard]] bool is_scalar() const {
    return type == Type::string || type == Type::number || type == Type::binary;
  }
  [[nodiscard]] const AttributeValue* find(std::string_view name) const;
  [[nodiscard]] AttributeValue* find(std::string_view name);
  void set(std::string_view name, AttributeValue value);
  void erase(std::string_view name);
};

struct Attribute {
  std::string name;
  AttributeValue value;
  bool operator==(const Attribute&) const = default;
};

// A whole item is a map.
using Item = AttributeValue;

inline constexpr std::size_t kItem_bytes_max = 400UL * 1024UL;
inline constexpr int kLevels_max = 32;

// "S", "NS", "BOOL": as the API spells the type.
std::string_view type_word(AttributeValue::Type type);

AttributeValue make_text(std::string text);
AttributeValue make_set(AttributeValue::Type type, std::vector<AttributeValue> items);

// Errors: SerializationException for the wrong kind of JSON, ValidationException for the rest.
ApiResult<AttributeValue> parse_attribute(const Node& node);
// A map of attributes: Item, Key, ExpressionAttributeValues.
ApiResult<Item> parse_item(const Node& node);

Node to_node(const AttributeValue& value);   // {"S": "…"}
Node item_node(const AttributeValue& item);  // {"id": {"S": "…"}}

// A text whose bytes are in the order of the values of one scalar type.
// REQUIRES: value.is_scalar().
std::string order_text(const AttributeValue& value);

// What counts towards 400 KB.
std::size_t size_bytes(const AttributeValue& value);
std::size_t item_size_bytes(const Item& item);

}  // namespace rolechain::ddb
