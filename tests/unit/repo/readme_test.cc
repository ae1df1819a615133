// README.md tells the truth: each `$ rolechain …` it shows is run and prints what stands below it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <istream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/paths.h"
#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

struct Snippet {
  std::size_t line = 0;  // of the command in README.md, from 1
  std::string command;   // without the prompt
  std::vector<std::string> output;
};

// The commands `$ rolechain …` of every block fenced with ```console, each with the lines below it.
// Other commands of a block (`$ ./dev test`) end a snippet and are not run.
std::vector<Snippet> snippets_of(std::istream& markdown) {
  std::vector<Snippet> found;
  bool in_block = false;
  bool in_snippet = false;
  std::size_t number = 0;
  for (std::string line; std::getline(markdown, line);) {
    ++number;
    if (line.starts_with("```")) {
      in_block = !in_block && line == "```console";
      in_snippet = false;
    } else if (in_block && line.starts_with("$ ")) {
      in_snippet = line.starts_with("$ rolechain ");
      if (in_snippet) found.push_back({number, line.substr(2), {}});
    } else if (in_snippet) {
      found.back().output.push_back(line);
    }
  }
  return found;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// A line `...` of `expected` stands for any run of lines, also none.
bool matches(std::span<const std::string> expected, std::span<const std::string> actual) {
  if (expected.empty()) return actual.empty();
  if (expected.front() == "...") {
    for (std::size_t skipped = 0; skipped <= actual.size(); ++skipped) {
      if (matches(expected.subspan(1), actual.subspan(skipped))) return true;
    }
    return false;
  }
  return !actual.empty() && expected.front() == actual.front() &&
         matches(expected.subspan(1), actual.subspan(1));
}

TEST(Readme, EveryTranscriptIsReal) {
  std::ifstream readme(source_dir() / "README.md");
  ASSERT_TRUE(readme) << "there is no README.md in " << source_dir();
  const auto snippets = snippets_of(readme);
  ASSERT_FALSE(snippets.empty())
      << "README.md shows no `$ rolechain …` in a block fenced with ```console";
  for (const auto& snippet : snippets) {
    const auto result = run_shell(snippet.command);
    EXPECT_TRUE(matches(snippet.output, lines_of(result.output)))
        << "README.md:" << snippet.line << ": `" << snippet.command << "` ended with "
        << result.exit_code << " and printed:\n"
        << result.output << "but README.md says:\n"
        << fmt::format("{}\n", fmt::join(snippet.output, "\n"));
  }
}

TEST(Readme, SnippetsEndAtPromptsAndFences) {
  std::istringstream markdown(
      "$ rolechain outside\n"
      "```console\n$ rolechain a | head\none\n$ ./dev test\ntwo\n$ rolechain b\n```\n"
      "```sh\n$ rolechain c\n```\n");
  const auto snippets = snippets_of(markdown);
  ASSERT_EQ(snippets.size(), 2U);
  EXPECT_EQ(snippets[0].command, "rolechain a | head");
  EXPECT_EQ(snippets[0].line, 3U);
  EXPECT_EQ(snippets[0].output, std::vector<std::string>{"one"});
  EXPECT_EQ(snippets[1].command, "rolechain b");
  EXPECT_TRUE(snippets[1].output.empty());
}

TEST(Readme, DotsStandForAnyRunOfLines) {
  using Lines = std::vector<std::string>;
  const Lines actual{"a", "b", "c"};
  EXPECT_TRUE(matches(Lines{"a", "b", "c"}, actual));
  EXPECT_TRUE(matches(Lines{"a", "..."}, actual));
  EXPECT_TRUE(matches(Lines{"...", "c"}, actual));
  EXPECT_TRUE(matches(Lines{"a", "b", "...", "c"}, actual));
  EXPECT_FALSE(matches(Lines{"a", "b"}, actual));
  EXPECT_FALSE(matches(Lines{"b", "..."}, actual));
  EXPECT_FALSE(matches(Lines{}, actual));
}

}  // namespace
}  // namespace rolechain::tests
