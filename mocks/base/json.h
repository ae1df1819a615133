// Reads JSON and keeps positions. A duplicate key is an error (policy readers elsewhere keep the
// last one silently, which hides a second "Effect"); so is nesting over 100 levels.
#pragma once

#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"
#include "mocks/base/source.h"

namespace rolechain {

inline constexpr int kMaxNesting = 100;
inline constexpr std::size_t kMaxInput_bytes = 8U << 20U;

// Errors: json-syntax, duplicate-key, nesting-too-deep, input-too-large.
Result<Node> parse_json(const SourceFile& file);

// Of to_json(node), in characters, without writing it.
std::size_t json_size_chars(const Node& node);

}  // namespace rolechain
