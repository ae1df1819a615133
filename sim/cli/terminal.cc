#include "sim/cli/terminal.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

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

bool Terminal::out(std::string_view text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  // A reader that has seen enough (`| head`) is no failure; a full disk is.
  failed_ = failed_ || (!written && errno != EPIPE);
  return written;
}

void Terminal::error(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace rolechain
