// Reading all current AWS managed policies (some 1,600, 3 MB of compact JSON): text to a policy
// that can be asked. `./dev bench` fetches them.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/policy/compiled.h"
#include "tests/support/allocations.h"

namespace rolechain {
namespace {

constexpr std::size_t kPolicies = 1594;
// One has a variable where the User Guide knows none: `unsupported`, so it is not compiled.
constexpr std::size_t kDecided = kPolicies - 1;

constexpr const char* kCorpus = ROLECHAIN_SOURCE_DIR "/build/corpus/managed-policies.json";

// The text of each policy's current version; none where the file is not there or not whole.
std::vector<std::string> read_corpus() {
  std::ifstream stream(kCorpus);
  const auto all = nlohmann::ordered_json::parse(stream, nullptr, false);
  std::vector<std::string> out;
  if (!all.is_object()) return out;
  for (const auto& policy : all) {
    const auto latest = policy.at("latestVersionId").get<std::string>();
    out.push_back(policy.at("versions").at(latest).at("document").dump());
  }
  return out;
}

// Read on the first use, and once: the file of all versions has 77 MB.
const std::vector<std::string>& corpus() {
  static const std::vector<std::string> texts = read_corpus();
  return texts;
}

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
  if (corpus().size() != kPolicies) {
    state.SkipWithError("build/corpus is missing or another version's: run `./dev bench` online");
    return;
  }
  std::vector<SourceFile> files;
  for (const std::string& text : corpus()) files.push_back({"policy", text});
  if (read_all(files, upto) != (upto == Upto::json ? kPolicies : kDecided)) {
    state.SkipWithError("wrong answer: another number of policies is taken");
    return;
  }
  const std::size_t before = testing::allocations();
  for (auto _ : state) benchmark::DoNotOptimize(read_all(files, upto));
  state.counters["allocations"] = benchmark::Counter(
      static_cast<double>(testing::allocations() - before), benchmark::Counter::kAvgIterations);
  state.SetBytesProcessed(state.iterations() * size_bytes(corpus()));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kPolicies));
}
BENCHMARK_CAPTURE(BM_parse_all_managed, json, Upto::json)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_parse_all_managed, document, Upto::document)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_parse_all_managed, compiled, Upto::compiled)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolechain
