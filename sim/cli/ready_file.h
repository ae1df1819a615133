// What `rolechain serve --ready-file` wrote, read by a verb that speaks with it.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "mocks/base/node.h"
#include "mocks/base/source.h"
#include "sim/cli/terminal.h"

namespace rolechain {

struct ReadyFile {
  SourceFile file;
  Node line;  // points into `file`
};

// The exit code where it cannot be read; the message has been printed.
std::expected<std::unique_ptr<ReadyFile>, int> read_ready_file(const std::string& path,
                                                               Terminal& terminal);

}  // namespace rolechain
