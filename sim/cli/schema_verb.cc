// rolechain schema: the JSON Schema of scenario files.
#include "sim/cli/exit_code.h"
#include "sim/cli/verbs.h"
#include "sim/load/schema.h"

namespace rolechain {

int schema_verb(const SchemaOptions&, Terminal& terminal) {
  terminal.out(scenario_schema());
  return kExitPassed;
}

}  // namespace rolechain
