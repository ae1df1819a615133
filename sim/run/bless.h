// Writes today's effective grants into a scenario's own `expect: grants:`, and nothing else.
#pragma once

#include <string>

#include "mocks/base/diagnostic.h"
#include "sim/load/load.h"
#include "sim/run/run.h"

namespace rolechain {

// The file's text with `expect: grants:` as the sessions of the run hold them. Sessions whose
// grants were exact keep their lines; every other byte of the file stays. Errors: bless-json (only
// YAML is rewritten), bless-undecided, bless-carved-out (grants that a list of allows cannot say).
Result<std::string> blessed_text(const ScenarioFile& file, const Execution& execution);

}  // namespace rolechain
