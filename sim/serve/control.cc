#include "sim/serve/control.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <string_view>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/http/form.h"
#include "sim/serve/control_body.h"
#include "sim/serve/served.h"

namespace rolechain {
namespace {

constexpr std::string_view kControl = "/_rolechain/";

// One request on its way.
struct Asked {
  Served& served;
  const HttpRequest& request;
  std::string_view rest;  // of the path, behind the name
  Form query;
};

HttpResponse json(int status, const Node& body) {
  return {status, {{"Content-Type", "application/json"}}, to_json(body) + '\n'};
}

HttpResponse nothing() { return {204, {}, ""}; }

HttpResponse problem(int status, std::string_view message, std::string_view help) {
  Node body = Node::make_map();
  body.set("error", Node::make_string(std::string(message)));
  if (!help.empty()) body.set("help", Node::make_string(std::string(help)));
  return json(status, body);
}

HttpResponse wrong_method(std::string_view name, std::string_view methods) {
  HttpResponse out = problem(405, fmt::format("`{}` takes {}", name, methods),
                             fmt::format("curl -X {}", methods.substr(0, methods.find(','))));
  out.headers.push_back({"Allow", std::string(methods)});
  return out;
}

// Parameters that nobody knows are mistakes: without them the answer would be about something else.
std::optional<HttpResponse> unknown_parameter(const Asked& asked,
                                              std::initializer_list<std::string_view> known) {
  const std::vector<std::string_view> names(known);
  for (const std::string& name : asked.query.names()) {
    if (std::ranges::find(names, name) != names.end()) continue;
    std::string help = did_you_mean(name, names);
    if (help.empty()) help = fmt::format("known are {}", fmt::join(names, ", "));
    return problem(400, fmt::format("there is no parameter `{}`", name), help);
  }
  return std::nullopt;
}

HttpResponse clock(const Asked& asked) {
  if (auto wrong = unknown_parameter(asked, {"advance", "set", "freeze"})) return *wrong;
  const bool changes = !asked.query.names().empty();
  if (changes && asked.request.method != "POST") {
    return problem(405, "the clock is changed by POST", "curl -X POST");
  }
  const std::string* by = asked.query.find("advance");
  const std::string* to = asked.query.find("set");
  const std::string* freeze = asked.query.find("freeze");
  const auto seconds = by == nullptr ? std::optional<std::int64_t>(0) : parse_duration_s(*by);
  if (!seconds) return problem(400, fmt::format("`{}` is no duration", *by), "?advance=1h30m");
  const auto time_s = to == nullptr ? std::optional<EpochSeconds>(0) : parse_iso8601(*to);
  if (!time_s) {
    return problem(400, fmt::format("`{}` is no time", *to), "?set=2026-01-15T09:00:00Z");
  }
  if (freeze != nullptr && *freeze != "true" && *freeze != "false") {
    return problem(400, fmt::format("`{}` is neither true nor false", *freeze), "?freeze=true");
  }
  if (by != nullptr) asked.served.advance(*seconds);
  if (to != nullptr) asked.served.set_time(*time_s);
  if (freeze != nullptr) {
    asked.served.run(*freeze == "true" ? ServeClock::Runs::no : ServeClock::Runs::yes);
  }
  Node body = Node::make_map();
  body.set("now", Node::make_string(format_iso8601(asked.served.now_s())));
  Node frozen;
  frozen.kind = Node::Kind::boolean;
  frozen.text = asked.served.runs() == ServeClock::Runs::no ? "true" : "false";
  body.set("frozen", std::move(frozen));
  return json(200, body);
}

HttpResponse audit(const Asked& asked) {
  if (asked.request.method == "DELETE") {
    asked.served.clear_audit();
    return nothing();
  }
  if (asked.request.method != "GET") return wrong_method("audit", "GET, DELETE");
  if (auto wrong = unknown_parameter(asked, {"action", "error", "caller", "decision", "statement",
                                             "workload", "fault", "since", "until", "limit"})) {
    return *wrong;
  }
  AuditFilter filter;
  const auto text = [&](std::string_view name) { return asked.query.value(name).value_or(""); };
  filter.action = text("action");
  filter.error = text("error");
  filter.caller = text("caller");
  filter.decision = text("decision");
  filter.statement = text("statement");
  filter.workload = text("workload");
  filter.fault = text("fault");
  constexpr std::array<std::string_view, 3> kDecisions{"allowed", "denied", "unasked"};
  if (!filter.decision.empty() &&
      std::ranges::find(kDecisions, filter.decision) == kDecisions.end()) {
    std::string help = did_you_mean(filter.decision, kDecisions);
    if (help.empty()) help = "allowed, denied or unasked";
    return problem(400, fmt::format("`{}` is no decision", filter.decision), help);
  }
  for (const std::string_view name : {"since", "until"}) {
    const std::string* value = asked.query.find(name);
    if (value == nullptr) continue;
    const auto time_s = parse_iso8601(*value);
    if (!time_s) {
      return problem(400, fmt::format("`{}` is no time", *value), "?since=2026-01-15T09:00:00Z");
    }
    (name == "since" ? filter.since_s : filter.until_s) = *time_s;
  }
  if (const std::string* limit = asked.query.find("limit")) {
    std::size_t count = 0;
    const char* const end = limit->data() + limit->size();
    const auto parsed = std::from_chars(limit->data(), end, count);
    if (parsed.ec != std::errc{} || parsed.ptr != end || limit->empty()) {
      return problem(400, fmt::format("`{}` is no number", *limit), "?limit=100");
    }
    filter.limit = count;
  }
  return {200, {{"Content-Type", "application/x-ndjson"}}, asked.served.audit_lines(filter)};
}

HttpResponse explain(const Asked& asked) {
  if (asked.request.method != "GET") return wrong_method("explain", "GET");
  const std::string* accept = find_header(asked.request.headers, "Accept");
  const bool as_json = accept != nullptr && to_lower(*accept).contains("application/json");
  const std::string id(asked.rest);
  const auto told = asked.served.explain(id, as_json ? Served::As::json : Served::As::text);
  if (!told) {
    return problem(404, fmt::format("no request `{}` is remembered", id),
                   "take a requestID of GET /_rolechain/audit; the last 10,000 are kept");
  }
  return {
      200, {{"Content-Type", as_json ? "application/json" : "text/plain; charset=utf-8"}}, *told};
}

HttpResponse graph(const Asked& asked) {
  if (asked.request.method != "GET") return wrong_method("graph", "GET");
  if (auto wrong = unknown_parameter(asked, {"format"})) return *wrong;
  struct Format {
    std::string_view name;
    std::string_view type;
  };
  constexpr std::array<Format, 4> kFormats{{{"svg", "image/svg+xml"},
                                            {"dot", "text/vnd.graphviz; charset=utf-8"},
                                            {"json", "application/json"},
                                            {"mermaid", "text/plain; charset=utf-8"}}};
  const std::string name = asked.query.value("format").value_or("json");
  const auto* const format = std::ranges::find(kFormats, name, &Format::name);
  if (format == kFormats.end()) {
    constexpr std::array<std::string_view, 4> kNames{"svg", "dot", "json", "mermaid"};
    std::string help = did_you_mean(name, kNames);
    if (help.empty()) help = "svg, dot, json or mermaid";
    return problem(400, fmt::format("`{}` is no format", name), help);
  }
  const auto drawn = asked.served.graph(name);
  if (!drawn) return problem(501, drawn.error(), "?format=dot needs no Graphviz");
  return {200, {{"Content-Type", std::string(format->type)}}, *drawn};
}

HttpResponse faults(const Asked& asked) {
  const std::string& method = asked.request.method;
  if (method == "GET" && asked.rest.empty()) {
    Node body = Node::make_map();
    body.set("faults", asked.served.faults());
    return json(200, body);
  }
  if (method == "DELETE") {
    if (asked.rest.empty()) {
      asked.served.clear_faults();
      return nothing();
    }
    int number = 0;
    std::from_chars(asked.rest.data(), asked.rest.data() + asked.rest.size(), number);
    if (asked.served.remove_fault(number)) return nothing();
    return problem(404, fmt::format("there is no fault `{}`", asked.rest),
                   "GET /_rolechain/faults lists those there are");
  }
  if (method != "POST" || !asked.rest.empty()) return wrong_method("faults", "POST, GET, DELETE");
  const auto body = read_body(asked.request);
  if (!body) return problem(400, body.error().message, body.error().help);
  const auto added = asked.served.add_faults(*body);
  if (!added) return problem(400, added.error().message, added.error().help);
  Node ids = Node::make_list();
  for (const int number : *added) {
    Node id;
    id.kind = Node::Kind::number;
    id.text = std::to_string(number);
    ids.items.push_back(std::move(id));
  }
  Node out = Node::make_map();
  out.set("ids", std::move(ids));
  return json(200, out);
}

HttpResponse set(const Asked& asked) {
  if (asked.request.method != "POST") return wrong_method("set", "POST");
  const auto body = read_body(asked.request);
  if (!body) return problem(400, body.error().message, body.error().help);
  auto change = read_change(*body);
  if (!change) return problem(400, change.error().message, change.error().help);
  const auto done = asked.served.set(std::move(change->changes), change->delay_s);
  if (done) return nothing();
  const Diagnostic& first = done.error().front();
  HttpResponse out = problem(400, first.message, first.help);
  return out;
}

HttpResponse snapshot(const Asked& asked) {
  if (asked.request.method != "POST") return wrong_method("snapshot", "POST");
  return json(200, asked.served.snapshot());
}

HttpResponse restore(const Asked& asked) {
  if (asked.request.method != "POST") return wrong_method("restore", "POST");
  const auto body = read_body(asked.request);
  if (!body) return problem(400, body.error().message, body.error().help);
  const auto done = asked.served.restore(*body);
  if (!done) return problem(409, done.error(), "restore what POST /_rolechain/snapshot gave here");
  return nothing();
}

HttpResponse reset(const Asked& asked) {
  if (asked.request.method != "POST") return wrong_method("reset", "POST");
  asked.served.reset();
  return nothing();
}

// s3/BUCKET/KEY
HttpResponse s3(const Asked& asked) {
  if (asked.request.method != "PUT") return wrong_method("s3", "PUT");
  const std::size_t slash = std::min(asked.rest.find('/'), asked.rest.size());
  const auto key =
      percent_decode(asked.rest.substr(std::min(slash + 1, asked.rest.size())), Plus::literal);
  if (slash == 0 || !key || key->empty()) {
    return problem(400, "bucket and key are needed", "PUT /_rolechain/s3/BUCKET/KEY");
  }
  asked.served.put_object(std::string(asked.rest.substr(0, slash)), *key, asked.request.body);
  return nothing();
}

// dynamodb/TABLE: the name where one resource of the scenario has it; else the ARN.
HttpResponse dynamodb(const Asked& asked) {
  if (asked.request.method != "PUT") return wrong_method("dynamodb", "PUT");
  constexpr std::string_view kHelp =
      "PUT /_rolechain/dynamodb/TABLE with {\"key\": [\"id\"], \"items\": [{\"id\": {\"S\": "
      "\"1\"}}]}";
  const auto name = percent_decode(asked.rest, Plus::literal);
  if (!name || name->empty()) return problem(400, "a table is needed", kHelp);
  std::vector<std::string> arns;
  const auto scenario = asked.served.current();
  for (const Resource& resource : scenario->world.resources) {
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
  const auto body = read_body(asked.request);
  const Node* key = body ? body->find("key") : nullptr;
  const Node* items = body ? body->find("items") : nullptr;
  if (key == nullptr || !key->is_list() || (items != nullptr && !items->is_list())) {
    return problem(400, "the body names no key", kHelp);
  }
  std::vector<std::string> names;
  for (const Node& part : key->items) names.push_back(part.text);
  const auto put = asked.served.put_items(
      arns.front(), names, items == nullptr ? std::span<const Node>() : std::span(items->items));
  if (!put) return problem(400, put.error().message, kHelp);
  return nothing();
}

HttpResponse ca(const Asked& asked) {
  if (asked.request.method != "GET") return wrong_method("ca.pem", "GET");
  return {200,
          {{"Content-Type", "application/x-pem-file"}},
          asked.served.authority()->certificate_pem()};
}

struct Control {
  std::string_view name;
  HttpResponse (*handle)(const Asked& asked);
};
constexpr auto kControls = std::to_array<Control>({{"clock", clock},
                                                   {"audit", audit},
                                                   {"explain", explain},
                                                   {"graph", graph},
                                                   {"faults", faults},
                                                   {"set", set},
                                                   {"snapshot", snapshot},
                                                   {"restore", restore},
                                                   {"reset", reset},
                                                   {"s3", s3},
                                                   {"dynamodb", dynamodb},
                                                   {"ca.pem", ca}});

}  // namespace

bool is_control(const HttpRequest& request) { return request.path.starts_with(kControl); }

HttpResponse control(Served& served, const HttpRequest& request) {
  std::string_view path = request.path;
  const std::size_t mark = std::min(path.find('?'), path.size());
  auto query = Form::parse(path.substr(std::min(mark + 1, path.size())));
  path = path.substr(0, mark);
  path.remove_prefix(kControl.size());
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string_view name = path.substr(0, slash);
  const auto* const row = std::ranges::find(kControls, name, &Control::name);
  if (row == kControls.end()) {
    std::vector<std::string_view> names;
    for (const Control& one : kControls) names.push_back(one.name);
    std::string help = did_you_mean(name, names);
    if (help.empty()) help = fmt::format("there are {}", fmt::join(names, ", "));
    return problem(404, fmt::format("there is no `{}{}`", kControl, name), help);
  }
  if (!query) return problem(400, "the query is malformed", "percent-encode its values");
  return row->handle(
      {served, request, path.substr(std::min(slash + 1, path.size())), *std::move(query)});
}

}  // namespace rolechain
