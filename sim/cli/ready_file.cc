#include "sim/cli/ready_file.h"

#include <fmt/format.h>

#include "mocks/base/json.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/load/load.h"

namespace rolechain {

std::expected<std::unique_ptr<ReadyFile>, int> read_ready_file(const std::string& path,
                                                               Terminal& terminal) {
  DiskReader reader;
  auto text = reader.read(path);
  if (!text) {
    terminal.error(
        render(UsageError{fmt::format("cannot read `{}`: {}", path, text.error()),
                          fmt::format("start `rolechain serve FILE --ready-file {}`", path)}));
    return std::unexpected(kExitUsage);
  }
  auto out = std::make_unique<ReadyFile>(ReadyFile{{path, *std::move(text)}, {}});
  auto line = parse_json(out->file);
  if (!line) {
    terminal.error(render(line.error()));
    return std::unexpected(kExitInvalid);
  }
  out->line = *std::move(line);
  return out;
}

}  // namespace rolechain
