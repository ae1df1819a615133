// A scenario served inside this process: ports for real clients, and calls for the test around
// them. For GoogleTest there is sim/serve/testing.h.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "sim/load/load.h"
#include "sim/serve/listening.h"
#include "sim/serve/served.h"

namespace rolechain {

struct InProcessOptions {
  ServerOptions listen;                           // 127.0.0.1, any port that is free
  ServeClock::Runs runs = ServeClock::Runs::yes;  // no: the world's clock moves only when told
  LoadOptions load;
};

class InProcess {
 public:
  // Errors are texts for people: what is wrong with the scenario, or why it cannot listen.
  static std::expected<std::unique_ptr<InProcess>, std::string> from_file(
      const std::string& path, const InProcessOptions& options = {});
  // `name` is what messages call it; files that it names are looked for beside that.
  static std::expected<std::unique_ptr<InProcess>, std::string> from_text(
      std::string text, const InProcessOptions& options = {}, std::string name = "scenario.yaml");
  ~InProcess();
  InProcess(const InProcess&) = delete;
  InProcess& operator=(const InProcess&) = delete;

  [[nodiscard]] Served& served() { return *served_; }
  [[nodiscard]] std::string url() const { return listening_->url(); }
  [[nodiscard]] int port() const { return listening_->port(); }
  // What `rolechain serve` prints.
  [[nodiscard]] std::string ready_line() const { return listening_->ready_line(); }

  // Variables of a process that is that workload: where an SDK finds its credentials, and
  // AWS_ENDPOINT_URL. A web identity's token is written to a file, which goes with this value.
  // Error: there is no such workload, or why it gets no credentials.
  std::expected<std::map<std::string, std::string>, std::string> environment(
      std::string_view workload);

 private:
  InProcess();
  std::expected<void, std::string> open(const std::string& path, const InProcessOptions& options);

  Sources sources_;
  std::unique_ptr<FileReader> reader_;
  std::unique_ptr<Loader> loader_;
  std::unique_ptr<Served> served_;
  std::unique_ptr<Listening> listening_;
  std::vector<std::string> files_;  // to be removed
};

}  // namespace rolechain
