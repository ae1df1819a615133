#include "mocks/base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

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
std::string excerpt(const SourceSpan& span) {
  const std::string& text = span.file->text;
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t before = begin == 0 ? std::string::npos : text.rfind('\n', begin - 1);
  const std::size_t line_begin = before == std::string::npos ? 0 : before + 1;
  const std::size_t line_end = std::min(text.find('\n', begin), text.size());
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
  const std::string number = std::to_string(line_column(*span.file, span.begin).line);
  return fmt::format(" {} | {}\n {:{}} | {}\n", number, line, "", number.size(), carets);
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics, [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error || diagnostic.severity == Severity::unsupported;
  });
}

std::string render(const Diagnostic& diagnostic) {
  std::string out;
  if (diagnostic.where.known()) out += location(diagnostic.where) + ": ";
  out += fmt::format("{}: {} [{}]\n", severity_word(diagnostic.severity), diagnostic.message,
                     diagnostic.code);
  if (diagnostic.where.known()) out += excerpt(diagnostic.where);
  if (!diagnostic.help.empty()) out += fmt::format("  help: {}\n", diagnostic.help);
  return out;
}

std::string render(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += render(diagnostic);
  return out;
}

}  // namespace rolechain
