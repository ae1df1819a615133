#include "mocks/http/socket/waiting.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace rolechain {

bool wait_until(int socket, short events, std::chrono::steady_clock::time_point deadline) {
  using std::chrono::milliseconds;
  pollfd one{socket, events, 0};
  for (;;) {
    const auto left =
        std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
    const int ready = ::poll(&one, 1, static_cast<int>(std::max<long>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace rolechain
