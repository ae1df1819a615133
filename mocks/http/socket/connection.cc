#include "mocks/http/socket/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace rolechain {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWrite_ms = 10'000;  // a client that takes nothing for so long is gone

// Waits for `events`; false when the time is over.
bool wait_for(int socket, short events, std::chrono::milliseconds at_most) {
  pollfd one{socket, events, 0};
  const auto end = Clock::now() + at_most;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    const int ready = ::poll(&one, 1, static_cast<int>(std::max<long>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

bool Connection::wait_readable(std::chrono::milliseconds at_most) const {
  return has_input() || wait_for(socket_, POLLIN, at_most);
}

ssize_t Connection::read(char* out, std::size_t size) {
  if (at_ == end_) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
    if (left.count() <= 0 || !wait_for(socket_, POLLIN, left)) return -1;
    ssize_t got = 0;
    do {
      got = ::recv(socket_, input_.data(), input_.size(), 0);
    } while (got < 0 && errno == EINTR);
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
  std::size_t sent = 0;
  while (sent < output_.size()) {
    const ssize_t now =
        ::send(socket_, output_.data() + sent, output_.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (now > 0) {
      sent += static_cast<std::size_t>(now);
    } else if (now < 0 && errno == EAGAIN) {
      if (!wait_for(socket_, POLLOUT, std::chrono::milliseconds(kWrite_ms))) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  output_.clear();
  return true;
}

bool Connection::wait_gone(std::chrono::milliseconds at_most) const {
  return wait_for(socket_, POLLRDHUP, at_most);
}

}  // namespace rolechain
