#include "sim/cli/terminal.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "mocks/base/printable.h"

namespace rolechain {

Terminal::Terminal()
    : output_is_terminal_(isatty(STDOUT_FILENO) == 1),
      error_is_terminal_(isatty(STDERR_FILENO) == 1) {
  // Nobody changes the environment here, so reading it without a lock is safe.
  const char* const no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
  const char* const term = std::getenv("TERM");          // NOLINT(concurrency-mt-unsafe)
  no_colour_ = (no_color != nullptr && *no_color != '\0') ||
               (term != nullptr && std::string_view(term) == "dumb");
}

bool Terminal::colour(ColourMode mode) const {
  if (mode == ColourMode::automatic) return output_is_terminal_ && !no_colour_;
  return mode == ColourMode::always;
}

bool Terminal::out(std::string_view text, Painted painted) {
  const std::string safe = painted == Painted::yes ? std::string(text) : printable(text);
  const bool written =
      std::fwrite(safe.data(), 1, safe.size(), stdout) == safe.size() && std::fflush(stdout) == 0;
  // A reader that has seen enough (`| head`) is no failure; a full disk is.
  failed_ = failed_ || (!written && errno != EPIPE);
  return written;
}

void Terminal::error(std::string_view text) {
  const std::string safe = printable(text);
  std::fwrite(safe.data(), 1, safe.size(), stderr);
  std::fflush(stderr);
}

void Terminal::progress(std::string_view line) {
  const std::string text = "\r" + printable(line) + "\x1b[K";
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace rolechain
