// rolechain_peers: the realistic shape for other evaluators, our own speed on it, and the table.
//   rolechain_peers write simulate|cedar      the shape, as that evaluator takes it
//   rolechain_peers measure SECONDS           our rows
//   rolechain_peers table FILE...             rows of all, as a table; JSON with --json FILE
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <ctime>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/peers/cedar.h"
#include "bench/shapes.h"
#include "mocks/base/text.h"
#include "mocks/iam/authorizer.h"
#include "tests/support/simulation.h"

namespace {

using namespace rolechain;
using nlohmann::ordered_json;

std::string to_simulations(const bench::Shape& shape) {
  const Caller caller = caller_of(shape.world, shape.session);
  std::string text;
  for (const bench::ShapeCall& call : shape.calls) {
    const std::string account = shape.world.owner(call.call.resource, caller.account);
    const PoliciesInPlay policies = gather(shape.world, caller, &shape.session,
                                           to_lower(call.call.action), call.call.resource, account);
    const testing::SimulationRequest request{caller.arn, call.call.action, call.call.resource,
                                             account, call.call.context};
    text += fmt::format(R"({}{{"expected":{},"simulation":{}}})", text.empty() ? "" : ",\n",
                        call.allowed, testing::to_simulation(request, policies));
  }
  return fmt::format("{{\"calls\":[{}]}}\n", text);
}

double cpu_s() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// All calls in turn until the time is over; the clock is looked at seldom.
template <class DecideOne>
ordered_json timed(std::string_view row, const bench::Shape& shape, double seconds,
                   DecideOne decide_one) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  std::uint64_t decisions = 0;
  std::uint64_t allowed = 0;
  const double cpu = cpu_s();
  const Clock::time_point start = Clock::now();
  do {
    for (int round = 0; round < 100; ++round) {
      for (const bench::ShapeCall& call : shape.calls) allowed += decide_one(call.call) ? 1U : 0U;
    }
    decisions += 100 * shape.calls.size();
  } while (since(start) < seconds);
  if (allowed == 0) std::abort();  // keeps the answers from being optimised away
  return {{"row", row},
          {"decisions", decisions},
          {"cpu_s", cpu_s() - cpu},
          {"wall_s", since(start)},
          {"calls", shape.calls.size()}};
}

ordered_json our_rows(double seconds) {
  const auto shape = bench::realistic_shape();  // checks its verdicts
  Authorizer authorizer(shape->world, shape->session);
  ordered_json rows = ordered_json::array();
  const auto again = [&](const ApiCall& call) {
    return authorizer.authorize(call, shape->now_s).allowed();
  };
  const auto anew = [&](const ApiCall& call) {
    return authorize(shape->world, shape->session, call, shape->now_s).allowed();
  };
  timed("", *shape, 0.5, again);  // warm
  rows.push_back(timed("authorizer", *shape, seconds, again));
  rows.push_back(timed("authorize", *shape, seconds, anew));
  return rows;
}

struct Row {
  std::string_view id;
  std::string_view name;
  std::string_view includes;
};

constexpr std::array kRows = {
    Row{"authorizer", "rolechain, Authorizer",
        "policies compiled before; finds them, derives keys from the world as asked, decides"},
    Row{"authorize", "rolechain, authorize()", "the same, and gathering the caller's side anew"},
    Row{"cedar", "Cedar 4.14.1, Rust crate",
        "policies, entities and request made before; decides; no world, keys given"},
    Row{"cedar-wasm", "Cedar, npm wasm",
        "policies parsed before; request and entities cross into wasm each time"},
    Row{"simulate-unsafe", "iam-simulate 0.1.173, unsafe",
        "parses the policies, decides; keys given (runUnsafeSimulation)"},
    Row{"simulate-safe", "iam-simulate 0.1.173",
        "validates and parses the policies, checks keys, decides (runSimulation)"},
};

std::string thousands(double value) {
  std::string digits = fmt::format("{:.0f}", value);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

int print_table(const std::vector<std::string>& files, const std::string& json_path) {
  ordered_json measured = ordered_json::object();
  for (const std::string& file : files) {
    std::ifstream in(file);
    for (const ordered_json& row : ordered_json::parse(in)) {
      measured[row.at("row").get<std::string>()] = row;
    }
  }
  const auto rate = [&](std::string_view id) {
    const ordered_json& row = measured.at(id);
    return row.at("decisions").get<double>() / row.at("cpu_s").get<double>();
  };
  fmt::print(
      "realistic shape: 5 identity policies x 10 statements with 3 actions, 2 resources, up to 4\n"
      "condition keys; boundary; SCPs at 2 levels; bucket and trust policies; 6 context keys. 20\n"
      "calls in turn, 10 denied, 6 across accounts; `right` is how many of them an evaluator "
      "answers\n"
      "as expected, and only those are timed. One thread; decisions a second of CPU time.\n\n"
      "{:<28} {:>5} {:>12} {:>8}  {}\n",
      "evaluator", "right", "decisions/s", "ours is", "one decision includes");
  ordered_json out = ordered_json::array();
  for (const Row& row : kRows) {
    if (!measured.contains(row.id)) continue;
    const double ratio = rate("authorizer") / rate(row.id);
    fmt::print("{:<28} {:>5} {:>12} {:>7}x  {}\n", row.name,
               measured.at(row.id).at("calls").get<int>(), thousands(rate(row.id)),
               ratio < 10 ? fmt::format("{:.1f}", ratio) : thousands(ratio), row.includes);
    ordered_json entry = measured.at(row.id);
    entry["name"] = row.name;
    entry["decisions_per_s"] = rate(row.id);
    entry["ours_is"] = ratio;
    entry["includes"] = row.includes;
    out.push_back(std::move(entry));
  }
  if (!json_path.empty()) std::ofstream(json_path) << out.dump(2) << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  CLI::App app("the realistic shape for other evaluators, and the table of all");
  app.require_subcommand(1);
  std::string peer;
  double seconds = 2;
  std::vector<std::string> files;
  std::string json_path;
  CLI::App* write = app.add_subcommand("write");
  write->add_option("peer", peer)->required()->check(CLI::IsMember({"simulate", "cedar"}));
  CLI::App* measure = app.add_subcommand("measure");
  measure->add_option("seconds", seconds);
  CLI::App* table = app.add_subcommand("table");
  table->add_option("files", files)->required()->check(CLI::ExistingFile);
  table->add_option("--json", json_path);
  CLI11_PARSE(app, argc, argv);
  if (write->parsed()) {
    const auto shape = bench::realistic_shape();
    fmt::print("{}", peer == "cedar" ? bench::to_cedar(*shape) : to_simulations(*shape));
  } else if (measure->parsed()) {
    fmt::print("{}\n", our_rows(seconds).dump());
  } else {
    return print_table(files, json_path);
  }
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 2;
}
