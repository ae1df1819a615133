#include "mocks/http/dynamodb/attribute.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/http/dynamodb/number.h"
#include "mocks/iam/dynamodb_errors.h"
#include "mocks/policy/values.h"
#include "mocks/sts/base64url.h"

namespace rolechain::ddb {
namespace {

using Type = AttributeValue::Type;

constexpr std::array<std::string_view, 10> kWords{"S",  "N",  "B",  "BOOL", "NULL",
                                                  "SS", "NS", "BS", "L",    "M"};

Type element_of(Type set) {
  if (set == Type::number_set) return Type::number;
  return set == Type::binary_set ? Type::binary : Type::string;
}

// Base64 of JSON is the padded one; base64url_encode() has the other two characters.
std::string to_base64(std::string_view bytes) {
  std::string out = base64url_encode(bytes);
  std::ranges::replace(out, '-', '+');
  std::ranges::replace(out, '_', '/');
  constexpr std::size_t kGroup = 4;
  while (out.size() % kGroup != 0) out += '=';
  return out;
}

ApiResult<AttributeValue> scalar(Type type, const Node& node) {
  if (!node.is_string()) return std::unexpected(serialization_exception());
  AttributeValue out{type, node.text, {}, {}};
  if (type == Type::number) {
    auto number = canonical_number(node.text);
    if (!number) return std::unexpected(number.error());
    out.text = *std::move(number);
  } else if (type == Type::binary) {
    auto bytes = decode_base64(node.text);
    if (!bytes) return std::unexpected(serialization_exception());
    out.text = *std::move(bytes);
  }
  return out;
}

bool in_order(const AttributeValue& a, const AttributeValue& b) {
  return order_text(a) < order_text(b);
}

ApiResult<AttributeValue> set_of(Type type, const Node& node) {
  if (!node.is_list()) return std::unexpected(serialization_exception());
  if (node.items.empty()) return std::unexpected(empty_set(type_word(type)));
  AttributeValue out{type, {}, {}, {}};
  for (const Node& item : node.items) {
    auto value = scalar(element_of(type), item);
    if (!value) return value;
    out.items.push_back(*std::move(value));
  }
  std::vector<std::string> as_sent;
  for (const AttributeValue& item : out.items) as_sent.push_back(item.text);
  std::ranges::sort(out.items, in_order);
  if (std::ranges::adjacent_find(out.items) != out.items.end()) {
    return std::unexpected(duplicates_in_set(as_sent));
  }
  return out;
}

ApiResult<AttributeValue> parse(const Node& node, int level);

ApiResult<AttributeValue> parse_members(const Node& node, int level) {
  if (!node.is_map()) return std::unexpected(serialization_exception());
  AttributeValue out{Type::map, {}, {}, {}};
  out.members.reserve(node.members.size());
  for (const Member& member : node.members) {
    auto value = parse(member.value, level);
    if (!value) return value;
    out.members.push_back({member.key, *std::move(value)});
  }
  std::ranges::sort(out.members, {}, &Attribute::name);
  return out;
}

ApiResult<AttributeValue> parse(const Node& node, int level) {
  if (!node.is_map()) return std::unexpected(serialization_exception());
  if (level > kLevels_max) return std::unexpected(nested_too_deep());
  if (node.members.size() != 1) return std::unexpected(one_datatype(node.members.size()));
  const Member& member = node.members.front();
  const auto* const word = std::ranges::find(kWords, member.key);
  if (word == kWords.end()) return std::unexpected(one_datatype(0));
  const auto type = static_cast<Type>(word - kWords.begin());
  switch (type) {
    case Type::string:
    case Type::number:
    case Type::binary:
      return scalar(type, member.value);
    case Type::boolean:
    case Type::null:
      if (member.value.kind != Node::Kind::boolean) {
        return std::unexpected(serialization_exception());
      }
      if (type == Type::null && member.value.text != "true")
        return std::unexpected(null_not_true());
      return AttributeValue{type, member.value.text, {}, {}};
    case Type::string_set:
    case Type::number_set:
    case Type::binary_set:
      return set_of(type, member.value);
    case Type::map:
      return parse_members(member.value, level + 1);
    case Type::list:
      break;
  }
  if (!member.value.is_list()) return std::unexpected(serialization_exception());
  AttributeValue out{Type::list, {}, {}, {}};
  for (const Node& item : member.value.items) {
    auto value = parse(item, level + 1);
    if (!value) return value;
    out.items.push_back(*std::move(value));
  }
  return out;
}

Node text_node(const AttributeValue& value) {
  return Node::make_string(value.type == Type::binary ? to_base64(value.text) : value.text);
}

auto place_of(auto& members, std::string_view name) {
  return std::ranges::lower_bound(members, name, {}, [](const Attribute& attribute) {
    return std::string_view(attribute.name);
  });
}

}  // namespace

bool AttributeValue::operator==(const AttributeValue& other) const {
  return type == other.type && text == other.text && items == other.items &&
         members == other.members;
}

const AttributeValue* AttributeValue::find(std::string_view name) const {
  const auto at = place_of(members, name);
  return at != members.end() && at->name == name ? &at->value : nullptr;
}

AttributeValue* AttributeValue::find(std::string_view name) {
  const auto at = place_of(members, name);
  return at != members.end() && at->name == name ? &at->value : nullptr;
}

void AttributeValue::set(std::string_view name, AttributeValue value) {
  const auto at = place_of(members, name);
  if (at != members.end() && at->name == name) {
    at->value = std::move(value);
  } else {
    members.insert(at, Attribute{std::string(name), std::move(value)});
  }
}

void AttributeValue::erase(std::string_view name) {
  std::erase_if(members, [&](const Attribute& attribute) { return attribute.name == name; });
}

std::string_view type_word(Type type) { return kWords.at(static_cast<std::size_t>(type)); }

AttributeValue make_text(std::string text) { return {Type::string, std::move(text), {}, {}}; }

AttributeValue make_set(Type type, std::vector<AttributeValue> items) {
  std::ranges::sort(items, in_order);
  const auto same = std::ranges::unique(items);
  items.erase(same.begin(), same.end());
  return {type, {}, std::move(items), {}};
}

ApiResult<AttributeValue> parse_attribute(const Node& node) { return parse(node, 1); }

ApiResult<Item> parse_item(const Node& node) { return parse_members(node, 1); }

Node to_node(const AttributeValue& value) {
  Node inner;
  if (value.type == Type::map) {
    inner = item_node(value);
  } else if (value.type == Type::boolean || value.type == Type::null) {
    inner.kind = Node::Kind::boolean;
    inner.text = value.text;
  } else if (value.type == Type::list || value.is_set()) {
    inner = Node::make_list();
    for (const AttributeValue& item : value.items) {
      inner.items.push_back(value.is_set() ? text_node(item) : to_node(item));
    }
  } else {
    inner = text_node(value);
  }
  Node out = Node::make_map();
  out.members.push_back({std::string(type_word(value.type)), std::move(inner), {}});
  return out;
}

Node item_node(const AttributeValue& item) {
  Node out = Node::make_map();
  for (const auto& [name, value] : item.members) out.members.push_back({name, to_node(value), {}});
  return out;
}

std::string order_text(const AttributeValue& value) {
  return value.type == Type::number ? number_order(value.text) : value.text;
}

std::size_t size_bytes(const AttributeValue& value) {
  constexpr std::size_t kOverhead = 3;
  switch (value.type) {
    case Type::number: {
      const auto digits = static_cast<std::size_t>(
          std::ranges::count_if(value.text, [](char c) { return c >= '0' && c <= '9'; }));
      return (digits + 1) / 2 + 1;
    }
    case Type::boolean:
    case Type::null:
      return 1;
    case Type::map:
      return item_size_bytes(value) + kOverhead + value.members.size();
    case Type::list:
    case Type::string_set:
    case Type::number_set:
    case Type::binary_set: {
      std::size_t sum = value.type == Type::list ? kOverhead + value.items.size() : 0;
      for (const AttributeValue& item : value.items) sum += size_bytes(item);
      return sum;
    }
    case Type::string:
    case Type::binary:
      break;
  }
  return value.text.size();
}

std::size_t item_size_bytes(const Item& item) {
  std::size_t sum = 0;
  for (const auto& [name, value] : item.members) sum += name.size() + size_bytes(value);
  return sum;
}

}  // namespace rolechain::ddb
