#include "sim/cli/graphviz.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace rolechain {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

std::unexpected<UsageError> failed(std::string message) {
  return std::unexpected(
      UsageError{std::move(message), "`--format dot` prints the drawing's text instead"});
}

// Feeds `input` and collects the output at the same time: a pipe holds 64 KiB only, and dot may
// write before it has read everything.
std::string exchange(Descriptor to, const Descriptor& from, std::string_view input) {
  fcntl(to.number(), F_SETFL, O_NONBLOCK);
  std::string output;
  std::array<char, 65536> buffer{};
  while (true) {
    std::array<pollfd, 2> wait{{{from.number(), POLLIN, 0}, {to.number(), POLLOUT, 0}}};
    if (poll(wait.data(), to.number() < 0 ? 1 : 2, -1) < 0) {
      if (errno == EINTR) continue;
      return output;
    }
    if (to.number() >= 0 && wait[1].revents != 0) {
      const ssize_t sent = ::write(to.number(), input.data(), input.size());
      if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
      const bool gone = sent < 0 && errno != EAGAIN && errno != EINTR;
      if (input.empty() || gone) to.close();
    }
    if (wait[0].revents == 0) continue;
    const ssize_t got = ::read(from.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return output;
    output.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

std::expected<std::string, UsageError> draw_svg(const std::string& dot) {
  auto input = make_pipe();
  auto output = make_pipe();
  if (!input || !output) return failed("no pipe to Graphviz could be opened");

  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input->read.number(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output->write.number(), STDOUT_FILENO);
  std::array<char, 4> name{"dot"};
  std::array<char, 6> format{"-Tsvg"};
  std::array<char*, 3> arguments{name.data(), format.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, name.data(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) {
    return std::unexpected(UsageError{"Graphviz is not installed: there is no program `dot`",
                                      "install the package graphviz, or use `--format mermaid`"});
  }
  if (error != 0) return failed(fmt::format("`dot` could not be started: {}", strerror(error)));

  input->read.close();
  output->write.close();
  std::string svg = exchange(std::move(input->write), output->read, dot);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed("`dot` failed");
  return svg;
}

}  // namespace rolechain
