// Scenario files as tests: each file under `scenarios/` becomes one named GoogleTest.
#pragma once

namespace rolechain::tests {

// Registers one test for each scenario file. Called once by main, before the tests run.
void register_scenario_tests();

}  // namespace rolechain::tests
