#include "tests/support/serving.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "mocks/base/json.h"
#include "sim/serve/client_env.h"
#include "tests/paths.h"

namespace rolechain::tests {

Serving::Serving(const std::string& scenario) {
  auto made = InProcess::from_file((source_dir() / scenario).string());
  if (!made) throw std::runtime_error(made.error());
  process_ = *std::move(made);
}

ShellResult Serving::run(std::string_view client, std::string_view workload,
                         const std::string& command) {
  const SourceFile file{"ready", ready_line()};
  const auto ready = parse_json(file);
  if (!ready) throw std::runtime_error("the ready line is no JSON");
  const auto lines = client_env(*ready, client, workload);
  if (!lines) throw std::runtime_error(lines.error().message);
  // A home of its own: clients keep caches and settings there.
  return run_shell(
      fmt::format("HOME=$(mktemp -d) && TMPDIR=$HOME && export HOME TMPDIR\n"
                  "URL={} && CONTROL=$URL && export URL CONTROL\n{}\n{}\n"
                  "code=$?; rm -rf \"$HOME\"; exit $code",
                  url(), *lines, command));
}

std::string exchange(int port, const std::string& bytes, int seconds) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const timeval wait{seconds, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string out;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets API's own way
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t now = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (now <= 0) break;
      sent += static_cast<std::size_t>(now);
    }
    std::array<char, 4096> buffer{};
    for (;;) {
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (got < 0 && errno == ECONNRESET) out += "(ECONNRESET)";
      if (got <= 0) break;
      out.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  ::close(socket);
  return out;
}

}  // namespace rolechain::tests
