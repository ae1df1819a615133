// The Query protocol by an API's table: parameters of a request to a map of its members, a result
// to XML or JSON.
// Source: AWS STS API Reference, "Common Parameters", sample requests and responses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/base/node.h"
#include "mocks/http/form.h"
#include "mocks/http/model/api_model.h"

namespace rolechain {

// STS answers in JSON where the client asks for it (Accept: application/json).
enum class QueryFormat : std::uint8_t { xml, json };

// What was sent of the operation's members: strings, numbers and booleans as scalars, lists of
// them, maps; what was not sent is left out, and what the operation does not know counts for
// nothing.
// Errors: ValidationError that names every required member that is missing (R-STS-31);
// MalformedInput for what is no number or boolean.
ApiResult<Node> read_query(const ApiModel& model, const ModelOperation& operation,
                           const Form& form);

// The operation's response around `result`, a map of its members: in the table's order whatever
// the map's is; null members are left out. Timestamps are numbers in `result` (epoch seconds): XML
// tells them as ISO 8601.
// REQUIRES: the operation has each member of `result`, and of its shape.
std::string write_query(const ApiModel& model, const ModelOperation& operation, const Node& result,
                        QueryFormat format, std::string_view request_id);

}  // namespace rolechain
