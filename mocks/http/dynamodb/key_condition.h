// What a KeyConditionExpression asks for: one partition, and a stretch of its sort keys.
// Source: Amazon DynamoDB Developer Guide, "Key condition expressions for the Query operation".
#pragma once

#include <optional>
#include <string>

#include "mocks/base/api_error.h"
#include "mocks/http/dynamodb/expression.h"
#include "mocks/http/dynamodb/table.h"

namespace rolechain::ddb {

// Bounds are order_text()s.
struct KeyCondition {
  struct Bound {
    enum class Kind : std::uint8_t { inclusive, exclusive };
    std::string text;
    Kind kind = Kind::inclusive;
  };
  AttributeValue partition;
  std::optional<Bound> low;
  std::optional<Bound> high;
  std::string prefix;  // of begins_with

  [[nodiscard]] bool is_below(const std::string& sort) const;  // before the stretch
  [[nodiscard]] bool is_above(const std::string& sort) const;  // behind it
};

ApiResult<KeyCondition> key_condition(const Condition& condition, const KeySchema& schema);

}  // namespace rolechain::ddb
