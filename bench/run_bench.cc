// The whole job in process: every scenario of the repository, read, run and proved, on one thread.
// Target: under 0.3 s.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

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

}  // namespace
}  // namespace rolechain
