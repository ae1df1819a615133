// A scenario file opened for a verb that looks at one scenario: the file, one of its cases, the
// steps carried out.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/cli/options.h"
#include "sim/cli/terminal.h"
#include "sim/load/load.h"
#include "sim/run/run.h"

namespace rolechain {

// Owns everything that the scenario points into.
struct Opened {
  Sources sources;
  DiskReader reader;
  Loader loader{sources, reader};
  // What the scenario was loaded from: the file, with a case's changes.
  ScenarioFile file;
  std::vector<std::pair<std::string, Node>> changes;
  std::shared_ptr<const Scenario> scenario;
};

// The exit code where it could not be opened; the message has been printed.
std::expected<std::unique_ptr<Opened>, int> open_scenario(const std::string& path,
                                                          const std::string& case_name,
                                                          const ReadOptions& options,
                                                          Terminal& terminal);
// The same with its steps carried out.
struct Carried {
  std::unique_ptr<Opened> opened;
  Execution execution;
};
std::expected<Carried, int> carry_out(const std::string& path, const std::string& case_name,
                                      const ReadOptions& options, Terminal& terminal);

// Writes a report to the file, or to standard output where `path` is empty.
int write_report(const std::string& path, std::string_view text, Terminal& terminal);

}  // namespace rolechain
