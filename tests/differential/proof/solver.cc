#include "tests/differential/proof/solver.h"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string_view>
#include <utility>

extern "C" char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks for it

namespace rolechain::differential {

Solver::Solver(std::vector<std::string> command, std::string prelude,
               std::chrono::milliseconds patience)
    : command_(std::move(command)), prelude_(std::move(prelude)), patience_(patience) {
  std::signal(SIGPIPE, SIG_IGN);  // a solver that is gone is an error of write()
  start();
}

Solver::~Solver() { end(); }

void Solver::start() {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (pipe(in.data()) != 0 || pipe(out.data()) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  for (const int end : {in[0], in[1], out[0], out[1]}) {
    posix_spawn_file_actions_addclose(&actions, end);
  }
  std::vector<std::string> words = command_;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int failed =
      posix_spawnp(&process_, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  to_ = in[1];
  from_ = out[0];
  if (failed != 0) throw std::runtime_error(fmt::format("cannot run `{}`", command_.front()));
  send(prelude_);
}

void Solver::end() {
  close(to_);
  close(from_);
  buffer_.clear();
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void Solver::send(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t written = write(to_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw std::runtime_error("the solver takes no more questions");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::optional<std::string> Solver::line(std::chrono::steady_clock::time_point until) {
  while (true) {
    const std::size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string out = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return out;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    pollfd ready{from_, POLLIN, 0};
    const int count_ready =
        poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (count_ready < 0 && errno == EINTR) continue;
    if (count_ready == 0) return std::nullopt;
    std::array<char, 4096> chunk{};
    const ssize_t count = read(from_, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::runtime_error("the solver is gone");
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

SolverAnswer Solver::ask(const std::string& question) {
  send(question);
  const auto said = line(std::chrono::steady_clock::now() + patience_);
  if (!said) {
    end();
    start();
    return SolverAnswer::unknown;
  }
  const std::string& answer = *said;
  if (answer == "sat") return SolverAnswer::sat;
  if (answer == "unsat") return SolverAnswer::unsat;
  if (answer == "unknown" || answer == "timeout") return SolverAnswer::unknown;
  throw std::runtime_error(fmt::format("the solver says `{}` to\n{}", answer, question));
}

}  // namespace rolechain::differential
