// The JSON Schema of scenario files, as scenarios/schema/ publishes it: completion in editors.
#pragma once

#include <string_view>

namespace rolechain {

std::string_view scenario_schema();  // lives as long as the program

}  // namespace rolechain
