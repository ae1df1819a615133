// A message to the user about something the user wrote, and Result, the type of everything that a
// user's input can make fail.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "mocks/base/source.h"

namespace rolechain {

enum class Severity { note, warning, error, unsupported };

// `code` is stable and kebab-case ("duplicate-key"); `message` is lower case, without full stop,
// user input in backticks; `help` says what to do next (may be empty).
// `unsupported` means: correct for AWS, not decided by rolechain; never a pass (exit code 3).
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;
  std::string message;
  SourceSpan where;
  std::string help;
};

using Diagnostics = std::vector<Diagnostic>;

template <class T>
using Result = std::expected<T, Diagnostic>;

inline std::unexpected<Diagnostic> fail(std::string code, std::string message, SourceSpan where,
                                        std::string help = {}) {
  return std::unexpected(
      Diagnostic{Severity::error, std::move(code), std::move(message), where, std::move(help)});
}

bool has_errors(const Diagnostics& diagnostics);  // error or unsupported

// path:line:column: error: message [code]
//   12 |   "Efect": "Allow",
//      |   ^~~~~~~
//   help: …
std::string render(const Diagnostic& diagnostic);
std::string render(const Diagnostics& diagnostics);

}  // namespace rolechain
