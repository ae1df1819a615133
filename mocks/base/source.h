// A place in a file that a user wrote: every value that comes from a file keeps one, so that each
// message and each explanation can name file:line:column.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace rolechain {

// One text, as read. `path` is what messages show.
struct SourceFile {
  std::string path;
  std::string text;
};

// Half-open byte range [begin, end) of a file; a null `file` means "not from a file".
// The file is owned by a `Sources` that must outlive the span.
struct SourceSpan {
  const SourceFile* file = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] bool known() const { return file != nullptr; }
  [[nodiscard]] std::string_view text() const;
};

// Both 1-based; `column` counts characters (UTF-8 code points), as editors do.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

LineColumn line_column(const SourceFile& file, std::uint32_t offset);

// "path:line:column" of the span's begin, or "" where the span is not known.
std::string location(const SourceSpan& span);
// "path:line", the short form that explanations use.
std::string location_line(const SourceSpan& span);

// Owns every file that was read. Addresses stay valid for its life. Safe to add from many threads.
class Sources {
 public:
  Sources() = default;
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;

  const SourceFile& add(std::string path, std::string text);

 private:
  std::mutex mutex_;
  std::deque<SourceFile> files_;
};

}  // namespace rolechain
