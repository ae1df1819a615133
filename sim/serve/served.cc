#include "sim/serve/served.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/graph/draw.h"
#include "sim/graph/graph.h"
#include "sim/serve/call_story.h"
#include "sim/serve/control.h"

namespace rolechain {

Served::Served(std::shared_ptr<const Scenario> scenario, ServeClock::HostClock host,
               ServeClock::Runs runs, std::shared_ptr<const LabCa> authority)
    : scenario_(std::move(scenario)),
      clock_(scenario_->clock_s, std::move(host), runs),
      runs_(runs),
      authority_(authority
                     ? std::move(authority)
                     : std::make_shared<const LabCa>(fmt::format("no secret: {}", scenario_->seed),
                                                     clock_.shown_s(clock_.now_s()))),
      world_(std::make_unique<ServedWorld>(scenario_, clock_, authority_.get())) {}

void Served::on_audit_line(std::function<void(std::string_view)> sink) {
  const std::scoped_lock lock(mutex_);
  sink_ = std::move(sink);
  listen();
}

void Served::listen() {
  if (sink_) {
    world_->audit().on_entry([this](const AuditEntry& entry) { sink_(to_json(entry) + '\n'); });
  }
  if (recorder_) {
    world_->recent().on_call([this](const RecentCall& call) { recorder_->add(call); });
  }
}

void Served::start_recording(const std::string& use) {
  const std::scoped_lock lock(mutex_);
  record_use_ = use;
  recorder_.emplace(scenario_, use, source_ ? source_->changes : Changes());
  listen();
}

std::string Served::recording() const {
  const std::scoped_lock lock(mutex_);
  return recorder_ ? recorder_->text() : std::string();
}

HttpAnswer Served::handle(const HttpRequest& request, const std::string& peer,
                          const std::string& instance) {
  if (is_control(request)) return control(*this, request);
  const std::scoped_lock lock(mutex_);
  bring_changes();
  return world_->handle(request, peer, instance);
}

std::shared_ptr<const Scenario> Served::current() const {
  const std::scoped_lock lock(mutex_);
  return world_->scenario();
}

std::vector<std::string> Served::instances() const {
  const std::scoped_lock lock(mutex_);
  return world_->instances();
}

ApiResult<WorkloadEndpoint> Served::endpoint(const Workload& workload) {
  const std::scoped_lock lock(mutex_);
  return world_->endpoint(workload);
}

EpochSeconds Served::now_s() const {
  const std::scoped_lock lock(mutex_);
  return clock_.now_s();
}

ServeClock::Runs Served::runs() const {
  const std::scoped_lock lock(mutex_);
  return clock_.runs();
}

void Served::advance(std::int64_t seconds) {
  const std::scoped_lock lock(mutex_);
  clock_.advance(seconds);
}

void Served::set_time(EpochSeconds time_s) {
  const std::scoped_lock lock(mutex_);
  clock_.set(time_s);
}

void Served::run(ServeClock::Runs runs) {
  const std::scoped_lock lock(mutex_);
  clock_.run(runs);
}

std::vector<AuditEntry> Served::audit(const AuditFilter& filter) const {
  const std::scoped_lock lock(mutex_);
  return world_->audit().find(filter);
}

std::string Served::audit_lines(const AuditFilter& filter) const {
  // Written without the lock: others are answered meanwhile.
  std::string out;
  for (const AuditEntry& entry : audit(filter)) out += to_json(entry) + '\n';
  return out;
}

void Served::clear_audit() {
  const std::scoped_lock lock(mutex_);
  world_->audit().clear();
  world_->recent().clear();
}

std::optional<std::string> Served::explain(const std::string& request_id, As as) const {
  const std::scoped_lock lock(mutex_);
  const RecentCall* call = world_->recent().find(request_id);
  if (call == nullptr) return std::nullopt;
  return as == As::json ? call_story_json(*call, *world_->scenario())
                        : call_story(*call, *world_->scenario());
}

std::expected<std::vector<int>, FaultError> Served::add_faults(const Node& json) {
  const std::scoped_lock lock(mutex_);
  return world_->faults().add_json(json, world_->workload_names());
}

int Served::add_fault(FaultRule rule) {
  const std::scoped_lock lock(mutex_);
  return world_->faults().add(std::move(rule));
}

Node Served::faults() const {
  const std::scoped_lock lock(mutex_);
  return world_->faults().to_node();
}

bool Served::remove_fault(int number) {
  const std::scoped_lock lock(mutex_);
  return world_->faults().remove(number);
}

void Served::clear_faults() {
  const std::scoped_lock lock(mutex_);
  world_->faults().clear();
}

std::expected<std::shared_ptr<const Scenario>, Diagnostics> Served::load(const Changes& changes) {
  if (!source_) {
    return std::unexpected(Diagnostics{{Severity::error,
                                        "no-file",
                                        "this world was made of no file that could be changed",
                                        {},
                                        "serve a scenario file"}});
  }
  Changes all = source_->changes;
  all.insert(all.end(), changes.begin(), changes.end());
  auto scenario = source_->loader->load(source_->file, all);
  if (!scenario) return std::unexpected(std::move(scenario.error()));
  return std::make_shared<const Scenario>(*std::move(scenario));
}

std::expected<void, Diagnostics> Served::set(Changes changes, std::int64_t delay_s) {
  const std::scoped_lock lock(mutex_);
  Changes all = changes_;
  all.insert(all.end(), changes.begin(), changes.end());
  auto scenario = load(all);
  if (!scenario) return std::unexpected(std::move(scenario.error()));
  changes_ = std::move(all);
  pending_.push_back({clock_.now_s() + delay_s, *std::move(scenario), std::move(changes)});
  bring_changes();
  return {};
}

// A later change holds those before it, so that one which is seen sooner shows them all.
void Served::bring_changes() {
  const EpochSeconds now_s = clock_.now_s();
  const auto last = std::find_if(pending_.rbegin(), pending_.rend(),
                                 [&](const Pending& one) { return one.at_s <= now_s; });
  if (last == pending_.rend()) return;
  world_->change(last->scenario);
  if (recorder_) {
    for (auto one = pending_.begin(); one != last.base(); ++one) {
      recorder_->add_change(now_s, one->changes);
    }
  }
  pending_.erase(pending_.begin(), last.base());
}

std::expected<std::string, std::string> Served::graph(std::string_view format) const {
  const std::shared_ptr<const Scenario> scenario = current();
  const RoleGraph graph = build_graph(*scenario);
  if (format == "json") return to_graph_json(graph, *scenario);
  if (format == "mermaid") return to_mermaid(graph, *scenario, {});
  std::string dot = to_dot(graph, *scenario, {});
  if (format == "dot") return dot;
  if (!draw_) return std::unexpected("nobody here draws svg");
  return draw_(dot);
}

void Served::reset() {
  const std::scoped_lock lock(mutex_);
  clock_.set(scenario_->clock_s);
  clock_.run(runs_);
  changes_.clear();
  pending_.clear();
  const std::vector<Session> handed_out = world_->handed_out();
  world_ = std::make_unique<ServedWorld>(scenario_, clock_, authority_.get());
  if (recorder_) {
    recorder_.emplace(scenario_, record_use_, source_ ? source_->changes : Changes());
  }
  listen();
  for (const Session& session : handed_out) world_->adopt(session);
}

void Served::put_object(const std::string& bucket, const std::string& key, std::string data) {
  const std::scoped_lock lock(mutex_);
  world_->s3().seed(bucket, key, std::move(data), clock_.shown_s(clock_.now_s()));
}

ApiResult<void> Served::put_items(const std::string& table_arn, std::span<const std::string> key,
                                  std::span<const Node> items) {
  const std::scoped_lock lock(mutex_);
  return world_->dynamodb().seed(table_arn, key, items);
}

}  // namespace rolechain
