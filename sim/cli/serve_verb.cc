// rolechain serve: the scenario's AWS on a port of this machine. The host's clock is read here and
// nowhere below.
#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <ctime>
#include <expected>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "mocks/base/large_json.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/graphviz.h"
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

// What an earlier run put away; nothing to do where there is no such file.
std::expected<void, std::string> take_state(Served& served, const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return {};
  const SourceFile file{path, {std::istreambuf_iterator<char>(stream), {}}};
  const auto node = parse_large_json(file);
  if (!node)
    return std::unexpected(fmt::format("`{}` is no state: {}", path, node.error().message));
  auto done = served.restore(*node);
  if (!done) return std::unexpected(fmt::format("`{}`: {}", path, done.error()));
  return done;
}

// `to` as a file beside `from` would name it.
std::string path_from(const std::string& from, const std::string& to) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path here = fs::weakly_canonical(fs::absolute(from, error).parent_path(), error);
  const fs::path there = fs::weakly_canonical(fs::absolute(to, error), error);
  return there.lexically_relative(here).generic_string();
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
  served.use_source({&(*opened)->loader, (*opened)->file, (*opened)->changes});
  served.use_drawer([](const std::string& dot) -> std::expected<std::string, std::string> {
    auto drawn = draw_svg(dot);
    if (!drawn) return std::unexpected(std::move(drawn.error().message));
    return *std::move(drawn);
  });
  if (!options.state_file.empty()) {
    if (auto taken = take_state(served, options.state_file); !taken) {
      return refuse(taken.error(), "serve its scenario, or remove the file", terminal);
    }
  }
  if (!options.record_file.empty()) {
    served.start_recording(path_from(options.record_file, options.file));
  }
  std::ofstream audit;
  if (!options.audit_file.empty()) {
    audit.open(options.audit_file, std::ios::binary);
    if (!audit) {
      return refuse(fmt::format("cannot write `{}`", options.audit_file),
                    "name a file in a directory that is there", terminal);
    }
    // Line by line: the file is complete whatever ends this process, and however many entries are
    // kept in memory.
    served.on_audit_line([&audit](std::string_view line) { audit << line << std::flush; });
  }
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
  for (const auto& [path, text] :
       {std::pair(options.record_file, options.record_file.empty() ? "" : served.recording()),
        std::pair(options.state_file,
                  options.state_file.empty() ? "" : to_json(served.snapshot()) + '\n')}) {
    if (path.empty() || write_whole(path, text)) continue;
    return refuse(fmt::format("cannot write `{}`", path),
                  "name a file in a directory that is there", terminal);
  }
  if (audit.is_open() && !audit) {
    return refuse(fmt::format("cannot write `{}`", options.audit_file),
                  "is there room on its disk?", terminal);
  }
  return kExitPassed;
}

}  // namespace rolechain
