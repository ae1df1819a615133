// One accepted socket as cpp-httplib wants it: reads through a buffer, and keeps what is written
// until flush(), so that a response leaves in one segment with TCP_NODELAY and without it. Speaks
// TLS with a client that begins so, where a context for it is given. (The library writes header and
// body apart; clients were seen to fail on that now and then.) For server.cc alone: the only header
// that includes no httplib.h but is shaped by it.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "mocks/http/socket/tls.h"

namespace rolechain {

class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}

  // Looks at what the client sent first, and agrees with it on TLS where it asks for that. False:
  // they do not agree. REQUIRES: wait_readable() was true.
  bool begin_tls(const TlsContext& context, std::chrono::steady_clock::time_point deadline);
  void end_tls();

  // Waits at most that long for the first byte of the next request; false: none comes.
  bool wait_readable(std::chrono::milliseconds at_most) const;
  // From here on until flush(): reads end at this time.
  void begin_request(std::chrono::steady_clock::time_point deadline) { deadline_ = deadline; }

  [[nodiscard]] bool has_input() const { return at_ < end_ || (tls_ && tls_->has_input()); }
  ssize_t read(char* out, std::size_t size);  // -1: closed, or too late
  void write(const char* data, std::size_t size) { output_.append(data, size); }
  [[nodiscard]] const std::string& pending() const { return output_; }
  void drop() { output_.clear(); }
  bool flush();

  // True when the client has gone; false when the time is over.
  bool wait_gone(std::chrono::milliseconds at_most) const;
  [[nodiscard]] int socket() const { return socket_; }

 private:
  ssize_t receive();

  int socket_;
  std::unique_ptr<TlsSession> tls_;  // null: plain
  std::chrono::steady_clock::time_point deadline_;
  std::array<char, 16'384> input_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::string output_;
};

}  // namespace rolechain
