// rolechain serve: the scenario's AWS on a port of this machine. The host's clock is read here and
// nowhere below.
#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <ctime>
#include <fstream>

#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/lab_secret.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/serve/listening.h"

namespace rolechain {
namespace {

int refuse(const std::string& message, const std::string& help, Terminal& terminal) {
  terminal.error(render(UsageError{message, help}));
  return kExitUsage;
}

sigset_t stop_signals() {
  sigset_t out;
  sigemptyset(&out);
  sigaddset(&out, SIGTERM);
  sigaddset(&out, SIGINT);
  return out;
}

// Under another name first: whoever waits for the file must not read half of it.
bool write_whole(const std::string& path, std::string_view text) {
  const std::string draft = path + ".new";
  std::ofstream stream(draft, std::ios::binary);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  return stream && std::rename(draft.c_str(), path.c_str()) == 0;
}

}  // namespace

int serve_verb(const ServeOptions& options, Terminal& terminal) {
  const auto opened = open_scenario(options.file, options.case_name, options.read, terminal);
  if (!opened) return opened.error();
  // Before any thread is made, so that all of them leave these signals to sigwait().
  const sigset_t stop = stop_signals();
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  const auto now = [] { return static_cast<EpochSeconds>(std::time(nullptr)); };
  Served served((*opened)->scenario, now,
                options.frozen ? ServeClock::Runs::no : ServeClock::Runs::yes,
                std::make_shared<const LabCa>(lab_secret(), now()));
  ServerOptions listen{options.address, options.port};
  if (!options.ca_file.empty()) {
    listen.tls = std::make_shared<const TlsContext>(served.authority());
    if (!write_whole(options.ca_file, served.authority()->certificate_pem())) {
      return refuse(fmt::format("cannot write `{}`", options.ca_file),
                    "name a file in a directory that is there", terminal);
    }
  }
  auto listening = Listening::open(served, listen);
  if (!listening) {
    return refuse(fmt::format("cannot listen on `{}:{}`: {}", options.address, options.port,
                              listening.error()),
                  "leave `--port` out to take one that is free", terminal);
  }
  const std::string ready = (*listening)->ready_line();
  if (!options.ready_file.empty() && !write_whole(options.ready_file, ready)) {
    return refuse(fmt::format("cannot write `{}`", options.ready_file),
                  "name a file in a directory that is there", terminal);
  }
  terminal.out(ready);

  int signal = 0;
  while (sigwait(&stop, &signal) != 0) {
  }
  (*listening)->stop();
  if (!options.ready_file.empty()) std::remove(options.ready_file.c_str());
  if (options.audit_file.empty()) return kExitPassed;
  return write_report(options.audit_file, served.audit_lines(), terminal);
}

}  // namespace rolechain
