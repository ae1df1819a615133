// Changes a tree at a JSON pointer (RFC 6901: `~0` is `~`, `~1` is `/`). Items of a list go by
// their index, or by their `id`; `-` adds an item.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"

namespace rolechain {

// Sets the value: a key that the map does not have is added, but everything before it must be
// there. The value null removes the key or item. `where` is the pointer's own place.
Result<void> set_at(Node& tree, std::string_view pointer, const Node& value, SourceSpan where);

}  // namespace rolechain
