#include "sim/sandbox/name_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr int kLookUp_ms = 100;  // how soon an end is noticed
constexpr std::size_t kDatagram_bytes_max = 4096;

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets API's own way
sockaddr* raw(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

}  // namespace

std::expected<std::unique_ptr<NameServer>, std::string> NameServer::open(int port,
                                                                         KnownName known) {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (socket < 0 || ::bind(socket, raw(address), size) != 0 ||
      ::getsockname(socket, raw(address), &size) != 0) {
    const int cause = errno;
    if (socket >= 0) ::close(socket);
    return std::unexpected(to_lower(std::generic_category().message(cause)));
  }
  return std::unique_ptr<NameServer>(
      new NameServer(socket, ntohs(address.sin_port), std::move(known)));
}

NameServer::NameServer(int socket, int port, KnownName known)
    : socket_(socket), port_(port), known_(std::move(known)), thread_([this] { answer_all(); }) {}

NameServer::~NameServer() {
  stops_ = true;
  thread_.join();
  ::close(socket_);
}

void NameServer::answer_all() const {
  std::array<char, kDatagram_bytes_max> buffer{};
  while (!stops_) {
    pollfd one{socket_, POLLIN, 0};
    if (::poll(&one, 1, kLookUp_ms) <= 0) continue;
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t got = ::recvfrom(socket_, buffer.data(), buffer.size(), 0, raw(from), &size);
    if (got <= 0) continue;
    const auto answer = answer_name({buffer.data(), static_cast<std::size_t>(got)}, known_);
    // One that is lost is asked for again.
    if (answer) (void)::sendto(socket_, answer->data(), answer->size(), 0, raw(from), size);
  }
}

}  // namespace rolechain
