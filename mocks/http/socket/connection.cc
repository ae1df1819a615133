#include "mocks/http/socket/connection.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "mocks/http/socket/waiting.h"

namespace rolechain {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds kWrite(10);  // a client that takes nothing for so long is gone

constexpr unsigned char kHandshake = 0x16;  // the first byte of TLS; no method begins so

void set_blocking(int socket, bool yes) {
  const int flags = ::fcntl(socket, F_GETFL);
  ::fcntl(socket, F_SETFL, yes ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

}  // namespace

bool Connection::begin_tls(const TlsContext& context, Steady::time_point deadline) {
  unsigned char first = 0;
  if (::recv(socket_, &first, 1, MSG_PEEK) != 1 || first != kHandshake) return true;
  set_blocking(socket_, false);
  tls_ = TlsSession::accept(context, socket_, deadline);
  return tls_ != nullptr;
}

void Connection::end_tls() {
  if (!tls_) return;
  tls_->close();
  tls_.reset();
  set_blocking(socket_, true);
}

bool Connection::wait_readable(std::chrono::milliseconds at_most) const {
  return has_input() || wait_until(socket_, POLLIN, Steady::now() + at_most);
}

ssize_t Connection::receive() {
  if (tls_) return tls_->read(input_.data(), input_.size(), deadline_);
  if (!wait_until(socket_, POLLIN, deadline_)) return -1;
  ssize_t got = 0;
  do {
    got = ::recv(socket_, input_.data(), input_.size(), 0);
  } while (got < 0 && errno == EINTR);
  return got;
}

ssize_t Connection::read(char* out, std::size_t size) {
  if (at_ == end_) {
    if (Steady::now() >= deadline_) return -1;
    const ssize_t got = receive();
    if (got <= 0) return got;
    at_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  const std::size_t count = std::min(size, end_ - at_);
  std::copy_n(input_.data() + at_, count, out);
  at_ += count;
  return static_cast<ssize_t>(count);
}

bool Connection::flush() {
  const auto deadline = Steady::now() + kWrite;
  if (tls_) {
    const bool sent = tls_->write(output_.data(), output_.size(), deadline);
    output_.clear();
    return sent;
  }
  std::size_t sent = 0;
  while (sent < output_.size()) {
    const ssize_t now =
        ::send(socket_, output_.data() + sent, output_.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (now > 0) {
      sent += static_cast<std::size_t>(now);
    } else if (now < 0 && errno == EAGAIN) {
      if (!wait_until(socket_, POLLOUT, deadline)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  output_.clear();
  return true;
}

bool Connection::wait_gone(std::chrono::milliseconds at_most) const {
  return wait_until(socket_, POLLRDHUP, Steady::now() + at_most);
}

}  // namespace rolechain
