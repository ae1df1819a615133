// A scenario served in this process for as long as the value lives, and real clients run against
// it.
#pragma once

#include <memory>
#include <string>

#include "sim/serve/in_process.h"
#include "tests/support/shell.h"

namespace rolechain::tests {

class Serving {
 public:
  // `scenario`: path from the root of the source tree.
  explicit Serving(const std::string& scenario);

  [[nodiscard]] Served& served() { return process_->served(); }
  [[nodiscard]] std::string url() const { return process_->url(); }
  [[nodiscard]] int port() const { return process_->port(); }
  [[nodiscard]] std::string ready_line() const { return process_->ready_line(); }

  // Runs `command` with the variables that `rolechain env --for CLIENT` prints, no home directory,
  // $URL, and $CONTROL for the control API (the same); `workload` may be empty.
  ShellResult run(std::string_view client, std::string_view workload, const std::string& command);

 private:
  std::unique_ptr<InProcess> process_;
};

// Sends `bytes` to a port of this machine and returns all that comes until the other side closes,
// or `seconds` are over; where it ended by a reset, "(ECONNRESET)" is the end.
std::string exchange(int port, const std::string& bytes, int seconds = 5);

}  // namespace rolechain::tests
