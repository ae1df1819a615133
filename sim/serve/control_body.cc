#include "sim/serve/control_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mocks/base/clock.h"
#include "mocks/base/large_json.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 4> kKeys{"path", "value", "set", "delay"};

Node without_places(Node node) {
  node.span = {};
  for (Node& item : node.items) item = without_places(std::move(item));
  for (Member& member : node.members) {
    member.key_span = {};
    member.value = without_places(std::move(member.value));
  }
  return node;
}

std::unexpected<BodyError> wrong(std::string message, std::string help) {
  return std::unexpected(BodyError{std::move(message), std::move(help)});
}

}  // namespace

std::expected<Node, BodyError> read_body(const HttpRequest& request) {
  if (request.body.empty()) return wrong("the body is empty", "send JSON: curl -d '{…}'");
  const SourceFile file{"body", request.body};
  const auto node = parse_large_json(file);
  if (!node) {
    const LineColumn at = line_column(file, node.error().where.begin);
    return wrong(fmt::format("the body is no JSON: line {}, column {}: {}", at.line, at.column,
                             node.error().message),
                 node.error().help);
  }
  return without_places(*node);
}

std::expected<WorldChange, BodyError> read_change(const Node& body) {
  const std::string example = R"({"path": "/roles/writer/trust", "value": "none"})";
  if (!body.is_map())
    return wrong(fmt::format("a change is a map, not {}", describe(body)), example);
  for (const Member& member : body.members) {
    if (std::ranges::find(kKeys, member.key) != kKeys.end()) continue;
    std::string help = did_you_mean(member.key, kKeys);
    return wrong(fmt::format("a change has no `{}`", member.key), help.empty() ? example : help);
  }
  WorldChange out;
  const Node* path = body.find("path");
  const Node* value = body.find("value");
  const Node* set = body.find("set");
  const bool one = path != nullptr && path->is_string() && value != nullptr && set == nullptr;
  const bool many = path == nullptr && value == nullptr && set != nullptr && set->is_map();
  if (!one && !many) return wrong("a change needs `path` and `value`, or `set`", example);
  if (one) out.changes.emplace_back(path->text, *value);
  if (many) {
    for (const Member& member : set->members) out.changes.emplace_back(member.key, member.value);
  }
  if (const Node* delay = body.find("delay")) {
    const auto seconds = parse_duration_s(delay->text);
    if (!seconds || *seconds < 0) {
      return wrong(fmt::format("`delay` is no duration: {}", describe(*delay)), "write \"30s\"");
    }
    out.delay_s = *seconds;
  }
  return out;
}

}  // namespace rolechain
