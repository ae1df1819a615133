// The whole job in process: every scenario of the repository, read, run and proved, on one thread.
// Target: under 0.3 s. And the role graph of worlds of many roles.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"
#include "sim/graph/graph.h"
#include "sim/load/load.h"
#include "sim/report/report.h"
#include "sim/run/find.h"
#include "sim/run/run.h"

namespace rolechain {
namespace {

std::vector<ScenarioReport> run_all(const std::vector<std::string>& files, Loader& loader) {
  std::vector<ScenarioReport> reports;
  reports.reserve(files.size());
  for (const std::string& file : files) reports.push_back(run_scenario(loader, file, {}));
  return reports;
}

void run_shipped_scenarios(benchmark::State& state) {
  const auto files = find_scenarios({ROLECHAIN_SOURCE_DIR "/scenarios"});
  if (!files) return state.SkipWithError("no scenarios");
  std::size_t checks = 0;
  for (auto _ : state) {
    Sources sources;
    DiskReader reader;
    Loader loader(sources, reader);
    const auto reports = run_all(*files, loader);
    const RunSummary summary = summarize(reports);
    if (exit_code(summary) != 0) return state.SkipWithError(summary_line(summary).c_str());
    checks = summary.checks;
  }
  state.counters["scenarios"] = static_cast<double>(files->size());
  state.counters["checks"] = static_cast<double>(checks);
}
BENCHMARK(run_shipped_scenarios)->Unit(benchmark::kMillisecond);

PolicyRef compile(Sources& sources, std::string label, PolicyType type, std::string text) {
  const Result<Node> node = parse_json(sources.add(label, std::move(text)));
  if (!node) std::abort();
  ParsedDocument parsed = parse_document(*node, type);
  if (!parsed.ok()) std::abort();
  return std::make_shared<const CompiledPolicy>(std::move(label), std::move(parsed.document));
}

// Each role may assume the next three and trusts its whole account: no pair can be left out by the
// trust alone.
Scenario dense_world(Sources& sources, std::size_t roles) {
  constexpr std::string_view account = "111111111111";
  Scenario scenario;
  for (std::size_t i = 0; i < roles; ++i) {
    Role role;
    role.key = role.name = fmt::format("role-{}", i);
    role.account = account;
    role.arn = role_arn(account, "/", role.name);
    std::string next;
    for (std::size_t hop = 1; hop <= 3; ++hop) {
      next += fmt::format(R"({}"arn:aws:iam::{}:role/role-{}")", next.empty() ? "" : ",", account,
                          (i + hop * hop) % roles);
    }
    role.policies.push_back(
        {"hop",
         {},
         compile(sources, role.key + "/hop", PolicyType::identity,
                 fmt::format(R"({{"Statement":{{"Effect":"Allow","Action":"sts:AssumeRole",)"
                             R"("Resource":[{}]}}}})",
                             next))});
    role.trust =
        compile(sources, role.key + "/trust", PolicyType::trust,
                fmt::format(R"({{"Statement":{{"Effect":"Allow","Action":"sts:AssumeRole",)"
                            R"("Principal":{{"AWS":"{}"}}}}}})",
                            account));
    scenario.world.roles.push_back(std::move(role));
  }
  return scenario;
}

void build_role_graph(benchmark::State& state) {
  const auto roles = static_cast<std::size_t>(state.range(0));
  Sources sources;
  const Scenario scenario = dense_world(sources, roles);
  for (auto _ : state) {
    const RoleGraph graph = build_graph(scenario);
    if (graph.edges.size() != 3 * roles) return state.SkipWithError("edges are missing");
    benchmark::DoNotOptimize(graph.reachable(0));
  }
}
BENCHMARK(build_role_graph)->Arg(100)->Arg(200)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolechain
