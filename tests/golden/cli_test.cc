// What users see, letter by letter: each .txt file of this directory is a transcript of commands
// (`$ rolechain …`), their output, and `[exit code]` where it is not 0. UPDATE_GOLDEN=1 rewrites
// the outputs; to add a command, write its `$` line.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/paths.h"
#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

std::filesystem::path golden_dir() { return source_dir() / "tests" / "golden"; }

std::vector<std::string> transcripts() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(golden_dir())) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string run_transcript(const std::string& transcript) {
  std::string out;
  std::istringstream lines(transcript);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("$ ")) continue;
    const ShellResult result = run_shell(line.substr(2));
    out += line + '\n' + result.output;
    if (!out.ends_with('\n')) out += "\n[no newline]\n";
    if (result.exit_code != 0) out += '[' + std::to_string(result.exit_code) + "]\n";
  }
  return out;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, Transcript) {
  const auto path = golden_dir() / (GetParam() + ".txt");
  const std::string expected = read_file(path);
  const std::string came = run_transcript(expected);
  ASSERT_FALSE(came.empty()) << path << " has no `$ ` line";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
    std::ofstream(path) << came;
    return;
  }
  EXPECT_EQ(came, expected) << "UPDATE_GOLDEN=1 rewrites " << path;
}

INSTANTIATE_TEST_SUITE_P(Cli, Golden, testing::ValuesIn(transcripts()), [](const auto& one) {
  std::string name = one.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace rolechain::tests
