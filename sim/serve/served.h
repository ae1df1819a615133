// A served world that many threads may ask: its clock, faults, audit log and changes, as calls. The
// same over HTTP is sim/serve/control.h.
//
// It stands in sim, not in mocks/http, because it is made of a scenario: of workloads, their
// platforms and the file's context keys. mocks/http knows worlds and sessions only.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/http_message.h"
#include "mocks/pki/lab_ca.h"
#include "sim/load/load.h"
#include "sim/load/scenario.h"
#include "sim/serve/record.h"
#include "sim/serve/serve_clock.h"
#include "sim/serve/served_world.h"
#include "sim/serve/short_mutex.h"

namespace rolechain {

// What a scenario was loaded from, so that it can be loaded again with changes, as a case is.
struct ServedSource {
  Loader* loader = nullptr;  // must outlive the Served
  ScenarioFile file;
  std::vector<std::pair<std::string, Node>> changes;  // a case's
};

// Makes a drawing of a graph in the dot language (Graphviz is a program, so it is given from
// above).
using DotDrawer = std::function<std::expected<std::string, std::string>(const std::string& dot)>;

class Served {
 public:
  // `authority`: who vouches for its servers and documents; null: one whose secret follows from the
  // scenario's seed, which a client must not be made to trust.
  Served(std::shared_ptr<const Scenario> scenario, ServeClock::HostClock host,
         ServeClock::Runs runs = ServeClock::Runs::yes,
         std::shared_ptr<const LabCa> authority = nullptr);

  // For set(); without it the world cannot be changed.
  void use_source(ServedSource source) { source_ = std::move(source); }
  void use_drawer(DotDrawer draw) { draw_ = std::move(draw); }
  // Called with each line of the audit log, in order, under the lock.
  void on_audit_line(std::function<void(std::string_view line)> sink);

  // From here on what happens is written down (sim/serve/record.h); `use`: the path of the
  // scenario's file as seen from where the record will lie. After reset() it begins anew.
  void start_recording(const std::string& use);
  [[nodiscard]] std::string recording() const;

  // `instance`: see ServedWorld.
  HttpAnswer handle(const HttpRequest& request, const std::string& peer,
                    const std::string& instance);

  // As it was at first; what set() made of it is current().
  [[nodiscard]] const Scenario& scenario() const { return *scenario_; }
  [[nodiscard]] std::shared_ptr<const Scenario> current() const;
  [[nodiscard]] const std::shared_ptr<const LabCa>& authority() const { return authority_; }
  [[nodiscard]] std::vector<std::string> instances() const;
  ApiResult<WorkloadEndpoint> endpoint(const Workload& workload);

  [[nodiscard]] EpochSeconds now_s() const;
  [[nodiscard]] ServeClock::Runs runs() const;
  void advance(std::int64_t seconds);
  void set_time(EpochSeconds time_s);
  void run(ServeClock::Runs runs);

  // The audit log: entries, or one JSON text a line.
  [[nodiscard]] std::vector<AuditEntry> audit(const AuditFilter& filter = {}) const;
  [[nodiscard]] std::string audit_lines(const AuditFilter& filter = {}) const;
  void clear_audit();
  // Why a request was decided so; nothing where it is not, or no longer, known.
  enum class As : std::uint8_t { text, json };
  [[nodiscard]] std::optional<std::string> explain(const std::string& request_id, As as) const;

  // `{"fault": "throttling", "of": "sts", "times": 2}`; the numbers they go by.
  std::expected<std::vector<int>, FaultError> add_faults(const Node& json);
  int add_fault(FaultRule rule);
  [[nodiscard]] Node faults() const;
  bool remove_fault(int number);
  void clear_faults();

  // The file with these changes (JSON pointer → value) on top of those before, seen by requests
  // after `delay_s` of the world's time. Sessions stay. Errors: as loading has them; those of a
  // changed file that would be another's, too.
  using Changes = std::vector<std::pair<std::string, Node>>;
  std::expected<void, Diagnostics> set(Changes changes, std::int64_t delay_s = 0);

  // The whole state: clock, sessions, tokens, data, faults, changes, audit log. With restore(),
  // keys that were given out before it was taken work, and those after are unknown. Errors: it is
  // of another scenario, or broken; then everything is as it was.
  [[nodiscard]] Node snapshot();
  std::expected<void, std::string> restore(const Node& state);

  // The roles as they are now: svg, dot, json or mermaid. Error: why not.
  [[nodiscard]] std::expected<std::string, std::string> graph(std::string_view format) const;

  // An object in S3 that nobody had to be allowed to put there.
  void put_object(const std::string& bucket, const std::string& key, std::string data);
  // Which attributes are the key of a table (its ARN), and items that nobody had to be allowed to
  // put. Error: the service's own.
  ApiResult<void> put_items(const std::string& table_arn, std::span<const std::string> key,
                            std::span<const Node> items);
  // The world as it was at first: clock, sessions, endpoints, audit log, faults, changes. Keys that
  // workloads have in their environment stay valid.
  void reset();

 private:
  void bring_changes();
  void listen();
  // The file with the source's own changes and these.
  std::expected<std::shared_ptr<const Scenario>, Diagnostics> load(const Changes& changes);

  // One lock for all of it: requests are answered from memory, in microseconds, and one after
  // another is what a test that reads the audit log wants to see.
  mutable ShortMutex mutex_;
  std::shared_ptr<const Scenario> scenario_;
  ServeClock clock_;
  ServeClock::Runs runs_;
  std::shared_ptr<const LabCa> authority_;
  std::optional<ServedSource> source_;
  DotDrawer draw_;
  std::function<void(std::string_view)> sink_;
  std::optional<Recorder> recorder_;
  std::string record_use_;
  std::unique_ptr<ServedWorld> world_;
  Changes changes_;  // made by set()
  struct Pending {   // loaded, not seen yet
    EpochSeconds at_s = 0;
    std::shared_ptr<const Scenario> scenario;
    Changes changes;  // since the one before
  };
  std::vector<Pending> pending_;
};

}  // namespace rolechain
