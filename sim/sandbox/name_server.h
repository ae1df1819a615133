// Answers DNS questions on a port of this machine until it goes out of scope.
#pragma once

#include <atomic>
#include <expected>
#include <memory>
#include <string>
#include <thread>

#include "sim/sandbox/names.h"

namespace rolechain {

class NameServer {
 public:
  // UDP on 127.0.0.1; `port` 0: any that is free. Error: why it cannot.
  static std::expected<std::unique_ptr<NameServer>, std::string> open(int port, KnownName known);
  ~NameServer();
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

  [[nodiscard]] int port() const { return port_; }

 private:
  NameServer(int socket, int port, KnownName known);
  void answer_all() const;

  int socket_;
  int port_;
  KnownName known_;
  std::atomic<bool> stops_{false};
  std::thread thread_;
};

}  // namespace rolechain
