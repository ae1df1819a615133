// An HTTP/1.1 server: sockets around a function from request to response.
// Each response leaves in one write with a Content-Length. Connections stay open unless the
// response or the request says `Connection: close`. Bodies up to kMaxBody_bytes; a request without
// Content-Length has none, whatever its method, and is answered at once.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "mocks/base/http_message.h"
#include "mocks/http/socket/tls.h"

namespace rolechain {

inline constexpr std::size_t kMaxBody_bytes = 16U << 20U;  // beyond: 413
inline constexpr int kRequestTime_s = 30;                  // from its first byte to its last

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 0;  // 0: any that is free
  // Clients that begin with TLS are answered in it, on the same port; null: they are not.
  std::shared_ptr<const TlsContext> tls = nullptr;
};

// Called by many threads at once; an answer's delay passes after it has returned. `peer` is the
// client's address: "127.0.0.1".
using HttpHandler = std::function<HttpAnswer(const HttpRequest& request, const std::string& peer)>;

class HttpServer {
 public:
  // Serves from here on, in threads of its own. Error: why it cannot ("address already in use").
  static std::expected<std::unique_ptr<HttpServer>, std::string> open(const ServerOptions& options,
                                                                      HttpHandler handler);
  // Stops.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] int port() const;
  // Takes no more connections; those being answered are answered.
  void stop();

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rolechain
