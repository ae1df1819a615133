// The command line as values; its messages are in tests/golden.
#include "sim/cli/command_line.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "sim/cli/help.h"
#include "sim/cli/program.h"
#include "tests/paths.h"

namespace rolechain {
namespace {

using Words = std::vector<const char*>;

template <class Options>
Options parsed(const Words& words) {
  auto command = parse_command_line(words);
  if (!command) {
    ADD_FAILURE() << render(command.error());
    return {};
  }
  if (!std::holds_alternative<Options>(*command)) {
    ADD_FAILURE() << "another verb";
    return {};
  }
  return std::get<Options>(*std::move(command));
}

TEST(CommandLine, RunTakesItsOptions) {
  const auto options =
      parsed<RunOptions>({"run", "a", "--format=junit", "-o", "r.xml", "b", "-v", "--jobs", "3",
                          "--filter", "cross", "--bless", "--no-color", "--allow-external-files"});
  EXPECT_EQ(options.paths, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(options.format, "junit");
  EXPECT_EQ(options.output, "r.xml");
  EXPECT_EQ(options.filter, "cross");
  EXPECT_EQ(options.jobs, 3U);
  EXPECT_EQ(options.colour, ColourMode::never);
  EXPECT_TRUE(options.verbose && options.bless && options.read.allow_external_files);
}

TEST(CommandLine, TheQuietDefaults) {
  const auto options = parsed<RunOptions>({"run", "a"});
  EXPECT_EQ(options.format, "text");
  EXPECT_EQ(options.colour, ColourMode::automatic);
  EXPECT_FALSE(options.verbose || options.bless || options.read.allow_external_files);
}

TEST(CommandLine, AFileMayBeCalledLikeAVerbOrAnOption) {
  EXPECT_EQ(parsed<RunOptions>({"run", "lint"}).paths, std::vector<std::string>{"lint"});
  EXPECT_EQ(parsed<RunOptions>({"run", "--", "--bless"}).paths,
            std::vector<std::string>{"--bless"});
}

TEST(CommandLine, GrantsTakesASession) {
  const auto options = parsed<GrantsOptions>({"grants", "a.yaml", "one", "--case", "c d"});
  EXPECT_EQ(options.file, "a.yaml");
  EXPECT_EQ(options.session, "one");
  EXPECT_EQ(options.case_name, "c d");
}

TEST(CommandLine, EveryVerbHasHelpWithExamples) {
  for (const VerbHelp& verb : verb_helps()) {
    const std::string name(verb.name);
    const auto help = parsed<HelpOptions>({"help", name.c_str()});
    EXPECT_NE(help.text.find("usage: rolechain " + name), std::string::npos);
    EXPECT_NE(help.text.find("examples:\n  rolechain "), std::string::npos) << name;
    EXPECT_EQ(parsed<HelpOptions>({name.c_str(), "--help"}).text, help.text);
  }
}

TEST(CommandLine, TheVersionIsTheProjects) {
  std::ifstream cmake(tests::source_dir() / "CMakeLists.txt");
  const std::string wanted = std::string("project(rolechain VERSION ") + kVersion + " ";
  bool found = false;
  for (std::string line; std::getline(cmake, line);) found = found || line.starts_with(wanted);
  EXPECT_TRUE(found) << "CMakeLists.txt does not say `" << wanted << "`";
}

}  // namespace
}  // namespace rolechain
