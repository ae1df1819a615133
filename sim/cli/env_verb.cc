// rolechain env: shell lines for a client of `rolechain serve`.
#include <fmt/format.h>

#include "mocks/base/json.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/verbs.h"
#include "sim/load/load.h"
#include "sim/serve/client_env.h"

namespace rolechain {

int env_verb(const EnvOptions& options, Terminal& terminal) {
  DiskReader reader;
  auto text = reader.read(options.ready_file);
  if (!text) {
    terminal.error(render(UsageError{
        fmt::format("cannot read `{}`: {}", options.ready_file, text.error()),
        fmt::format("start `rolechain serve FILE --ready-file {}`", options.ready_file)}));
    return kExitUsage;
  }
  const SourceFile file{options.ready_file, *std::move(text)};
  const auto ready = parse_json(file);
  if (!ready) {
    terminal.error(render(ready.error()));
    return kExitInvalid;
  }
  const auto lines = client_env(*ready, options.client, options.workload);
  if (!lines) {
    terminal.error(render(UsageError{lines.error().message, lines.error().help}));
    return kExitUsage;
  }
  terminal.out(*lines);
  return kExitPassed;
}

}  // namespace rolechain
