// Carries out an update expression on an item.
// Source: Amazon DynamoDB Developer Guide, "Using update expressions in DynamoDB".
#pragma once

#include <vector>

#include "mocks/base/api_error.h"
#include "mocks/http/dynamodb/attribute.h"
#include "mocks/http/dynamodb/expression.h"

namespace rolechain::ddb {

// The item afterwards: all operands are those of the item before, and nothing happens where one
// action fails (R-DDB-07).
ApiResult<Item> apply_update(const Update& update, const Item& before);

// What ReturnValues UPDATED_OLD and UPDATED_NEW show of the item before or after.
Item updated_part(const Update& update, const Item& item);

}  // namespace rolechain::ddb
