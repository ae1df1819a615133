// What an expression says of one item: conditions, document paths, projections.
// Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and
// functions".
#pragma once

#include "mocks/http/dynamodb/attribute.h"
#include "mocks/http/dynamodb/expression.h"

namespace rolechain::ddb {

// Null where there is nothing.
const AttributeValue* find_path(const Item& item, const DocumentPath& path);

// R-DDB-06. An item that does not exist is one without attributes.
bool holds(const Condition& condition, const Item& item);

// Only these paths, with the maps and lists around them.
Item project(const Item& item, const Projection& projection);

}  // namespace rolechain::ddb
