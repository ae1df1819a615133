#include "sim/load/schema.h"

// From schema.S.
extern "C" const char rolechain_scenario_schema[];
extern "C" const char rolechain_scenario_schema_end[];

namespace rolechain {

std::string_view scenario_schema() {
  return {rolechain_scenario_schema, rolechain_scenario_schema_end};
}

}  // namespace rolechain
