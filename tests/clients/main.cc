#include <gtest/gtest.h>

#include "tests/clients/register.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  rolechain::tests::register_client_tests();
  return RUN_ALL_TESTS();
}
