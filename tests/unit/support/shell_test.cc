#include "tests/support/shell.h"

#include <gtest/gtest.h>

#include "tests/paths.h"

namespace rolechain::tests {
namespace {

TEST(Shell, GivesExitCodeAndBothStreamsInOrder) {
  const auto result = run_shell("echo out; echo err >&2; exit 3");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.output, "out\nerr\n");
}

TEST(Shell, StartsInTheSourceTree) {
  EXPECT_EQ(run_shell("pwd -P").output, std::filesystem::canonical(source_dir()).string() + "\n");
}

}  // namespace
}  // namespace rolechain::tests
