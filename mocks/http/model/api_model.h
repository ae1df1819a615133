// An API of AWS as its service model describes it: operations, shapes and errors as one table.
// Made from botocore's service models by tool/make_model.py; what a table holds is what the wire
// code needs: names on the wire, in which order, what is required, of which type.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace rolechain {

enum class ShapeKind : std::uint8_t {
  string,
  integer,
  floating,
  boolean,
  timestamp,
  blob,
  structure,
  list,
  map,
};

inline constexpr std::uint16_t kNoShape = 0xFFFF;

// `{}` on every text: so that rows of a table may omit it.
// NOLINTBEGIN(readability-redundant-member-init)

struct ModelMember {
  // Where the REST protocols put it; the Query protocol knows bodies only.
  enum class Place : std::uint8_t { body, header, headers, uri, query, status };
  std::string_view name{};     // "RoleArn"
  std::string_view on_wire{};  // the same, unless the model gives it another name there
  std::uint16_t shape = kNoShape;
  bool required = false;
  Place place = Place::body;
};

struct ModelShape {
  std::string_view name{};
  ShapeKind kind = ShapeKind::string;
  // structure: its members, in the order of the wire.
  std::uint16_t first_member = 0;
  std::uint16_t member_count = 0;
  std::string_view payload{};  // REST: the member that is the whole body; empty: none
  // list: its items, map: its values.
  std::uint16_t element = kNoShape;
  std::string_view element_name{};      // list: "member"; map: "value"
  std::uint16_t key = kNoShape;         // map
  std::string_view key_name{};          // map: "key"
  bool flattened = false;               // items stand side by side without an element around them
  std::string_view timestamp_format{};  // empty: the protocol's own
  // Constraints: of a length, a count or a value.
  std::optional<std::int64_t> min{};
  std::optional<std::int64_t> max{};
  std::string_view pattern{};
};

struct ModelError {
  std::string_view code{};
  int http = 400;
};

struct ModelOperation {
  std::string_view name{};
  std::string_view method{};
  std::string_view uri{};
  std::uint16_t input = kNoShape;
  std::uint16_t output = kNoShape;
  std::string_view result_wrapper{};  // Query: "AssumeRoleResult"
  bool is_signed = true;
};

struct ApiModel {
  enum class Protocol : std::uint8_t { query, ec2, json, rest_json, rest_xml };
  std::string_view service{};  // "sts"
  std::string_view version{};  // "2011-06-15"
  Protocol protocol = Protocol::query;
  std::string_view xml_namespace{};
  std::string_view target_prefix{};  // json: "DynamoDB_20120810"
  std::span<const ModelOperation> operations{};
  std::span<const ModelShape> shapes{};
  std::span<const ModelMember> members{};
  std::span<const ModelError> errors{};

  // Null where there is none of that name.
  [[nodiscard]] const ModelOperation* operation(std::string_view name) const;
  [[nodiscard]] std::span<const ModelMember> members_of(const ModelShape& shape) const {
    return members.subspan(shape.first_member, shape.member_count);
  }
};
// NOLINTEND(readability-redundant-member-init)

}  // namespace rolechain
