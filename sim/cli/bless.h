// Rewrites expected grants in a scenario file to what the sessions may do, and nothing else in it.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "sim/load/load.h"
#include "sim/run/report.h"

namespace rolechain {

struct Blessed {
  std::string text;                   // the file's new text
  std::vector<std::string> sessions;  // whose grants were rewritten, in the file's order
  std::vector<std::string> left;      // "session: why not"
};

// `file` is the scenario as read, `report` of its run. Only failed `grants` checks are looked at;
// sessions that the file does not list are added where its `grants` is a map.
Blessed bless(const ScenarioFile& file, const ScenarioReport& report);

}  // namespace rolechain
