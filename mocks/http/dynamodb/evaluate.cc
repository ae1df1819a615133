#include "mocks/http/dynamodb/evaluate.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>

namespace rolechain::ddb {
namespace {

using Type = AttributeValue::Type;
using Kind = Condition::Kind;

// Characters of a string, bytes of a binary, elements of everything else.
std::optional<std::size_t> size_of(const AttributeValue& value) {
  switch (value.type) {
    case Type::string:
      return static_cast<std::size_t>(std::ranges::count_if(value.text, [](char c) {
        constexpr unsigned kTopBits = 0xC0U;
        constexpr unsigned kContinued = 0x80U;
        return (static_cast<unsigned char>(c) & kTopBits) != kContinued;
      }));
    case Type::binary:
      return value.text.size();
    case Type::map:
      return value.members.size();
    case Type::list:
    case Type::string_set:
    case Type::number_set:
    case Type::binary_set:
      return value.items.size();
    case Type::number:
    case Type::boolean:
    case Type::null:
      break;
  }
  return std::nullopt;
}

// A value as the item has it; nothing where it has none.
class Found {
 public:
  Found(const Operand& operand, const Item& item) {
    if (operand.kind == Operand::Kind::value) {
      value_ = &operand.value;
      return;
    }
    value_ = find_path(item, operand.path);
    if (operand.kind != Operand::Kind::size || value_ == nullptr) return;
    const auto size = size_of(*value_);
    value_ = nullptr;
    if (!size) return;
    made_ = AttributeValue{Type::number, std::to_string(*size), {}, {}};
    value_ = &made_;
  }
  Found(const Found&) = delete;
  Found& operator=(const Found&) = delete;

  explicit operator bool() const { return value_ != nullptr; }
  const AttributeValue& operator*() const { return *value_; }
  const AttributeValue* operator->() const { return value_; }

 private:
  const AttributeValue* value_ = nullptr;
  AttributeValue made_;
};

// Values of different types have no order, nor have those of types that are no scalars.
std::optional<std::strong_ordering> compare(const Found& a, const Found& b) {
  if (!a || !b || a->type != b->type || !a->is_scalar()) return std::nullopt;
  return order_text(*a) <=> order_text(*b);
}

bool contains(const AttributeValue& where, const AttributeValue& what) {
  if (where.type == Type::list || where.is_set()) {
    return std::ranges::find(where.items, what) != where.items.end();
  }
  const bool text = where.type == Type::string || where.type == Type::binary;
  return text && where.type == what.type && where.text.contains(what.text);
}

bool compares(const Condition& test, const Item& item) {
  const Found a(test.operands[0], item);
  const Found b(test.operands[1], item);
  switch (test.kind) {
    case Kind::equal:
      return a && b && *a == *b;
    case Kind::not_equal:
      return !(a && b && *a == *b);
    case Kind::begins_with:
      return a && b && a->type == b->type && (a->type == Type::string || a->type == Type::binary) &&
             a->text.starts_with(b->text);
    case Kind::contains:
      return a && b && contains(*a, *b);
    case Kind::has_type:
      return a && b && type_word(a->type) == b->text;
    default:
      break;
  }
  const auto order = compare(a, b);
  if (!order) return false;
  switch (test.kind) {
    case Kind::less:
      return *order < 0;
    case Kind::less_or_equal:
      return *order <= 0;
    case Kind::greater:
      return *order > 0;
    default:
      return *order >= 0;
  }
}

// Where the steps lead, in a tree of those that are kept.
void keep(const AttributeValue& from, std::vector<DocumentPath> paths, std::size_t depth,
          AttributeValue& to) {
  std::set<PathStep> steps;
  for (const DocumentPath& path : paths) steps.insert(path[depth]);
  for (const PathStep& step : steps) {
    const AttributeValue* found = find_path(from, {step});
    if (found == nullptr) continue;
    std::vector<DocumentPath> below;
    bool whole = false;
    for (const DocumentPath& path : paths) {
      if (path[depth] != step) continue;
      whole = whole || path.size() == depth + 1;
      below.push_back(path);
    }
    AttributeValue kept;
    if (whole) {
      kept = *found;
    } else {
      kept.type = found->type;
      keep(*found, std::move(below), depth + 1, kept);
      if (kept.members.empty() && kept.items.empty()) continue;
    }
    if (const auto* name = std::get_if<std::string>(&step)) {
      to.set(*name, std::move(kept));
    } else {
      to.items.push_back(std::move(kept));
    }
  }
}

}  // namespace

const AttributeValue* find_path(const Item& item, const DocumentPath& path) {
  const AttributeValue* at = &item;
  for (const PathStep& step : path) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      at = at->type == Type::map ? at->find(*name) : nullptr;
    } else {
      const std::size_t index = std::get<std::size_t>(step);
      at = at->type == Type::list && index < at->items.size() ? &at->items[index] : nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

bool holds(const Condition& condition, const Item& item) {
  const auto below = [&](const Condition& inner) { return holds(inner, item); };
  switch (condition.kind) {
    case Kind::all_of:
      return std::ranges::all_of(condition.conditions, below);
    case Kind::any_of:
      return std::ranges::any_of(condition.conditions, below);
    case Kind::negation:
      return !below(condition.conditions[0]);
    case Kind::exists:
      return find_path(item, condition.operands[0].path) != nullptr;
    case Kind::not_exists:
      return find_path(item, condition.operands[0].path) == nullptr;
    case Kind::between: {
      const Found value(condition.operands[0], item);
      const auto low = compare(value, Found(condition.operands[1], item));
      const auto high = compare(value, Found(condition.operands[2], item));
      return low && high && *low >= 0 && *high <= 0;
    }
    case Kind::in: {
      const Found value(condition.operands[0], item);
      return value && std::ranges::any_of(std::span(condition.operands).subspan(1),
                                          [&](const Operand& operand) {
                                            const Found candidate(operand, item);
                                            return candidate && *candidate == *value;
                                          });
    }
    default:
      return compares(condition, item);
  }
}

Item project(const Item& item, const Projection& projection) {
  Item out;
  out.type = Type::map;
  keep(item, projection, 0, out);
  return out;
}

}  // namespace rolechain::ddb
