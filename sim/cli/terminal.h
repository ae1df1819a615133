// The program's surroundings, looked at once: where text goes, whether somebody watches, and which
// colours they want. Nothing below sim/cli asks for these.
#pragma once

#include <cstdint>
#include <string_view>

namespace rolechain {

// Whether a text holds colour codes of ours: then its maker has made the rest printable.
enum class Painted : bool { no, yes };

enum class ColourMode : std::uint8_t { automatic, always, never };

class Terminal {
 public:
  // Reads the environment (NO_COLOR, TERM) and whether the streams are terminals.
  Terminal();

  // Colours on standard output. Source: https://no-color.org
  [[nodiscard]] bool colour(ColourMode mode) const;
  // Somebody watches standard error.
  [[nodiscard]] bool shows_progress() const { return error_is_terminal_; }

  // False where the text could not be written whole (a closed pipe, a full disk). Names in texts
  // come from users' files: control characters are shown, not sent (printable.h).
  bool out(std::string_view text, Painted painted = Painted::no);
  // Whether something that was to be printed is lost.
  [[nodiscard]] bool failed() const { return failed_; }
  void error(std::string_view text);
  // One line on standard error that the next one takes the place of; "" takes it away.
  void progress(std::string_view line);

 private:
  bool output_is_terminal_ = false;
  bool error_is_terminal_ = false;
  bool no_colour_ = false;
  bool failed_ = false;
};

}  // namespace rolechain
