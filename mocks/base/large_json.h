// JSON that a program wrote: of any size, where parse_json() takes what people write.
#pragma once

#include <cstddef>

#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"
#include "mocks/base/source.h"

namespace rolechain {

// Places are 32-bit offsets.
inline constexpr std::size_t kMaxLargeJson_bytes = 0xFFFFFFFFU;

// As parse_json(), with a limit of the caller's own.
Result<Node> parse_large_json(const SourceFile& file,
                              std::size_t size_bytes_max = kMaxLargeJson_bytes);

}  // namespace rolechain
