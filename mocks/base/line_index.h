// Finds lines and columns of one text without reading it from its beginning each time: for many
// messages about one file.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mocks/base/source.h"

namespace rolechain {

// Moves `at` over `text`, which stands there.
void advance(LineColumn& at, std::string_view text);

// The file must outlive it.
class LineIndex {
 public:
  explicit LineIndex(const SourceFile& file);

  // As line_column(file, offset); reads at most kStep_bytes of the text.
  [[nodiscard]] LineColumn at(std::uint32_t offset) const;

 private:
  static constexpr std::size_t kStep_bytes = 1024;

  const SourceFile* file_;
  std::vector<LineColumn> steps_;  // at every multiple of kStep_bytes
};

}  // namespace rolechain
