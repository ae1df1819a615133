// The part of the one table of AWS's errors (errors.h) that is DynamoDB's own: what it says where a
// caller may, but the request, the table or a condition does not fit.
// Source: Amazon DynamoDB API Reference, "Errors" of each operation; Developer Guide, "Error
// handling with DynamoDB". The texts of ValidationException are not documented: they are those
// that the service is commonly seen to send; where none is known to us, the comment says assumed.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "mocks/base/api_error.h"

namespace rolechain {

ApiError serialization_exception();  // a body or a member of the wrong kind; the text is assumed
ApiError unknown_operation();
ApiError dynamodb_validation(std::string message);

// Requests
ApiError member_is_null(std::string_view name);  // a required one
ApiError not_in_enumeration(std::string_view name, std::string_view value,
                            std::span<const std::string_view> choices);
ApiError number_too_small(std::string_view name, std::string_view value, std::size_t min);
ApiError number_too_great(std::string_view name, std::string_view value, std::size_t max);
ApiError invalid_table_name();

// Values
ApiError not_numeric(std::string_view text);
ApiError number_too_precise();
ApiError number_overflow();
ApiError number_underflow();
ApiError one_datatype(std::size_t there);  // there are none, or too many
ApiError null_not_true();
ApiError empty_set(std::string_view type);  // "SS"
ApiError duplicates_in_set(std::span<const std::string> values);
ApiError nested_too_deep();
ApiError item_too_large();

// Expressions
ApiError invalid_expression(std::string_view kind, std::string_view what);
ApiError unused_placeholder(std::string_view parameter, std::string_view name);
ApiError invalid_placeholder(std::string_view parameter, std::string_view key);
ApiError placeholders_without_expression(std::string_view parameter);
ApiError no_such_attribute();  // of an operand of SET
ApiError wrong_data_type();
ApiError invalid_update_path();
ApiError key_is_updated(std::string_view name);
ApiError condition_failed();

// Keys
ApiError missing_key(std::string_view name);
ApiError key_type_mismatch(std::string_view name, std::string_view expected,
                           std::string_view actual);
ApiError empty_key(std::string_view name);
ApiError key_too_long(std::size_t bytes_max);
ApiError key_does_not_match();
ApiError key_condition_missed(std::string_view name);
ApiError key_condition_not_supported();
ApiError key_condition_operator(std::string_view word);
ApiError key_condition_type();
ApiError filter_names_key(std::string_view name);
ApiError invalid_start_key();

// Tables
ApiError no_such_table();
ApiError no_such_table_named(std::string_view name);  // of DescribeTable and DeleteTable
ApiError table_exists(std::string_view name);
ApiError no_such_index(std::string_view name);

}  // namespace rolechain
