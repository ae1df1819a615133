#include "tests/suite/register.h"

namespace rolechain::tests {

void register_scenario_tests() {}

}  // namespace rolechain::tests
