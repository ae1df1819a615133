// TLS for a server of this machine: a certificate of the lab's authority for whatever name a client
// asks for, made when it first does.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <sys/types.h>

#include "mocks/pki/lab_ca.h"

struct ssl_ctx_st;
struct ssl_st;

namespace rolechain {

class TlsContext {
 public:
  explicit TlsContext(std::shared_ptr<const LabCa> authority);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  [[nodiscard]] ssl_ctx_st* raw() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One accepted connection's encryption. The socket is not its own. One thread's.
class TlsSession {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Null where the client does not agree on one in time (it does not trust the authority, say).
  static std::unique_ptr<TlsSession> accept(const TlsContext& context, int socket, Time deadline);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // As recv(): 0 at the end, -1 on failure or when the time is over.
  ssize_t read(char* out, std::size_t size, Time deadline);
  // All of it, or false.
  bool write(const char* data, std::size_t size, Time deadline);
  [[nodiscard]] bool has_input() const;
  // Tells the client that nothing more comes.
  void close();

 private:
  TlsSession(ssl_st* session, int socket) : session_(session), socket_(socket) {}
  // Repeats `step` until it succeeds, fails, or the time is over. Returns what it returned.
  int carry_on(const std::function<int()>& step, Time deadline);

  ssl_st* session_;
  int socket_;
};

}  // namespace rolechain
