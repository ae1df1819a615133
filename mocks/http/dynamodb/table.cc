#include "mocks/http/dynamodb/table.h"

#include <cassert>
#include <utility>

#include "mocks/iam/dynamodb_errors.h"

namespace rolechain::ddb {
namespace {

constexpr std::size_t kPartitionKey_bytes_max = 2048;
constexpr std::size_t kSortKey_bytes_max = 1024;
constexpr std::size_t kKeyAttributes_max = 2;

KeySchema learned_from(const Item& key) {
  KeySchema out;
  out.partition.name = key.members.front().name;
  if (key.members.size() == kKeyAttributes_max) {
    out.sort = KeyAttribute{key.members.back().name, std::nullopt};
    out.order = KeySchema::Order::unknown;
  }
  return out;
}

}  // namespace

ApiResult<std::string> Table::text_of(KeyAttribute& key, const Item& item, std::size_t bytes_max) {
  const AttributeValue* value = item.find(key.name);
  if (value == nullptr) return std::unexpected(missing_key(key.name));
  if (!value->is_scalar() || (key.type && *key.type != value->type)) {
    return std::unexpected(
        key_type_mismatch(key.name, key.type ? type_word(*key.type) : "S", type_word(value->type)));
  }
  if (value->text.empty()) return std::unexpected(empty_key(key.name));
  if (value->text.size() > bytes_max) return std::unexpected(key_too_long(bytes_max));
  key.type = value->type;
  return order_text(*value);
}

ApiResult<Place> Table::place_of_item(const Item& item) {
  assert(schema_);
  Place out;
  auto partition = text_of(schema_->partition, item, kPartitionKey_bytes_max);
  if (!partition) return std::unexpected(partition.error());
  out.partition = *std::move(partition);
  if (!schema_->sort) return out;
  auto sort = text_of(*schema_->sort, item, kSortKey_bytes_max);
  if (!sort) return std::unexpected(sort.error());
  out.sort = *std::move(sort);
  return out;
}

ApiResult<void> Table::set_schema(KeySchema schema) {
  const std::optional<KeySchema> before = std::exchange(schema_, std::move(schema));
  std::vector<std::pair<Place, Item>> placed;
  for (const Item& item : waiting_) {
    auto place = place_of_item(item);
    if (!place) {
      schema_ = before;
      return std::unexpected(place.error());
    }
    placed.emplace_back(*std::move(place), item);
  }
  waiting_.clear();
  for (auto& [place, item] : placed) put(place, std::move(item));
  return {};
}

ApiResult<Place> Table::place_of_key(const Item& key) {
  if (key.members.empty() || key.members.size() > kKeyAttributes_max) {
    return std::unexpected(key_does_not_match());
  }
  if (!schema_) {
    for (const Attribute& attribute : key.members) {
      if (!attribute.value.is_scalar()) return std::unexpected(key_does_not_match());
    }
    if (!set_schema(learned_from(key))) return std::unexpected(key_does_not_match());
  }
  if (key.members.size() != (schema_->sort ? 2U : 1U)) {
    return std::unexpected(key_does_not_match());
  }
  auto place = place_of_item(key);
  // A Key of the wrong shape has one text for all its mistakes, but for empty and long values.
  for (const Attribute& attribute : key.members) {
    const auto& part = schema_->partition.name == attribute.name ? std::optional(schema_->partition)
                                                                 : schema_->sort;
    if (!part || part->name != attribute.name || !attribute.value.is_scalar() ||
        (part->type && *part->type != attribute.value.type)) {
      return std::unexpected(key_does_not_match());
    }
  }
  return place;
}

const Item* Table::find(const Place& place) const {
  const auto partition = items_.find(place.partition);
  if (partition == items_.end()) return nullptr;
  const auto item = partition->second.find(place.sort);
  return item == partition->second.end() ? nullptr : &item->second;
}

std::optional<Item> Table::put(const Place& place, Item item) {
  const auto [at, is_new] = items_[place.partition].try_emplace(place.sort);
  std::optional<Item> before;
  if (is_new) {
    ++size_;
  } else {
    before = std::move(at->second);
  }
  at->second = std::move(item);
  return before;
}

std::optional<Item> Table::erase(const Place& place) {
  const auto partition = items_.find(place.partition);
  if (partition == items_.end()) return std::nullopt;
  const auto item = partition->second.find(place.sort);
  if (item == partition->second.end()) return std::nullopt;
  std::optional<Item> before = std::move(item->second);
  partition->second.erase(item);
  if (partition->second.empty()) items_.erase(partition);
  --size_;
  return before;
}

Item Table::key_of(const Item& item) const {
  assert(schema_);
  Item out;
  out.type = AttributeValue::Type::map;
  for (const Attribute& attribute : item.members) {
    if (schema_->has(attribute.name)) out.members.push_back(attribute);
  }
  return out;
}

}  // namespace rolechain::ddb
