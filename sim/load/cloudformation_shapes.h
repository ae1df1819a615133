// What resource types are called, what `Ref` of them gives and how their ARNs are built.
// Source: CloudFormation Template Reference, "Return values" of each type; Service Authorization
// Reference for the ARNs.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace rolechain {

enum class RefGives : std::uint8_t { name, arn, queue_url, unknown };

struct ResourceShape {
  std::string_view type;
  std::string_view name_property;  // empty: AWS always makes the name
  RefGives ref = RefGives::name;
  std::string_view arn;  // with {partition} {region} {account} {path} {name}
};

const ResourceShape* find_shape(std::string_view type);

std::string fill_shape(std::string_view pattern,
                       std::initializer_list<std::pair<std::string_view, std::string>> values);

}  // namespace rolechain
