#include "mocks/base/line_index.h"

#include <algorithm>

namespace rolechain {

void advance(LineColumn& at, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      ++at.line;
      at.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++at.column;  // continuation bytes of UTF-8 are no new column
    }
  }
}

LineIndex::LineIndex(const SourceFile& file) : file_(&file) {
  const std::string_view text = file.text;
  steps_.reserve(text.size() / kStep_bytes + 1);
  LineColumn at;
  for (std::size_t begin = 0; begin <= text.size(); begin += kStep_bytes) {
    steps_.push_back(at);
    advance(at, text.substr(begin, kStep_bytes));
  }
}

LineColumn LineIndex::at(std::uint32_t offset) const {
  const std::string_view text = file_->text;
  const std::size_t end = std::min<std::size_t>(offset, text.size());
  const std::size_t step = end / kStep_bytes;
  LineColumn out = steps_[step];
  advance(out, text.substr(step * kStep_bytes, end - step * kStep_bytes));
  return out;
}

}  // namespace rolechain
