// rolechain env: shell lines for a client of `rolechain serve`.
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/ready_file.h"
#include "sim/cli/verbs.h"
#include "sim/serve/client_env.h"

namespace rolechain {

int env_verb(const EnvOptions& options, Terminal& terminal) {
  const auto ready = read_ready_file(options.ready_file, terminal);
  if (!ready) return ready.error();
  const auto lines = client_env((*ready)->line, options.client, options.workload);
  if (!lines) {
    terminal.error(render(UsageError{lines.error().message, lines.error().help}));
    return kExitUsage;
  }
  terminal.out(*lines);
  return kExitPassed;
}

}  // namespace rolechain
