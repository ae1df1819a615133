#include "mocks/http/dynamodb/expression.h"

#include <fmt/format.h>

#include "mocks/http/dynamodb/parser.h"
#include "mocks/iam/dynamodb_errors.h"

namespace rolechain::ddb {

std::string path_text(const DocumentPath& path) {
  std::vector<std::string> steps;
  for (const PathStep& step : path) {
    const auto* index = std::get_if<std::size_t>(&step);
    steps.push_back(index != nullptr ? fmt::format("[{}]", *index) : std::get<std::string>(step));
  }
  return fmt::format("[{}]", fmt::join(steps, ", "));
}

const std::string& top_name(const DocumentPath& path) { return std::get<std::string>(path[0]); }

ApiResult<void> Placeholders::all_used() const {
  const auto unused = [&](const std::string& name) { return !used.contains(name); };
  for (const Attribute& attribute : values.members) {
    if (unused(attribute.name)) {
      return std::unexpected(unused_placeholder("ExpressionAttributeValues", attribute.name));
    }
  }
  for (const Member& member : names.members) {
    if (unused(member.key)) {
      return std::unexpected(unused_placeholder("ExpressionAttributeNames", member.key));
    }
  }
  return {};
}

}  // namespace rolechain::ddb
