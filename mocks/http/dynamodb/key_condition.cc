#include "mocks/http/dynamodb/key_condition.h"

#include <utility>
#include <vector>

#include "mocks/iam/dynamodb_errors.h"

namespace rolechain::ddb {
namespace {

using Kind = Condition::Kind;
using Bound = KeyCondition::Bound;

void flatten(const Condition& condition, std::vector<const Condition*>& tests) {
  if (condition.kind != Kind::all_of) {
    tests.push_back(&condition);
    return;
  }
  for (const Condition& inner : condition.conditions) flatten(inner, tests);
}

// The attribute that a test is about; "" where it has another shape.
std::string name_of(const Condition& test) {
  if (test.operands.empty() || test.operands[0].kind != Operand::Kind::path ||
      test.operands[0].path.size() != 1) {
    return {};
  }
  for (std::size_t i = 1; i < test.operands.size(); ++i) {
    if (test.operands[i].kind != Operand::Kind::value) return {};
  }
  return top_name(test.operands[0].path);
}

ApiResult<void> check_type(const KeyAttribute& key, const Condition& test) {
  for (const Operand& operand : test.operands) {
    if (operand.kind != Operand::Kind::value) continue;
    if (!operand.value.is_scalar() || (key.type && *key.type != operand.value.type)) {
      return std::unexpected(key_condition_type());
    }
  }
  return {};
}

ApiResult<void> set_bounds(const Condition& test, KeyCondition& out) {
  const auto bound = [&](std::size_t operand, Bound::Kind kind) {
    return Bound{order_text(test.operands[operand].value), kind};
  };
  switch (test.kind) {
    case Kind::equal:
      out.low = out.high = bound(1, Bound::Kind::inclusive);
      return {};
    case Kind::less:
      out.high = bound(1, Bound::Kind::exclusive);
      return {};
    case Kind::less_or_equal:
      out.high = bound(1, Bound::Kind::inclusive);
      return {};
    case Kind::greater:
      out.low = bound(1, Bound::Kind::exclusive);
      return {};
    case Kind::greater_or_equal:
      out.low = bound(1, Bound::Kind::inclusive);
      return {};
    case Kind::between:
      out.low = bound(1, Bound::Kind::inclusive);
      out.high = bound(2, Bound::Kind::inclusive);
      return {};
    case Kind::begins_with:
      if (test.operands[1].value.type == AttributeValue::Type::number) break;
      out.prefix = test.operands[1].value.text;
      out.low = bound(1, Bound::Kind::inclusive);
      return {};
    default:
      break;
  }
  return std::unexpected(key_condition_not_supported());
}

}  // namespace

bool KeyCondition::is_below(const std::string& sort) const {
  if (!low) return false;
  return low->kind == Bound::Kind::inclusive ? sort < low->text : sort <= low->text;
}

bool KeyCondition::is_above(const std::string& sort) const {
  if (!prefix.empty() && sort > prefix && !sort.starts_with(prefix)) return true;
  if (!high) return false;
  return high->kind == Bound::Kind::inclusive ? sort > high->text : sort >= high->text;
}

ApiResult<KeyCondition> key_condition(const Condition& condition, const KeySchema& schema) {
  if (condition.kind == Kind::any_of) return std::unexpected(key_condition_operator("OR"));
  if (condition.kind == Kind::negation) return std::unexpected(key_condition_operator("NOT"));
  if (condition.kind == Kind::not_equal) return std::unexpected(key_condition_operator("<>"));
  if (condition.kind == Kind::in) return std::unexpected(key_condition_operator("IN"));
  std::vector<const Condition*> tests;
  flatten(condition, tests);
  constexpr std::size_t kTests_max = 2;
  if (tests.size() > kTests_max) {
    return std::unexpected(dynamodb_validation("Conditions can be of length 1 or 2 only"));
  }
  KeyCondition out;
  bool has_partition = false;
  const Condition* sort = nullptr;
  for (const Condition* test : tests) {
    const std::string name = name_of(*test);
    if (name.empty()) return std::unexpected(key_condition_not_supported());
    if (name == schema.partition.name) {
      if (test->kind != Kind::equal || has_partition) {
        return std::unexpected(key_condition_not_supported());
      }
      if (const auto fits = check_type(schema.partition, *test); !fits) {
        return std::unexpected(fits.error());
      }
      has_partition = true;
      out.partition = test->operands[1].value;
    } else if (schema.sort && name == schema.sort->name && sort == nullptr) {
      sort = test;
    } else {
      return std::unexpected(key_condition_missed(!has_partition && test == tests.back()
                                                      ? schema.partition.name
                                                  : schema.sort ? schema.sort->name
                                                                : schema.partition.name));
    }
  }
  if (!has_partition) return std::unexpected(key_condition_missed(schema.partition.name));
  if (sort == nullptr) return out;
  if (const auto fits = check_type(*schema.sort, *sort); !fits) {
    return std::unexpected(fits.error());
  }
  if (const auto set = set_bounds(*sort, out); !set) return std::unexpected(set.error());
  return out;
}

}  // namespace rolechain::ddb
