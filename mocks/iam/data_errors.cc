#include "mocks/iam/data_errors.h"

#include <utility>

namespace rolechain {

ApiError no_such_key() {
  return {404, "NoSuchKey", "The specified key does not exist.", "not-found"};
}

ApiError invalid_range() {
  return {416, "InvalidRange", "The requested range is not satisfiable", "parameter"};
}

ApiError serialization_exception() {
  return {400, "SerializationException", "The request body is no JSON object", "parameter"};
}

ApiError unknown_operation() { return {400, "UnknownOperationException", "", "parameter"}; }

ApiError dynamodb_validation(std::string message) {
  return {400, "ValidationException", std::move(message), "parameter"};
}

}  // namespace rolechain
