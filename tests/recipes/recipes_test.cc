// The recipes that users copy: pytest with boto3, node:test with fetch.
#include <gtest/gtest.h>

#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

TEST(Recipes, Pytest) {
  const ShellResult result =
      run_shell("/usr/bin/python3 -m pytest -q -p no:cacheprovider tests/recipes/pytest");
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_TRUE(result.output.contains("4 passed")) << result.output;
}

TEST(Recipes, Node) {
  const ShellResult result = run_shell("node --test tests/recipes/node/");
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_TRUE(result.output.contains("pass 4")) << result.output;
}

}  // namespace
}  // namespace rolechain::tests
