#include "sim/fix/unified_diff.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

TEST(UnifiedDiff, OfEqualTextsIsEmpty) { EXPECT_EQ(unified_diff("a", "x\n", "x\n"), ""); }

TEST(UnifiedDiff, ShowsThreeLinesAround) {
  EXPECT_EQ(unified_diff("d/f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a/d/f\n+++ b/d/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, SaysWhereTheLastLineHasNoEnd) {
  EXPECT_EQ(unified_diff("f", "1\n2", "1\n3"),
            "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+3\n"
            "\\ No newline at end of file\n");
}

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Every text of up to four lines of two sorts against every other, by the tool itself.
TEST(UnifiedDiff, GitMakesTheOtherTextOfIt) {
  const std::filesystem::path dir = std::filesystem::temp_directory_path() / "rolechain-diff-test";
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  std::vector<std::string> texts;
  for (std::size_t bits = 1; bits < 32; ++bits) {
    std::string text;
    for (std::size_t rest = bits; rest > 1; rest /= 2) text += rest % 2 == 0 ? "a\n" : "b\n";
    for (std::size_t i = 0; i < 9; ++i) text += "same\n";
    for (std::size_t rest = bits * 5 % 31; rest > 1; rest /= 3) text += "c\n";
    texts.push_back(text);
  }
  std::string patch;
  std::size_t count = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& after = texts[(i * 7 + 3) % texts.size()];
    const std::string name = "f" + std::to_string(count++);
    std::ofstream(dir / name) << texts[i];
    patch += unified_diff(name, texts[i], after);
  }
  std::ofstream(dir / "all.patch") << patch;
  const ShellResult applied = run_shell("cd " + dir.string() + " && git apply all.patch");
  EXPECT_EQ(applied.exit_code, 0) << applied.output;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(read(dir / ("f" + std::to_string(i))), texts[(i * 7 + 3) % texts.size()]) << i;
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace rolechain::tests
