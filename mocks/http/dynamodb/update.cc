#include "mocks/http/dynamodb/update.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include "mocks/http/dynamodb/evaluate.h"
#include "mocks/http/dynamodb/number.h"
#include "mocks/iam/dynamodb_errors.h"

namespace rolechain::ddb {
namespace {

using Type = AttributeValue::Type;

ApiResult<AttributeValue> value_of(const Operand& operand, const Item& before) {
  switch (operand.kind) {
    case Operand::Kind::value:
    case Operand::Kind::size:  // no part of updates
      return operand.value;
    case Operand::Kind::path:
    case Operand::Kind::if_not_exists: {
      if (const AttributeValue* found = find_path(before, operand.path)) return *found;
      if (operand.kind == Operand::Kind::path) return std::unexpected(no_such_attribute());
      return value_of(operand.operands[0], before);
    }
    case Operand::Kind::list_append:
    case Operand::Kind::plus:
    case Operand::Kind::minus:
      break;
  }
  auto left = value_of(operand.operands[0], before);
  if (!left) return left;
  auto right = value_of(operand.operands[1], before);
  if (!right) return right;
  if (operand.kind == Operand::Kind::list_append) {
    if (left->type != Type::list || right->type != Type::list) {
      return std::unexpected(wrong_data_type());
    }
    std::ranges::move(right->items, std::back_inserter(left->items));
    return left;
  }
  if (left->type != Type::number || right->type != Type::number) {
    return std::unexpected(wrong_data_type());
  }
  const Sign sign = operand.kind == Operand::Kind::plus ? Sign::plus : Sign::minus;
  auto sum = add_numbers(left->text, sign, right->text);
  if (!sum) return std::unexpected(sum.error());
  return AttributeValue{Type::number, *std::move(sum), {}, {}};
}

// What the path's last step stands in; null where there is no such map or list.
AttributeValue* parent_of(Item& item, const DocumentPath& path) {
  const DocumentPath above(path.begin(), path.end() - 1);
  auto* parent = const_cast<AttributeValue*>(  // NOLINT(cppcoreguidelines-pro-type-const-cast)
      find_path(std::as_const(item), above));  // of an item that is not const
  if (parent == nullptr) return nullptr;
  const bool by_name = std::holds_alternative<std::string>(path.back());
  return parent->type == (by_name ? Type::map : Type::list) ? parent : nullptr;
}

// Elements behind a list's end are appended, in the order of their indexes. By the paths of them:
// a map that gets a new member moves what is in it.
using Appended = std::map<DocumentPath, AttributeValue>;

ApiResult<void> put(Item& item, const DocumentPath& path, AttributeValue value,
                    Appended& appended) {
  AttributeValue* parent = parent_of(item, path);
  if (parent == nullptr) return std::unexpected(invalid_update_path());
  if (const auto* name = std::get_if<std::string>(&path.back())) {
    parent->set(*name, std::move(value));
    return {};
  }
  const std::size_t index = std::get<std::size_t>(path.back());
  if (index < parent->items.size()) {
    parent->items[index] = std::move(value);
  } else {
    appended.insert_or_assign(path, std::move(value));
  }
  return {};
}

// ADD: a sum, or a union; DELETE: a difference. Nothing is left of an empty set.
ApiResult<void> add_or_delete(Item& item, const UpdateAction& action, const Item& before,
                              Appended& appended) {
  const AttributeValue& operand = action.operand.value;
  const bool adds = action.kind == UpdateAction::Kind::add;
  const AttributeValue* there = find_path(before, action.path);
  if (there == nullptr) return adds ? put(item, action.path, operand, appended) : ApiResult<void>();
  if (there->type != operand.type) return std::unexpected(wrong_data_type());
  if (operand.type == Type::number) {
    auto sum = add_numbers(there->text, Sign::plus, operand.text);
    if (!sum) return std::unexpected(sum.error());
    return put(item, action.path, {Type::number, *std::move(sum), {}, {}}, appended);
  }
  std::vector<AttributeValue> elements = there->items;
  if (adds) {
    elements.insert(elements.end(), operand.items.begin(), operand.items.end());
  } else {
    std::erase_if(elements, [&](const AttributeValue& element) {
      return std::ranges::find(operand.items, element) != operand.items.end();
    });
  }
  if (!elements.empty()) {
    return put(item, action.path, make_set(operand.type, std::move(elements)), appended);
  }
  AttributeValue* parent = parent_of(item, action.path);
  if (parent == nullptr) return std::unexpected(invalid_update_path());
  if (const auto* name = std::get_if<std::string>(&action.path.back())) parent->erase(*name);
  return {};
}

// Greater indexes first, so that those below stay what they were.
ApiResult<void> remove_all(Item& item, const Update& update) {
  std::vector<DocumentPath> paths;
  for (const UpdateAction& action : update) {
    if (action.kind == UpdateAction::Kind::remove) paths.push_back(action.path);
  }
  std::ranges::sort(paths, std::ranges::greater());
  for (const DocumentPath& path : paths) {
    AttributeValue* parent = parent_of(item, path);
    if (parent == nullptr) return std::unexpected(invalid_update_path());
    if (const auto* name = std::get_if<std::string>(&path.back())) {
      parent->erase(*name);
    } else if (const std::size_t index = std::get<std::size_t>(path.back());
               index < parent->items.size()) {
      parent->items.erase(parent->items.begin() + static_cast<std::ptrdiff_t>(index));
    }
  }
  return {};
}

}  // namespace

ApiResult<Item> apply_update(const Update& update, const Item& before) {
  Item item = before;
  Appended appended;
  // Values take the place of values first: while elements are appended or removed, paths lead
  // elsewhere.
  for (const UpdateAction& action : update) {
    ApiResult<void> done;
    if (action.kind == UpdateAction::Kind::set) {
      auto value = value_of(action.operand, before);
      if (!value) return std::unexpected(value.error());
      done = put(item, action.path, *std::move(value), appended);
    } else if (action.kind != UpdateAction::Kind::remove) {
      done = add_or_delete(item, action, before, appended);
    }
    if (!done) return std::unexpected(done.error());
  }
  for (auto& [path, value] : appended) {
    AttributeValue* list = parent_of(item, path);
    if (list == nullptr) return std::unexpected(invalid_update_path());
    list->items.push_back(std::move(value));
  }
  if (const auto done = remove_all(item, update); !done) return std::unexpected(done.error());
  return item;
}

Item updated_part(const Update& update, const Item& item) {
  Projection paths;
  for (const UpdateAction& action : update) paths.push_back(action.path);
  return project(item, paths);
}

}  // namespace rolechain::ddb
