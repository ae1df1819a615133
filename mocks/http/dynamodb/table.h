// One table of DynamoDB: its items by key, in the order of the sort key.
//
// A scenario does not say which attributes are a table's key. Where nobody named them, they are
// learned from the first Key that a client sends; until then, items that were put wait. Of two
// attributes of such a Key it is not known which is the partition key.
// Source: Amazon DynamoDB Developer Guide, "Core components of Amazon DynamoDB".
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/base/clock.h"
#include "mocks/http/dynamodb/attribute.h"

namespace rolechain::ddb {

struct KeyAttribute {
  std::string name;
  std::optional<AttributeValue::Type> type;  // nothing: not seen yet
};

struct KeySchema {
  enum class Order : std::uint8_t { known, unknown };
  KeyAttribute partition;
  std::optional<KeyAttribute> sort;
  Order order = Order::known;

  [[nodiscard]] bool has(std::string_view name) const {
    return partition.name == name || (sort && sort->name == name);
  }
};

// Where in a table an item stands: order_text() of its key; `sort` is empty where there is none.
struct Place {
  std::string partition;
  std::string sort;
};

// A secondary index: another key over the same items.
struct Index {
  KeySchema key;
  // Names of the attributes that it has besides the keys; nothing: all.
  std::optional<std::vector<std::string>> attributes;
  enum class Kind : std::uint8_t { global, local };
  Kind kind = Kind::global;
};

class Table {
 public:
  using Partition = std::map<std::string, Item>;  // by order_text() of the sort key
  using Items = std::map<std::string, Partition>;

  // Who made it, in which shape, where a client did (CreateTable).
  struct Created {
    EpochSeconds at_s = 0;
    std::string billing;
  };
  std::optional<Created> created;
  std::map<std::string, Index, std::less<>> indexes;

  [[nodiscard]] const std::optional<KeySchema>& schema() const { return schema_; }
  // Items that wait are put into their places, the earliest first. Error: one of them lacks an
  // attribute of this key, or has it with another type.
  ApiResult<void> set_schema(KeySchema schema);
  // A Key as a client sends it: its attributes are the key's, no more and no less (R-DDB-10).
  // Learns the schema where there is none.
  ApiResult<Place> place_of_key(const Item& key);
  // REQUIRES: schema(). Error: the item lacks the key.
  ApiResult<Place> place_of_item(const Item& item);

  // Null where there is none.
  [[nodiscard]] const Item* find(const Place& place) const;
  // What was there before.
  std::optional<Item> put(const Place& place, Item item);
  std::optional<Item> erase(const Place& place);
  [[nodiscard]] const Items& items() const { return items_; }
  [[nodiscard]] std::size_t size() const { return size_; }

  // Before the key is known.
  [[nodiscard]] const std::vector<Item>& waiting() const { return waiting_; }
  void wait(Item item) { waiting_.push_back(std::move(item)); }

  // The key's attributes of an item.
  [[nodiscard]] Item key_of(const Item& item) const;

 private:
  // "" and an error where the attribute is missing or wrong.
  ApiResult<std::string> text_of(KeyAttribute& key, const Item& item, std::size_t bytes_max);

  std::optional<KeySchema> schema_;
  Items items_;
  std::size_t size_ = 0;
  std::vector<Item> waiting_;
};

}  // namespace rolechain::ddb
