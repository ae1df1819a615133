// A command run by the shell the way a user would run it from the root of the source tree.
#pragma once

#include <string>
#include <string_view>

namespace rolechain::tests {

struct ShellResult {
  int exit_code = -1;  // -1: it did not start, or a signal ended it
  std::string output;  // stdout and stderr, in the order they were written
};

// Runs `command` in the root of the source tree with this build's `rolechain` first on PATH.
ShellResult run_shell(const std::string& command);

// `text` as one word of a POSIX shell.
std::string shell_word(std::string_view text);

}  // namespace rolechain::tests
