#include "mocks/iam/dynamodb_errors.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

ApiError parameter(std::string message) { return dynamodb_validation(std::move(message)); }

// As AWS's front spells members: "limit" for Limit.
std::string member_name(std::string_view name) {
  std::string out(name);
  if (!out.empty()) out[0] = fold_case(out[0]);
  return out;
}

ApiError constraint(std::string_view name, std::string_view value, std::string_view what) {
  return parameter(
      fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
                  "Member must {}",
                  value, member_name(name), what));
}

}  // namespace

ApiError serialization_exception() {
  return {400, "SerializationException", "The request body is no JSON of this operation's shape",
          "parameter"};
}

ApiError unknown_operation() { return {400, "UnknownOperationException", "", "parameter"}; }

ApiError dynamodb_validation(std::string message) {
  return {400, "ValidationException", std::move(message), "parameter"};
}

ApiError member_is_null(std::string_view name) {
  return parameter(
      fmt::format("1 validation error detected: Value null at '{}' failed to satisfy "
                  "constraint: Member must not be null",
                  member_name(name)));
}

ApiError not_in_enumeration(std::string_view name, std::string_view value,
                            std::span<const std::string_view> choices) {
  return constraint(name, value,
                    fmt::format("satisfy enum value set: [{}]", fmt::join(choices, ", ")));
}

ApiError number_too_small(std::string_view name, std::string_view value, std::size_t min) {
  return constraint(name, value, fmt::format("have value greater than or equal to {}", min));
}

ApiError number_too_great(std::string_view name, std::string_view value, std::size_t max) {
  return constraint(name, value, fmt::format("have value less than or equal to {}", max));
}

ApiError invalid_table_name() {
  return parameter(
      "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and "
      "may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
}

ApiError not_numeric(std::string_view text) {
  return parameter(fmt::format("The parameter cannot be converted to a numeric value: {}", text));
}

ApiError number_too_precise() {
  return parameter("Attempting to store more than 38 significant digits in a Number");
}

ApiError number_overflow() {
  return parameter(
      "Number overflow. Attempting to store a number with magnitude larger than supported range");
}

ApiError number_underflow() {
  return parameter(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range");
}

ApiError one_datatype(std::size_t there) {
  return parameter(there == 0 ? "Supplied AttributeValue is empty, must contain exactly one of the "
                                "supported datatypes"
                              : "Supplied AttributeValue has more than one datatypes set, must "
                                "contain exactly one of the supported datatypes");
}

ApiError null_not_true() {
  return parameter(
      "One or more parameter values were invalid: Null attribute value types must have the value "
      "of true");
}

ApiError empty_set(std::string_view type) {
  const std::string_view kind = type == "NS" ? "number" : type == "BS" ? "binary" : "string";
  return parameter(
      fmt::format("One or more parameter values were invalid: An {} set  may not be empty", kind));
}

ApiError duplicates_in_set(std::span<const std::string> values) {
  return parameter(fmt::format(
      "One or more parameter values were invalid: Input collection [{}] contains duplicates.",
      fmt::join(values, ", ")));
}

ApiError nested_too_deep() { return parameter("Nesting Levels have exceeded supported limits"); }

ApiError item_too_large() { return parameter("Item size has exceeded the maximum allowed size"); }

ApiError invalid_expression(std::string_view kind, std::string_view what) {
  return parameter(fmt::format("Invalid {}: {}", kind, what));
}

ApiError unused_placeholder(std::string_view name, std::string_view key) {
  return parameter(
      fmt::format("Value provided in {} unused in expressions: keys: {{{}}}", name, key));
}

ApiError invalid_placeholder(std::string_view name, std::string_view key) {
  return parameter(fmt::format("{} contains invalid key: Syntax error; key: \"{}\"", name, key));
}

ApiError placeholders_without_expression(std::string_view name) {
  return parameter(fmt::format("{} can only be specified when using expressions", name));
}

ApiError no_such_attribute() {
  return parameter(
      "The provided expression refers to an attribute that does not exist in the item");
}

ApiError wrong_data_type() {
  return parameter("An operand in the update expression has an incorrect data type");
}

ApiError invalid_update_path() {
  return parameter("The document path provided in the update expression is invalid for update");
}

ApiError key_is_updated(std::string_view name) {
  return parameter(
      fmt::format("One or more parameter values were invalid: Cannot update attribute "
                  "{}. This attribute is part of the key",
                  name));
}

ApiError condition_failed() {
  return {400, "ConditionalCheckFailedException", "The conditional request failed", "state"};
}

ApiError missing_key(std::string_view name) {
  return parameter(fmt::format(
      "One or more parameter values were invalid: Missing the key {} in the item", name));
}

ApiError key_type_mismatch(std::string_view name, std::string_view expected,
                           std::string_view actual) {
  return parameter(
      fmt::format("One or more parameter values were invalid: Type mismatch for key "
                  "{} expected: {} actual: {}",
                  name, expected, actual));
}

ApiError empty_key(std::string_view name) {
  return parameter(
      fmt::format("One or more parameter values are not valid. The AttributeValue for "
                  "a key attribute cannot contain an empty string value. Key: {}",
                  name));
}

ApiError key_too_long(std::size_t bytes_max) {
  constexpr std::size_t kPartition = 2048;
  return parameter(fmt::format("One or more parameter values were invalid: {} {} bytes",
                               bytes_max == kPartition
                                   ? "Size of hashkey has exceeded the maximum size limit of"
                                   : "Aggregated size of all range keys has exceeded the size "
                                     "limit of",
                               bytes_max));
}

ApiError key_does_not_match() {
  return parameter("The provided key element does not match the schema");
}

ApiError key_condition_missed(std::string_view name) {
  return parameter(fmt::format("Query condition missed key schema element: {}", name));
}

ApiError key_condition_not_supported() { return parameter("Query key condition not supported"); }

ApiError key_condition_operator(std::string_view word) {
  return parameter(fmt::format("Invalid operator used in KeyConditionExpression: {}", word));
}

ApiError key_condition_type() {
  return parameter(
      "One or more parameter values were invalid: Condition parameter type does not match schema "
      "type");
}

ApiError filter_names_key(std::string_view name) {
  return parameter(
      fmt::format("Filter Expression can only contain non-primary key attributes: "
                  "Primary key attribute: {}",
                  name));
}

ApiError invalid_start_key() { return parameter("The provided starting key is invalid"); }

ApiError no_such_table() {
  return {400, "ResourceNotFoundException", "Requested resource not found", "not-found"};
}

ApiError no_such_table_named(std::string_view name) {
  return {400, "ResourceNotFoundException",
          fmt::format("Requested resource not found: Table: {} not found", name), "not-found"};
}

ApiError table_exists(std::string_view name) {
  return {400, "ResourceInUseException", fmt::format("Table already exists: {}", name), "exists"};
}

ApiError no_such_index(std::string_view name) {
  return parameter(fmt::format("The table does not have the specified index: {}", name));
}

}  // namespace rolechain
