// DynamoDB's expressions as they were meant: conditions, updates and projections as trees, with
// placeholders filled in.
// Source: Amazon DynamoDB Developer Guide, "Using expressions in DynamoDB".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "mocks/http/dynamodb/attribute.h"

namespace rolechain::ddb {

// a.b[2]: names and indexes; the first is a name.
using PathStep = std::variant<std::string, std::size_t>;
using DocumentPath = std::vector<PathStep>;

std::string path_text(const DocumentPath& path);  // "[a, b, [2]]", as messages show it
// REQUIRES: the path is not empty.
const std::string& top_name(const DocumentPath& path);

struct Operand {
  // Those from if_not_exists on are for updates.
  enum class Kind : std::uint8_t { path, value, size, if_not_exists, list_append, plus, minus };
  Kind kind = Kind::value;
  DocumentPath path;              // path, size, if_not_exists
  AttributeValue value;           // value
  std::vector<Operand> operands;  // of if_not_exists the one that stands in
};

struct Condition {
  enum class Kind : std::uint8_t {
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    between,      // operands: what, from, to
    in,           // operands: what, then the list
    exists,       // attribute_exists(path)
    not_exists,   // attribute_not_exists(path)
    has_type,     // attribute_type(path, "S")
    begins_with,  // operands: what, prefix
    contains,     // operands: where, what
    all_of,       // AND
    any_of,       // OR
    negation,     // NOT
  };
  Kind kind = Kind::all_of;
  std::vector<Operand> operands;
  std::vector<Condition> conditions;
};

struct UpdateAction {
  enum class Kind : std::uint8_t { set, remove, add, delete_from };
  Kind kind = Kind::set;
  DocumentPath path;
  Operand operand;  // nothing for remove
};

using Update = std::vector<UpdateAction>;
using Projection = std::vector<DocumentPath>;

}  // namespace rolechain::ddb
