// Waiting for a socket, with an end to it.
#pragma once

#include <chrono>

namespace rolechain {

// Until one of poll()'s `events` has happened; false when the time is over.
bool wait_until(int socket, short events, std::chrono::steady_clock::time_point deadline);

}  // namespace rolechain
