#include "sim/run/pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "mocks/base/text.h"
#include "mocks/policy/service_reference.h"
#include "sim/grants/describe.h"

namespace rolechain {

// Source: Service Authorization Reference, "Resource types" of each action; IAM User Guide, "IAM
// JSON policy elements: Resource".
std::optional<Diagnostic> wrong_pair(const World& world, const Call& call, SourceSpan where) {
  const auto action = ServiceReference::embedded().find_action(call.action);
  if (!action) return std::nullopt;  // reported where the file is read
  const auto types = action->resource_types;
  const bool any_resource = std::ranges::none_of(types, &ActionResourceView::required);
  if (call.resource == "*" && any_resource) return std::nullopt;
  if (call.resource != "*") {
    ClassTable table(world.partition, world.region, {});
    if (TypedMatches(table).any(action->id, call.resource)) return std::nullopt;
  }
  std::vector<std::string> names;
  for (const ActionResourceView& one : types) names.emplace_back(one.type.name);
  const std::string takes =
      names.empty() ? "it takes the resource `*` only"
                    : fmt::format("it takes resources of the type {}", join(names, ", "));
  const std::string problem =
      call.resource == "*" ? fmt::format("`{}` needs a resource", call.action)
                           : fmt::format("`{}` is not about `{}`", call.action, call.resource);
  return Diagnostic{Severity::error, "wrong-resource", problem, where,
                    call.resource == "*" ? takes + ": add `on:`" : takes};
}

}  // namespace rolechain
