// The program's surroundings, looked at once: where text goes, whether somebody watches, and which
// colours they want. Nothing below sim/cli asks for these.
#pragma once

#include <cstdint>
#include <string_view>

namespace rolechain {

enum class ColourMode : std::uint8_t { automatic, always, never };

class Terminal {
 public:
  // Reads the environment (NO_COLOR, TERM) and whether the streams are terminals.
  Terminal();

  // Colours on standard output. Source: https://no-color.org
  [[nodiscard]] bool colour(ColourMode mode) const;
  // Somebody watches standard error.
  [[nodiscard]] bool shows_progress() const { return error_is_terminal_; }

  // False where the text could not be written whole (a closed pipe, a full disk).
  bool out(std::string_view text);
  // Whether something that was to be printed is lost.
  [[nodiscard]] bool failed() const { return failed_; }
  void error(std::string_view text);

 private:
  bool output_is_terminal_ = false;
  bool error_is_terminal_ = false;
  bool no_colour_ = false;
  bool failed_ = false;
};

}  // namespace rolechain
