#include "mocks/base/source.h"

#include <algorithm>
#include <utility>

#include "mocks/base/line_index.h"

namespace rolechain {

std::string_view SourceSpan::text() const {
  if (file == nullptr) return {};
  const std::string_view all = file->text;
  const std::size_t from = std::min<std::size_t>(begin, all.size());
  const std::size_t to = std::clamp<std::size_t>(end, from, all.size());
  return all.substr(from, to - from);
}

LineColumn line_column(const SourceFile& file, std::uint32_t offset) {
  LineColumn at;
  advance(at, std::string_view(file.text).substr(0, offset));
  return at;
}

std::string location(const SourceSpan& span) {
  if (!span.known()) return {};
  const LineColumn at = line_column(*span.file, span.begin);
  return span.file->path + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string location_line(const SourceSpan& span) {
  if (!span.known()) return {};
  const LineColumn at = line_column(*span.file, span.begin);
  return span.file->path + ":" + std::to_string(at.line);
}

const SourceFile& Sources::add(std::string path, std::string text) {
  const std::scoped_lock lock(mutex_);
  return files_.emplace_back(SourceFile{std::move(path), std::move(text)});
}

}  // namespace rolechain
