#include "tests/support/shell.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string_view>

#include "tests/paths.h"

namespace rolechain::tests {

std::string shell_word(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

ShellResult run_shell(const std::string& command) {
  // The group takes the redirection, so that a pipeline's every part ends up in the output.
  const std::string line = fmt::format("cd {} && export PATH={}:\"$PATH\" && {{ {}\n}} 2>&1",
                                       shell_word(source_dir().string()),
                                       shell_word(program().parent_path().string()), command);
  ShellResult result;
  std::FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return result;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    result.output.append(buffer.data(), got);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

}  // namespace rolechain::tests
