// Query and Scan, of tables and of their indexes.
// Source: Amazon DynamoDB API Reference, "Query", "Scan"; Developer Guide, "Paginating table query
// results".
#include <algorithm>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/http/dynamodb/evaluate.h"
#include "mocks/http/dynamodb/key_condition.h"
#include "mocks/http/dynamodb/operation.h"
#include "mocks/iam/dynamodb_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::ddb {
namespace {

constexpr std::size_t kPage_bytes = 1024UL * 1024UL;  // R-DDB-09
constexpr std::size_t kCount_max = 1'000'000'000;

struct Search {
  std::string table;  // ARN
  std::string index;  // its name; "": the table itself
  std::optional<Condition> key_condition;
  std::optional<Condition> filter;
  std::optional<Projection> projection;
  std::optional<Item> start;
  std::optional<std::size_t> limit;
  std::string select;
  bool forward = true;
  std::optional<std::size_t> segment;
  std::size_t segments = 1;
};

Search read_search(Operation& op) {
  Search out;
  op.in.require("TableName");
  const std::string name = op.in.text("TableName");
  if (!op.in.error()) out.table = op.table_arn(name);
  out.index = op.in.text("IndexName");
  op.in.flag("ConsistentRead");
  op.in.choice("ReturnConsumedCapacity", {"INDEXES", "TOTAL", "NONE"});
  out.limit = op.in.count("Limit", 1, kCount_max);
  out.start = op.item("ExclusiveStartKey");
  op.read_placeholders(op.in.any("KeyConditionExpression") != nullptr ||
                       op.in.any("FilterExpression") != nullptr ||
                       op.in.any("ProjectionExpression") != nullptr);
  out.filter = op.condition("FilterExpression");
  out.projection = op.projection();
  out.select = op.in.choice(
      "Select", {"SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"});
  if (out.projection && !out.select.empty() && out.select != "SPECIFIC_ATTRIBUTES") {
    op.in.refuse(dynamodb_validation(
        out.select == "COUNT"
            ? "Cannot specify the ProjectionExpression when choosing to get only the Count"
            : "Cannot specify the ProjectionExpression when choosing to get " + out.select));
  }
  if (out.select == "SPECIFIC_ATTRIBUTES" && !out.projection) {
    op.in.refuse(
        dynamodb_validation("Must specify the AttributesToGet or ProjectionExpression when "
                            "choosing to get SPECIFIC_ATTRIBUTES"));
  }
  if (out.select.empty()) {
    out.select = out.projection      ? "SPECIFIC_ATTRIBUTES"
                 : out.index.empty() ? "ALL_ATTRIBUTES"
                                     : "ALL_PROJECTED_ATTRIBUTES";
  }
  return out;
}

Access access_of(const Operation& op, const Search& search) {
  Access out{std::string(op.name), search.table, {}};
  if (!search.index.empty()) out.resource += "/index/" + search.index;
  if (search.filter) add_names(*search.filter, out.attributes);
  if (search.key_condition) add_names(*search.key_condition, out.attributes);
  if (search.projection) add_names(*search.projection, out.attributes);
  out.select = search.select;
  return out;
}

// One page of an answer: items come in, in order, until it is full.
class Page {
 public:
  // `shown`: what the index has of an item; null: all.
  Page(const Search& search, const Projection* shown) : search_(search), shown_(shown) {}

  // False: that was the last one.
  bool take(const Item& item) {
    ++scanned_;
    bytes_ += item_size_bytes(item);
    if (!search_.filter || holds(*search_.filter, item)) {
      ++count_;
      if (search_.select != "COUNT") show(item);
    }
    if ((search_.limit && scanned_ == *search_.limit) || bytes_ > kPage_bytes) last_ = &item;
    return last_ == nullptr;
  }

  [[nodiscard]] const Item* last() const { return last_; }
  [[nodiscard]] Node answer(const Item* last_key) const {
    Node out = Node::make_map();
    if (search_.select != "COUNT") out.set("Items", items_);
    out.set("Count", number(count_));
    out.set("ScannedCount", number(scanned_));
    if (last_key != nullptr) out.set("LastEvaluatedKey", item_node(*last_key));
    return out;
  }

 private:
  static Node number(std::size_t value) {
    Node out;
    out.kind = Node::Kind::number;
    out.text = std::to_string(value);
    return out;
  }
  void show(const Item& item) {
    if (search_.projection) {
      items_.items.push_back(item_node(project(item, *search_.projection)));
    } else {
      items_.items.push_back(item_node(shown_ == nullptr ? item : project(item, *shown_)));
    }
  }

  const Search& search_;
  const Projection* shown_;
  Node items_ = Node::make_list();
  std::size_t count_ = 0;
  std::size_t scanned_ = 0;
  std::size_t bytes_ = 0;
  const Item* last_ = nullptr;
};

// Walks over a sorted map between the bounds, from behind `start` on. `item_of` takes a position.
template <class Map, class ItemOf>
void walk(const Map& items, const KeyCondition& condition, const std::string* start, bool forward,
          Page& page, ItemOf item_of) {
  if (forward) {
    auto at = condition.low ? items.lower_bound(condition.low->text) : items.begin();
    if (start != nullptr && (at == items.end() || at->first <= *start)) {
      at = items.upper_bound(*start);
    }
    for (; at != items.end() && !condition.is_above(at->first); ++at) {
      if (!condition.is_below(at->first) && !page.take(item_of(at->second))) return;
    }
    return;
  }
  auto at = start != nullptr ? items.lower_bound(*start) : items.end();
  if (start == nullptr && condition.high) at = items.upper_bound(condition.high->text);
  while (at != items.begin()) {
    --at;
    if (condition.is_below(at->first)) return;
    if (!condition.is_above(at->first) && !page.take(item_of(at->second))) return;
  }
}

// The items of an index, by its sort key and then by the table's key. `partition`: of one only.
using Indexed = std::map<std::string, const Item*>;

std::string index_text(const KeyAttribute* sort, const Item& item, const Place& place) {
  const AttributeValue* value = sort == nullptr ? nullptr : item.find(sort->name);
  const std::string first = value == nullptr ? std::string() : order_text(*value);
  return first + '\0' + place.partition + '\0' + place.sort;
}

bool is_of_type(const Item& item, const KeyAttribute& key) {
  const AttributeValue* value = item.find(key.name);
  return value != nullptr && value->is_scalar() && (!key.type || *key.type == value->type);
}

Indexed items_of(const Table& table, const Index& index, const AttributeValue* partition) {
  Indexed out;
  for (const auto& [partition_text, items] : table.items()) {
    for (const auto& [sort_text, item] : items) {
      if (!is_of_type(item, index.key.partition)) continue;
      if (index.key.sort && !is_of_type(item, *index.key.sort)) continue;
      const AttributeValue* value = item.find(index.key.partition.name);
      if (partition != nullptr && *value != *partition) continue;
      std::string text = index_text(index.key.sort ? &*index.key.sort : nullptr, item,
                                    {partition_text, sort_text});
      if (partition == nullptr) text = order_text(*value) + '\0' + text;
      out.emplace(std::move(text), &item);
    }
  }
  return out;
}

// The bounds of an index's texts, which go on behind the sort key.
KeyCondition behind_sort_keys(KeyCondition condition) {
  using Kind = KeyCondition::Bound::Kind;
  if (condition.low) {
    condition.low->text += condition.low->kind == Kind::inclusive ? '\0' : '\1';
    if (!condition.prefix.empty()) condition.low->text.pop_back();
  }
  if (condition.high) condition.high->text += condition.high->kind == Kind::inclusive ? '\1' : '\0';
  return condition;
}

Projection shown_by(const Index& index, const Table& table) {
  Projection out;
  std::set<std::string> names(index.attributes->begin(), index.attributes->end());
  for (const KeySchema* key : {&index.key, &*table.schema()}) {
    names.insert(key->partition.name);
    if (key->sort) names.insert(key->sort->name);
  }
  for (const std::string& name : names) out.push_back({name});
  return out;
}

// The attributes of both keys.
Item index_key_of(const Item& item, const Index& index, const Table& table) {
  Item out = table.key_of(item);
  for (const Attribute& attribute : item.members) {
    if (index.key.has(attribute.name)) out.set(attribute.name, attribute.value);
  }
  return out;
}

ApiResult<Place> start_of(Table& table, const Item& key) {
  const std::size_t parts = table.schema()->sort ? 2 : 1;
  auto place = key.members.size() == parts ? table.place_of_item(key)
                                           : ApiResult<Place>(std::unexpected(invalid_start_key()));
  return place ? place : std::unexpected(invalid_start_key());
}

ApiResult<Node> search_index(Table& table, const Search& search, const KeyCondition* condition) {
  const Index& index = table.indexes.find(search.index)->second;
  const Indexed items =
      items_of(table, index, condition == nullptr ? nullptr : &condition->partition);
  std::optional<std::string> start;
  if (search.start) {
    const auto place = start_of(table, table.key_of(*search.start));
    const AttributeValue* first = search.start->find(index.key.partition.name);
    if (!place || first == nullptr || !first->is_scalar()) {
      return std::unexpected(invalid_start_key());
    }
    start = index_text(index.key.sort ? &*index.key.sort : nullptr, *search.start, *place);
    if (condition == nullptr) start = order_text(*first) + '\0' + *start;
  }
  const Projection shown = index.attributes ? shown_by(index, table) : Projection();
  Page page(search, index.attributes ? &shown : nullptr);
  walk(items, condition == nullptr ? KeyCondition() : behind_sort_keys(*condition),
       start ? &*start : nullptr, search.forward, page,
       [](const Item* item) -> const Item& { return *item; });
  if (page.last() == nullptr) return page.answer(nullptr);
  const Item last_key = index_key_of(*page.last(), index, table);
  return page.answer(&last_key);
}

// Names and values of the tests with `=`: among them is the partition key.
Item equal_values(const Condition& condition) {
  Item out;
  out.type = AttributeValue::Type::map;
  if (condition.kind == Condition::Kind::equal && condition.operands[0].path.size() == 1 &&
      condition.operands[1].kind == Operand::Kind::value) {
    out.set(top_name(condition.operands[0].path), condition.operands[1].value);
  }
  if (condition.kind != Condition::Kind::all_of) return out;
  for (const Condition& inner : condition.conditions) {
    for (Attribute& attribute : equal_values(inner).members) {
      out.set(attribute.name, std::move(attribute.value));
    }
  }
  return out;
}

ApiResult<void> check_filter(const Search& search, const KeySchema& key) {
  if (!search.filter) return {};
  std::set<std::string> names;
  add_names(*search.filter, names);
  for (const std::string& name : names) {
    if (key.has(name)) return std::unexpected(filter_names_key(name));
  }
  return {};
}

}  // namespace

ApiResult<Node> query(Operation& op) {
  Search search = read_search(op);
  search.forward = op.in.flag("ScanIndexForward").value_or(true);
  search.key_condition = op.condition("KeyConditionExpression");
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  if (!search.key_condition) {
    return std::unexpected(dynamodb_validation(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request."));
  }
  Access access = access_of(op, search);
  const Item equal = equal_values(*search.key_condition);
  access.key = &equal;
  if (const auto known = op.tables.find(search.table); known != op.tables.end()) {
    const auto index = known->second.indexes.find(search.index);
    if (index != known->second.indexes.end()) {
      const AttributeValue* leading = equal.find(index->second.key.partition.name);
      if (leading != nullptr) access.leading = key_text(*leading);
    }
  }
  if (auto error = op.allow(access)) return std::unexpected(*std::move(error));
  const auto found = op.table(search.table);
  if (!found) return std::unexpected(found.error());
  Table& table = **found;
  if (!table.schema() || table.schema()->order == KeySchema::Order::unknown) {
    return std::unexpected(key_not_named("dynamodb:Query"));
  }
  const KeySchema* key = &*table.schema();
  if (!search.index.empty()) {
    const auto index = table.indexes.find(search.index);
    if (index == table.indexes.end()) {
      return std::unexpected(table.created ? no_such_index(search.index)
                                           : not_decided_here("indexes that nobody created"));
    }
    key = &index->second.key;
  }
  if (const auto fits = check_filter(search, *key); !fits) return std::unexpected(fits.error());
  const auto condition = key_condition(*search.key_condition, *key);
  if (!condition) return std::unexpected(condition.error());
  if (!search.index.empty()) return search_index(table, search, &*condition);
  std::optional<Place> start;
  if (search.start) {
    auto place = start_of(table, *search.start);
    if (!place || place->partition != order_text(condition->partition)) {
      return std::unexpected(invalid_start_key());
    }
    start = *std::move(place);
  }
  Page page(search, nullptr);
  const auto partition = table.items().find(order_text(condition->partition));
  if (partition != table.items().end()) {
    walk(partition->second, *condition, start ? &start->sort : nullptr, search.forward, page,
         [](const Item& item) -> const Item& { return item; });
  }
  if (page.last() == nullptr) return page.answer(nullptr);
  const Item last_key = table.key_of(*page.last());
  return page.answer(&last_key);
}

namespace {

// One segment of a parallel scan, which takes partitions by a hash.
bool is_of_segment(const Search& search, const std::string& partition) {
  return !search.segment || stable_hash(partition) % search.segments == *search.segment;
}

ApiResult<Node> scan_table(Table& table, const Search& search) {
  Page page(search, nullptr);
  if (!table.schema()) {
    // Two that wait may be one: the later in the place of the earlier.
    if (table.waiting().size() > 1 || search.limit || search.start) {
      return std::unexpected(key_not_named("dynamodb:Scan"));
    }
    for (const Item& item : table.waiting()) page.take(item);
    return page.answer(nullptr);
  }
  std::optional<Place> start;
  if (search.start) {
    auto place = start_of(table, *search.start);
    if (!place) return std::unexpected(place.error());
    start = *std::move(place);
  }
  const Table::Items& items = table.items();
  for (auto at = start ? items.lower_bound(start->partition) : items.begin();
       at != items.end() && page.last() == nullptr; ++at) {
    if (!is_of_segment(search, at->first)) continue;
    const bool goes_on = start && at->first == start->partition;
    walk(at->second, KeyCondition(), goes_on ? &start->sort : nullptr, true, page,
         [](const Item& item) -> const Item& { return item; });
  }
  if (page.last() == nullptr) return page.answer(nullptr);
  const Item last_key = table.key_of(*page.last());
  return page.answer(&last_key);
}

}  // namespace

ApiResult<Node> scan(Operation& op) {
  Search search = read_search(op);
  constexpr std::size_t kSegments_max = 1'000'000;
  const auto segments = op.in.count("TotalSegments", 1, kSegments_max);
  search.segment = op.in.count("Segment", 0, kSegments_max - 1);
  search.segments = segments.value_or(1);
  if (segments.has_value() != search.segment.has_value()) {
    op.in.refuse(dynamodb_validation(
        segments ? "The Segment parameter is required but was not present in the request when "
                   "parameter TotalSegments is present"
                 : "The TotalSegments parameter is required but was not present in the request "
                   "when Segment parameter is present"));
  } else if (search.segment && *search.segment >= search.segments) {
    op.in.refuse(dynamodb_validation(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments"));
  }
  if (auto error = op.finish()) return std::unexpected(*std::move(error));
  if (auto error = op.allow(access_of(op, search))) return std::unexpected(*std::move(error));
  const auto table = op.table(search.table);
  if (!table) return std::unexpected(table.error());
  if (search.index.empty()) return scan_table(**table, search);
  if (!(*table)->indexes.contains(search.index)) {
    return std::unexpected((*table)->created ? no_such_index(search.index)
                                             : not_decided_here("indexes that nobody created"));
  }
  if (search.segment) return std::unexpected(not_decided_here("parallel scans of an index"));
  return search_index(**table, search, nullptr);
}

}  // namespace rolechain::ddb
