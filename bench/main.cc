// Google Benchmark's own main, and behind it a picture of how the times grow with the size:
// role-graph.svg beside the program.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/plot.h"

namespace rolechain::bench {
namespace {

constexpr std::string_view kPlotted = "role_graph";  // benchmarks whose name begins so
constexpr std::string_view kPlotFile = "role-graph.svg";

// Prints as ever, and keeps what is to be plotted: the CPU time of NAME/SIZE, because one thread
// does the work and others may share the machine.
class PlottingReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) keep(run);
  }

  [[nodiscard]] const std::vector<PlotSeries>& series() const { return series_; }

 private:
  void keep(const Run& run) {
    const std::string name = run.benchmark_name();
    const std::size_t slash = name.find('/');
    if (run.error_occurred || run.run_type != Run::RT_Iteration || !name.starts_with(kPlotted) ||
        slash == std::string::npos) {
      return;
    }
    double size = 0;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + slash + 1, end, size);
    if (error != std::errc() || rest != end || size <= 0) return;
    const double time_ms = run.cpu_accumulated_time / static_cast<double>(run.iterations) * 1000;
    auto known = std::ranges::find(series_, name.substr(0, slash), &PlotSeries::name);
    if (known == series_.end()) known = series_.insert(known, {name.substr(0, slash), {}});
    known->points.push_back({size, time_ms});
  }

  std::vector<PlotSeries> series_;
};

int run(int argc, char** argv) {
  const std::filesystem::path program = argv[0];
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  PlottingReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::Shutdown();
  if (reporter.series().empty()) return 0;
  const auto plot = program.parent_path() / kPlotFile;
  std::ofstream(plot) << growth_svg("role graph: CPU time over the number of roles",
                                    reporter.series());
  std::cerr << "plot: " << plot.string() << '\n';
  return 0;
}

}  // namespace
}  // namespace rolechain::bench

int main(int argc, char** argv) { return rolechain::bench::run(argc, argv); }
