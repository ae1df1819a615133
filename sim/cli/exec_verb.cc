// rolechain exec: a program run as a workload, in a sandbox where AWS is the scenario's.
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>

#include "mocks/base/text.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/lab_secret.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/sandbox/sandbox.h"

// POSIX: declared by the program itself.
extern char** environ;

namespace rolechain {
namespace {

namespace fs = std::filesystem;

// As shells end where there is no such program, or it cannot be run.
constexpr int kNotFound = 127;
constexpr int kNotRunnable = 126;
constexpr int kBySignal = 128;  // plus its number

// A directory that goes with the value.
class Folder {
 public:
  static std::expected<Folder, std::string> make() {
    std::error_code error;
    std::string path = (fs::temp_directory_path(error) / "rolechain-XXXXXX").string();
    if (error || ::mkdtemp(path.data()) == nullptr) return std::unexpected(path);
    fs::create_directory(path + "/empty", error);
    return Folder(std::move(path));
  }
  Folder(Folder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Folder& operator=(Folder&&) = delete;
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit Folder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

sigset_t watched_signals() {
  sigset_t out;
  sigemptyset(&out);
  for (const int one : {SIGTERM, SIGINT, SIGCHLD}) sigaddset(&out, one);
  return out;
}

std::vector<std::string> environment(const std::vector<SandboxVariable>& changes) {
  std::map<std::string, std::string> values;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view line = *at;
    const std::size_t equals = std::min(line.find('='), line.size());
    values.emplace(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
  }
  for (const SandboxVariable& change : changes) {
    if (change.how == SandboxVariable::How::unset) {
      values.erase(change.name);
    } else if (change.how == SandboxVariable::How::set || !values.contains(change.name)) {
      values[change.name] = change.value;
    }
  }
  std::vector<std::string> out;
  out.reserve(values.size());
  for (const auto& [name, value] : values) out.push_back(fmt::format("{}={}", name, value));
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// Starts the program with this one's standard streams; an errno where it cannot.
std::expected<pid_t, int> start(std::vector<std::string> command, std::vector<std::string> values) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t usual;  // this program ignores it
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const std::string program = command.front();
  const int cause = ::posix_spawnp(&child, program.c_str(), nullptr, &attributes,
                                   pointers(command).data(), pointers(values).data());
  posix_spawnattr_destroy(&attributes);
  if (cause != 0) return std::unexpected(cause);
  return child;
}

// Until it ends. What somebody tells this process, it is told.
int wait_for(pid_t child, const sigset_t& signals) {
  for (;;) {
    siginfo_t what{};
    if (::sigwaitinfo(&signals, &what) < 0) continue;
    if (what.si_signo != SIGCHLD) {
      // A terminal's interrupt has reached it already.
      if (what.si_code != SI_KERNEL) ::kill(child, what.si_signo);
      continue;
    }
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) != child) continue;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return kBySignal + WTERMSIG(status);
  }
}

int refuse(const std::string& message, const std::string& help, int code, Terminal& terminal) {
  terminal.error(render(UsageError{message, help}));
  return code;
}

std::expected<const Workload*, UsageError> choose(const Scenario& scenario,
                                                  const std::string& name) {
  const std::vector<Workload>& all = scenario.workloads;
  if (name.empty()) return all.empty() ? nullptr : &all.front();
  std::vector<std::string_view> names;
  for (const Workload& one : all) {
    if (one.key == name) return &one;
    names.push_back(one.key);
  }
  auto unknown = check_choice("workload", name, names);
  return std::unexpected(std::move(unknown.error()));
}

}  // namespace

int exec_verb(const ExecOptions& options, Terminal& terminal) {
  const auto opened = open_scenario(options.file, options.case_name, options.read, terminal);
  if (!opened) return opened.error();
  const auto workload = choose(*(*opened)->scenario, options.workload);
  if (!workload) {
    terminal.error(render(workload.error()));
    return kExitUsage;
  }
  const auto folder = Folder::make();
  if (!folder) {
    return refuse(fmt::format("cannot make the directory `{}`", folder.error()),
                  "set TMPDIR to a directory that can be written", kExitUsage, terminal);
  }
  // Before any thread is made, so that all of them leave these signals to this one.
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto now = [] { return static_cast<EpochSeconds>(std::time(nullptr)); };
  Served served((*opened)->scenario, now,
                options.frozen ? ServeClock::Runs::no : ServeClock::Runs::yes,
                std::make_shared<const LabCa>(lab_secret(), now()));
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): one thread so far
  const auto sandbox =
      Sandbox::open(served, {*workload, folder->path(), home == nullptr ? std::string() : home});
  if (!sandbox) {
    return refuse(sandbox.error().message, sandbox.error().help, kExitInternal, terminal);
  }
  const auto child = start(options.command, environment((*sandbox)->variables()));
  if (!child) {
    const bool missing = child.error() == ENOENT;
    return refuse(fmt::format("cannot run `{}`: {}", options.command.front(),
                              to_lower(std::generic_category().message(child.error()))),
                  missing ? "name a program that is on PATH" : "is it a program for this machine?",
                  missing ? kNotFound : kNotRunnable, terminal);
  }
  const int code = wait_for(*child, signals);
  (*sandbox)->stop();
  if (options.audit_file.empty()) return code;
  const int written = write_report(options.audit_file, served.audit_lines(), terminal);
  return code == 0 ? written : code;
}

}  // namespace rolechain
