#include "sim/serve/served.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/http/form.h"

namespace rolechain {
namespace {

constexpr std::string_view kControl = "/_rolechain/";
constexpr std::array<std::string_view, 6> kControls{"clock", "audit",    "reset",
                                                    "s3",    "dynamodb", "ca.pem"};

HttpResponse json(int status, const Node& body) {
  return {status, {{"Content-Type", "application/json"}}, to_json(body) + '\n'};
}

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

HttpResponse problem(int status, std::string_view message, std::string_view help) {
  Node body = Node::make_map();
  body.set("error", text_node(message));
  body.set("help", text_node(help));
  return json(status, body);
}

bool fits(std::string_view wanted, std::string_view there) {
  return wanted.empty() || wanted == there;
}

}  // namespace

Served::Served(std::shared_ptr<const Scenario> scenario, ServeClock::HostClock host,
               ServeClock::Runs runs, std::shared_ptr<const LabCa> authority)
    : scenario_(std::move(scenario)),
      clock_(scenario_->clock_s, std::move(host), runs),
      runs_(runs),
      authority_(authority
                     ? std::move(authority)
                     : std::make_shared<const LabCa>(fmt::format("no secret: {}", scenario_->seed),
                                                     clock_.shown_s(clock_.now_s()))),
      world_(std::make_unique<ServedWorld>(scenario_, clock_)) {}

HttpAnswer Served::handle(const HttpRequest& request, const std::string& peer,
                          const std::string& instance) {
  const std::scoped_lock lock(mutex_);
  if (request.path.starts_with(kControl)) return control(request);
  return world_->handle(request, peer, instance);
}

ApiResult<WorkloadEndpoint> Served::endpoint(const Workload& workload) {
  const std::scoped_lock lock(mutex_);
  return world_->endpoint(workload);
}

EpochSeconds Served::now_s() const {
  const std::scoped_lock lock(mutex_);
  return clock_.now_s();
}

void Served::advance(std::int64_t seconds) {
  const std::scoped_lock lock(mutex_);
  clock_.advance(seconds);
}

std::string Served::lines(const AuditFilter& filter) const {
  std::string out;
  for (const AuditEntry& entry : world_->audit().entries()) {
    if (fits(filter.action, entry.action) && fits(filter.error, entry.error) &&
        fits(filter.caller, entry.caller_arn) && fits(filter.statement, entry.statement) &&
        fits(filter.decision, decision_word(entry.decision))) {
      out += to_json(entry) + '\n';
    }
  }
  return out;
}

std::string Served::audit_lines(const AuditFilter& filter) {
  const std::scoped_lock lock(mutex_);
  return lines(filter);
}

void Served::make_anew() {
  clock_.set(scenario_->clock_s);
  clock_.run(runs_);
  const std::vector<Session> handed_out = world_->handed_out();
  world_ = std::make_unique<ServedWorld>(scenario_, clock_);
  for (const Session& session : handed_out) world_->adopt(session);
}

void Served::reset() {
  const std::scoped_lock lock(mutex_);
  make_anew();
}

void Served::put_object(const std::string& bucket, const std::string& key, std::string data) {
  const std::scoped_lock lock(mutex_);
  world_->s3().seed(bucket, key, std::move(data), clock_.shown_s(clock_.now_s()));
}

HttpResponse Served::control_clock(const HttpRequest& request, std::string_view query) {
  const auto form = Form::parse(query);
  if (!form) return problem(400, "the query is malformed", "?advance=1h");
  const bool changes = form->find("advance") != nullptr || form->find("freeze") != nullptr ||
                       form->find("set") != nullptr;
  if (changes && request.method != "POST") {
    return problem(405, "the clock is changed by POST", "curl -X POST");
  }
  if (const std::string* by = form->find("advance")) {
    const auto seconds = parse_duration_s(*by);
    if (!seconds) return problem(400, fmt::format("`{}` is no duration", *by), "?advance=1h30m");
    clock_.advance(*seconds);
  }
  if (const std::string* to = form->find("set")) {
    const auto time_s = parse_iso8601(*to);
    if (!time_s)
      return problem(400, fmt::format("`{}` is no time", *to), "?set=2026-01-15T09:00:00Z");
    clock_.set(*time_s);
  }
  if (const std::string* freeze = form->find("freeze")) {
    if (*freeze != "true" && *freeze != "false") {
      return problem(400, fmt::format("`{}` is neither true nor false", *freeze), "?freeze=true");
    }
    clock_.run(*freeze == "true" ? ServeClock::Runs::no : ServeClock::Runs::yes);
  }
  Node body = Node::make_map();
  body.set("now", text_node(format_iso8601(clock_.now_s())));
  Node frozen;
  frozen.kind = Node::Kind::boolean;
  frozen.text = clock_.runs() == ServeClock::Runs::no ? "true" : "false";
  body.set("frozen", std::move(frozen));
  return json(200, body);
}

// The table's name where one resource of the scenario has it; else its ARN.
HttpResponse Served::control_dynamodb(std::string_view table, const std::string& text) {
  constexpr std::string_view kHelp =
      "PUT /_rolechain/dynamodb/TABLE with {\"key\": [\"id\"], \"items\": [{\"id\": {\"S\": "
      "\"1\"}}]}";
  const auto name = percent_decode(table, Plus::literal);
  if (!name || name->empty()) return problem(400, "a table is needed", kHelp);
  std::vector<std::string> arns;
  for (const Resource& resource : scenario_->world.resources) {
    if (resource.arn.starts_with("arn:") && resource.arn.contains(":dynamodb:") &&
        resource.arn.ends_with(":table/" + *name)) {
      arns.push_back(resource.arn);
    }
  }
  if (name->starts_with("arn:")) arns.assign(1, *name);
  if (arns.size() != 1) {
    return problem(404,
                   fmt::format("{} tables of the scenario are called `{}`", arns.size(), *name),
                   "give the table's ARN in place of its name");
  }
  const SourceFile file{"body", text};
  const auto body = parse_json(file);
  const Node* key = body ? body->find("key") : nullptr;
  const Node* items = body ? body->find("items") : nullptr;
  if (key == nullptr || !key->is_list() || (items != nullptr && !items->is_list())) {
    return problem(400, "the body names no key", kHelp);
  }
  std::vector<std::string> names;
  for (const Node& part : key->items) names.push_back(part.text);
  const auto seeded = world_->dynamodb().seed(
      arns.front(), names, items == nullptr ? std::span<const Node>() : std::span(items->items));
  if (!seeded) return problem(400, seeded.error().message, kHelp);
  return {204, {}, ""};
}

HttpResponse Served::control(const HttpRequest& request) {
  std::string_view path = request.path;
  const std::size_t mark = std::min(path.find('?'), path.size());
  const std::string_view query = path.substr(std::min(mark + 1, path.size()));
  path = path.substr(0, mark);
  path.remove_prefix(kControl.size());
  if (path == "clock") return control_clock(request, query);
  if (path == "ca.pem" && request.method == "GET") {
    return {200, {{"Content-Type", "application/x-pem-file"}}, authority_->certificate_pem()};
  }
  if (path == "audit" && request.method == "DELETE") {
    world_->audit().clear();
    return {204, {}, ""};
  }
  if (path == "audit" && request.method == "GET") {
    const auto form = Form::parse(query);
    if (!form) return problem(400, "the query is malformed", "?action=sts:AssumeRole");
    AuditFilter filter;
    filter.action = form->value("action").value_or("");
    filter.error = form->value("error").value_or("");
    filter.caller = form->value("caller").value_or("");
    filter.decision = form->value("decision").value_or("");
    filter.statement = form->value("statement").value_or("");
    return {200, {{"Content-Type", "application/x-ndjson"}}, lines(filter)};
  }
  if (path == "reset" && request.method == "POST") {
    make_anew();
    return {204, {}, ""};
  }
  // s3/BUCKET/KEY
  if (path.starts_with("s3/") && request.method == "PUT") {
    path.remove_prefix(3);
    const std::size_t slash = std::min(path.find('/'), path.size());
    const auto key = percent_decode(path.substr(std::min(slash + 1, path.size())), Plus::literal);
    if (slash == 0 || !key || key->empty()) {
      return problem(400, "bucket and key are needed", "PUT /_rolechain/s3/BUCKET/KEY");
    }
    world_->s3().seed(std::string(path.substr(0, slash)), *key, request.body,
                      clock_.shown_s(clock_.now_s()));
    return {204, {}, ""};
  }
  if (path.starts_with("dynamodb/") && request.method == "PUT") {
    path.remove_prefix(std::string_view("dynamodb/").size());
    return control_dynamodb(path, request.body);
  }
  std::string help = did_you_mean(path, kControls);
  if (help.empty())
    help =
        "GET or POST clock, GET or DELETE audit, POST reset, PUT s3/BUCKET/KEY, "
        "PUT dynamodb/TABLE, GET ca.pem";
  return problem(404, fmt::format("there is no `{} {}{}`", request.method, kControl, path), help);
}

}  // namespace rolechain
