// Runs Graphviz to turn a drawing in its language into SVG.
#pragma once

#include <expected>
#include <string>

#include "sim/cli/command_line.h"

namespace rolechain {

// Starts `dot -Tsvg` from PATH, without a shell. Errors: it is not installed, or it failed.
std::expected<std::string, UsageError> draw_svg(const std::string& dot);

}  // namespace rolechain
