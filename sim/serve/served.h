// A served world that many threads may ask, with its clock and the control API below /_rolechain/.
//
// It stands in sim, not in mocks/http, because it is made of a scenario: of workloads, their
// platforms and the file's context keys. mocks/http knows worlds and sessions only.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/http_message.h"
#include "mocks/pki/lab_ca.h"
#include "sim/load/scenario.h"
#include "sim/serve/serve_clock.h"
#include "sim/serve/served_world.h"

namespace rolechain {

// Entries of the audit log that have all of these; "" for any.
struct AuditFilter {
  std::string action = {};
  std::string error = {};
  std::string caller = {};
  std::string decision = {};
  std::string statement = {};
};

class Served {
 public:
  // `authority`: who vouches for its servers and documents; null: one whose secret follows from the
  // scenario's seed, which a client must not be made to trust.
  Served(std::shared_ptr<const Scenario> scenario, ServeClock::HostClock host,
         ServeClock::Runs runs = ServeClock::Runs::yes,
         std::shared_ptr<const LabCa> authority = nullptr);

  // `instance`: see ServedWorld.
  HttpAnswer handle(const HttpRequest& request, const std::string& peer,
                    const std::string& instance);

  [[nodiscard]] const Scenario& scenario() const { return *scenario_; }
  [[nodiscard]] const std::shared_ptr<const LabCa>& authority() const { return authority_; }
  [[nodiscard]] std::vector<std::string> instances() const { return world_->instances(); }
  ApiResult<WorkloadEndpoint> endpoint(const Workload& workload);

  [[nodiscard]] EpochSeconds now_s() const;
  void advance(std::int64_t seconds);
  // The audit log, one JSON text a line.
  std::string audit_lines(const AuditFilter& filter = {});
  // An object in S3 that nobody had to be allowed to put there.
  void put_object(const std::string& bucket, const std::string& key, std::string data);
  // The world as it was at first: clock, sessions, endpoints, audit log. Keys that workloads have
  // in their environment stay valid.
  void reset();

 private:
  HttpResponse control(const HttpRequest& request);
  HttpResponse control_clock(const HttpRequest& request, std::string_view query);
  HttpResponse control_dynamodb(std::string_view table, const std::string& text);
  std::string lines(const AuditFilter& filter) const;
  void make_anew();

  // One lock for all of it: requests are answered from memory, in microseconds, and one after
  // another is what a test that reads the audit log wants to see.
  mutable std::mutex mutex_;
  std::shared_ptr<const Scenario> scenario_;
  ServeClock clock_;
  ServeClock::Runs runs_;
  std::shared_ptr<const LabCa> authority_;
  std::unique_ptr<ServedWorld> world_;
};

}  // namespace rolechain
