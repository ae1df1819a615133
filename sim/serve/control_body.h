// Bodies of the control API: JSON whose values outlive the request that brought them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/http_message.h"
#include "mocks/base/node.h"

namespace rolechain {

struct BodyError {
  std::string message;
  std::string help;
};

// The body without places: they would point into the request.
std::expected<Node, BodyError> read_body(const HttpRequest& request);

// {"path": "/roles/writer/trust", "value": …}, {"set": {"/roles/…": …, …}}, either with
// "delay": "30s".
struct WorldChange {
  std::vector<std::pair<std::string, Node>> changes;
  std::int64_t delay_s = 0;
};
std::expected<WorldChange, BodyError> read_change(const Node& body);

}  // namespace rolechain
