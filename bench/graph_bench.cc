// The role graph of worlds of 250 to 100,000 roles: all assume edges, then who reaches how many.
// Targets: 1,000 roles under 50 ms, 10,000 under 0.5 s, 100,000 with a million edges under 8 s and
// 2 GB. `./dev bench` draws the growth into role-graph.svg beside the program.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>

#include "bench/graph_worlds.h"
#include "sim/graph/graph.h"
#include "sim/graph/reach.h"

namespace rolechain::bench {
namespace {

constexpr std::uint32_t kPlainSearchMax = 4000;  // above it a search from each role takes minutes

// Every edge that the world was made with, and no other.
bool has_the_edges(const GraphWorld& world, const RoleGraph& graph) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (const GraphEdge& edge : graph.edges) {
    if (edge.allowed()) edges.emplace_back(edge.from, edge.to);
  }
  return edges == world.edges;
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void role_graph(benchmark::State& state) {
  const auto roles = static_cast<std::uint32_t>(state.range(0));
  const auto world = make_graph_world(roles);
  const RoleGraph checked = build_graph(world->scenario);
  if (!has_the_edges(*world, checked)) return state.SkipWithError("other edges than made");
  if (roles <= kPlainSearchMax && reach_counts(checked) != plain_reach_counts(*world)) {
    return state.SkipWithError("other reach than by plain search");
  }
  std::size_t pairs = 0;
  for (auto _ : state) {
    const RoleGraph graph = build_graph(world->scenario);
    pairs = 0;
    for (const std::uint32_t count : reach_counts(graph)) pairs += count;
  }
  state.counters["edges"] = static_cast<double>(world->edges.size());
  state.counters["pairs"] = static_cast<double>(pairs);
  state.counters["peak_MB"] = peak_mb();  // of the program so far, its worlds included
}
BENCHMARK(role_graph)
    ->Arg(250)
    ->Arg(1000)
    ->Arg(4000)
    ->Arg(10000)
    ->Arg(40000)
    ->Arg(100000)
    ->Unit(benchmark::kMillisecond);

// The closure alone.
void role_graph_reach(benchmark::State& state) {
  const auto world = make_graph_world(static_cast<std::uint32_t>(state.range(0)));
  const RoleGraph graph = build_graph(world->scenario);
  for (auto _ : state) benchmark::DoNotOptimize(reach_counts(graph));
}
BENCHMARK(role_graph_reach)->Arg(1000)->Arg(10000)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolechain::bench
