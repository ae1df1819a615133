#include <gtest/gtest.h>

#include "tests/suite/register.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  rolechain::tests::register_scenario_tests();
  return RUN_ALL_TESTS();
}
