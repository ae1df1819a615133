#include "mocks/base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "mocks/base/line_index.h"

namespace rolechain {
namespace {

constexpr std::size_t kLongestShownLine = 160;

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
    case Severity::unsupported:
      return "unsupported";
  }
  return "error";
}

// The source line with carets under the span's part of it. Very long lines (minified JSON) are cut
// to a window round the span, or the caret would be off any screen.
std::string excerpt(const SourceSpan& span, std::uint32_t line_number) {
  const std::string_view text = span.file->text;
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  // No farther than can be shown: one line may be the whole file.
  const std::size_t reach = kLongestShownLine + 1;
  const std::size_t nearby = begin > reach ? begin - reach : 0;
  const std::size_t before = text.substr(nearby, begin - nearby).rfind('\n');
  const std::size_t line_begin = before == std::string_view::npos ? nearby : nearby + before + 1;
  const std::size_t line_end =
      begin + std::min({text.substr(begin, reach).find('\n'), reach, text.size() - begin});
  std::size_t from = line_begin;
  std::size_t to = line_end;
  if (to - from > kLongestShownLine) {
    from = std::max(line_begin, begin > kLongestShownLine / 2 ? begin - kLongestShownLine / 2 : 0);
    to = std::min(line_end, from + kLongestShownLine);
  }
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, to);
  std::string line;
  std::string carets;
  for (std::size_t i = from; i < to; ++i) {
    const char c = text[i];
    if (c == '\r') continue;
    line += c == '\t' ? ' ' : c;
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;
    if (i < begin) carets += ' ';
    if (i >= begin && i < end) carets += carets.find('^') == std::string::npos ? '^' : '~';
  }
  if (carets.find('^') == std::string::npos) carets += '^';
  const std::string number = std::to_string(line_number);
  return fmt::format(" {} | {}\n {:{}} | {}\n", number, line, "", number.size(), carets);
}

// `at`: of the diagnostic's place, where it has one.
std::string render_at(const Diagnostic& diagnostic, LineColumn at) {
  std::string out;
  const SourceSpan& where = diagnostic.where;
  if (where.known()) out += fmt::format("{}:{}:{}: ", where.file->path, at.line, at.column);
  out += fmt::format("{}: {} [{}]\n", severity_word(diagnostic.severity), diagnostic.message,
                     diagnostic.code);
  if (where.known()) out += excerpt(where, at.line);
  if (!diagnostic.help.empty()) out += fmt::format("  help: {}\n", diagnostic.help);
  return out;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics, [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error || diagnostic.severity == Severity::unsupported;
  });
}

std::string render(const Diagnostic& diagnostic) {
  const SourceSpan& where = diagnostic.where;
  return render_at(diagnostic,
                   where.known() ? line_column(*where.file, where.begin) : LineColumn());
}

std::string render(const Diagnostics& diagnostics) {
  std::string out;
  std::unordered_map<const SourceFile*, LineIndex> indexes;
  for (const Diagnostic& diagnostic : diagnostics) {
    const SourceSpan& where = diagnostic.where;
    LineColumn at;
    if (where.known())
      at = indexes.try_emplace(where.file, *where.file).first->second.at(where.begin);
    out += render_at(diagnostic, at);
  }
  return out;
}

}  // namespace rolechain
