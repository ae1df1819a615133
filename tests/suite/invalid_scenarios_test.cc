// scenarios/invalid: each file is refused with exactly the text beside it. UPDATE_GOLDEN=1 writes
// the texts anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "sim/load/load.h"
#include "tests/paths.h"

namespace rolechain {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// Messages name files as the user did; expected texts name them from the source tree.
std::string without_root(std::string text) {
  const std::string root = tests::source_dir().string() + "/";
  for (std::size_t at = text.find(root); at != std::string::npos; at = text.find(root)) {
    text.erase(at, root.size());
  }
  return text;
}

std::vector<fs::path> invalid_files() {
  std::vector<fs::path> out;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(tests::source_dir() / "scenarios/invalid")) {
    const std::string ending = entry.path().extension().string();
    if (ending == ".yaml" || ending == ".json") out.push_back(entry.path());
  }
  std::ranges::sort(out);
  return out;
}

std::string problems_of(const fs::path& path) {
  Sources sources;
  DiskReader reader;
  Loader loader(sources, reader);
  const auto file = loader.read(path.string());
  if (!file) return without_root(render(file.error()));
  const auto scenario = loader.load(*file);
  return scenario ? "it loads\n" : without_root(render(scenario.error()));
}

class InvalidScenario : public ::testing::TestWithParam<fs::path> {};

TEST_P(InvalidScenario, IsRefusedWithTheExpectedText) {
  const std::string problems = problems_of(GetParam());
  EXPECT_NE(problems, "it loads\n");
  fs::path expected = GetParam();
  expected += ".expected";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(expected) << problems;
  EXPECT_EQ(read_text(expected), problems);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, InvalidScenario, ::testing::ValuesIn(invalid_files()),
                         [](const auto& test) {
                           std::string name = test.param.filename().string();
                           std::replace_if(
                               name.begin(), name.end(),
                               [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace rolechain
