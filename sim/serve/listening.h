// A served scenario on sockets: one listener for everything, and one more for the metadata service
// of each further EC2 instance.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "mocks/http/socket/server.h"
#include "sim/serve/served.h"

namespace rolechain {

class Listening {
 public:
  // Keeps a reference to `served`, which must outlive it. Error: why it cannot listen.
  static std::expected<std::unique_ptr<Listening>, std::string> open(Served& served,
                                                                     const ServerOptions& options);

  [[nodiscard]] std::string url() const { return url(listeners_.front()->port()); }
  [[nodiscard]] int port() const { return listeners_.front()->port(); }
  // Where everything is, as one line of JSON with the newline:
  // {"ready":true,"endpoint":"http://127.0.0.1:8600","region":…,"workloads":{"web":{"type":"ec2",
  //  "metadata":"http://127.0.0.1:8600"}, …}}; with TLS "tls_endpoint", too.
  [[nodiscard]] std::string ready_line() const;
  void stop();

 private:
  Listening(Served& served, const ServerOptions& options)
      : served_(served), address_(options.address), has_tls_(options.tls != nullptr) {}
  [[nodiscard]] std::string url(int port, std::string_view scheme = "http") const;

  Served& served_;
  std::string address_;
  bool has_tls_;
  std::vector<std::unique_ptr<HttpServer>> listeners_;  // by instance, the first for all
};

}  // namespace rolechain
