// Reading all current AWS managed policies (some 1,600, 3 MB of compact JSON): text to a policy
// that can be asked. `./dev bench` fetches them.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bench/corpus.h"
#include "mocks/base/json.h"
#include "mocks/policy/compiled.h"
#include "tests/support/allocations.h"

namespace rolechain {
namespace {

using bench::kManagedPolicies;
using bench::managed_corpus;

// One has a variable where the User Guide knows none: `unsupported`, so it is not compiled.
constexpr std::size_t kDecided = kManagedPolicies - 1;

std::int64_t size_bytes(const std::vector<std::string>& texts) {
  std::size_t sum = 0;
  for (const std::string& text : texts) sum += text.size();
  return static_cast<std::int64_t>(sum);
}

// How far each policy is taken.
enum class Upto : std::uint8_t { json, document, compiled };

// The number of policies without errors, nor anything unsupported.
std::size_t read_all(const std::vector<SourceFile>& files, Upto upto) {
  std::size_t good = 0;
  for (const SourceFile& file : files) {
    const Result<Node> node = parse_json(file);
    if (!node) continue;
    if (upto == Upto::json) {
      ++good;
      continue;
    }
    ParsedDocument parsed = parse_document(*node, PolicyType::identity);
    if (!parsed.ok()) continue;
    if (upto == Upto::compiled) {
      const CompiledPolicy policy(file.path, std::move(parsed.document));
      benchmark::DoNotOptimize(policy.statements().data());
    }
    ++good;
  }
  return good;
}

void BM_parse_all_managed(benchmark::State& state, Upto upto) {
  if (managed_corpus().size() != kManagedPolicies) {
    state.SkipWithError("build/corpus is missing or another version's: run `./dev bench` online");
    return;
  }
  std::vector<SourceFile> files;
  for (const std::string& text : managed_corpus()) files.push_back({"policy", text});
  if (read_all(files, upto) != (upto == Upto::json ? kManagedPolicies : kDecided)) {
    state.SkipWithError("wrong answer: another number of policies is taken");
    return;
  }
  const std::size_t before = testing::allocations();
  for (auto _ : state) benchmark::DoNotOptimize(read_all(files, upto));
  state.counters["allocations"] = benchmark::Counter(
      static_cast<double>(testing::allocations() - before), benchmark::Counter::kAvgIterations);
  state.SetBytesProcessed(state.iterations() * size_bytes(managed_corpus()));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kManagedPolicies));
}
BENCHMARK_CAPTURE(BM_parse_all_managed, json, Upto::json)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_parse_all_managed, document, Upto::document)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_parse_all_managed, compiled, Upto::compiled)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolechain
