// Reads DynamoDB's expressions. Input is anybody's: whatever it is, the answer is a tree or the
// service's ValidationException.
// Source: Amazon DynamoDB Developer Guide, "Using expressions in DynamoDB"; texts of errors as the
// service is commonly seen to send them.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/http/dynamodb/attribute.h"
#include "mocks/http/dynamodb/expression.h"

namespace rolechain::ddb {

inline constexpr std::size_t kExpression_bytes_max = 4096;
inline constexpr int kNested_max = 100;  // ours: parentheses and NOT
inline constexpr std::size_t kOperators_max = 300;

// ExpressionAttributeNames and -Values of one request, and which of them its expressions used.
struct Placeholders {
  Node names = Node::make_map();  // "#n": "name"
  AttributeValue values;          // ":v": value, a map
  std::set<std::string, std::less<>> used;

  // Each must be used by some expression (R-DDB-04).
  [[nodiscard]] ApiResult<void> all_used() const;
};

// `kind`: "ConditionExpression", as messages name it.
ApiResult<Condition> parse_condition(std::string_view text, std::string_view kind,
                                     Placeholders& placeholders);
ApiResult<Update> parse_update(std::string_view text, Placeholders& placeholders);
ApiResult<Projection> parse_projection(std::string_view text, Placeholders& placeholders);

}  // namespace rolechain::ddb
