// What a proof costs: pairs of policies, a chain of roles against its intent, all AWS managed
// policies against themselves, many patterns within one resource type. p50_ms and p99_ms are CPU
// times of single proofs, because others may share the machine. Targets: two policies of 10
// statements 0.5 ms, of 50 5 ms; a chain of 5 roles x 50 statements p50 20 ms, p99 50 ms; all
// managed policies 0.5 s; 400 patterns 60 ms.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "bench/corpus.h"
#include "bench/grants_worlds.h"
#include "mocks/base/json.h"
#include "sim/grants/classes.h"
#include "sim/grants/grants.h"
#include "sim/grants/policy_comparer.h"
#include "sim/grants/shapes.h"

namespace rolechain::bench {
namespace {

constexpr std::size_t kSeeds = 100;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Collects the times of single proofs and reports the median and the tail.
class Times {
 public:
  template <class Work>
  void measure(const Work& work) {
    const double begin = cpu_ms();
    work();
    times_ms_.push_back(cpu_ms() - begin);
  }
  void report(benchmark::State& state) {
    std::ranges::sort(times_ms_);
    state.counters["p50_ms"] = at(0.50);
    state.counters["p99_ms"] = at(0.99);
  }

 private:
  [[nodiscard]] double at(double share) const {
    const auto rank = std::ceil(share * static_cast<double>(times_ms_.size()));
    return times_ms_[static_cast<std::size_t>(rank) - 1];
  }

  std::vector<double> times_ms_;
};

bool is_as_made(const GrantVerdict& verdict, PairKind kind) {
  if (!verdict.undecided.empty()) return false;
  if (kind == PairKind::equal) return verdict.verdict() == ProofVerdict::proved;
  return std::ranges::any_of(verdict.differences, [](const GrantDifference& difference) {
    return difference.kind == GrantDifference::Kind::extra &&
           difference.actions == std::vector<std::string>{"kinesis:PutRecord"};
  });
}

void prove_pair(benchmark::State& state, PairKind kind) {
  std::vector<std::unique_ptr<PolicyPair>> pairs;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto& pair = pairs.emplace_back(
        make_policy_pair(static_cast<std::uint32_t>(state.range(0)), seed, kind));
    if (!is_as_made(compare_policies(pair->before, pair->after), kind)) {
      return state.SkipWithError(fmt::format("seed {}: another verdict than made", seed).c_str());
    }
  }
  Times times;
  for (auto _ : state) {
    for (const auto& pair : pairs) {
      times.measure([&] { benchmark::DoNotOptimize(compare_policies(pair->before, pair->after)); });
    }
  }
  times.report(state);
}
BENCHMARK_CAPTURE(prove_pair, equal, PairKind::equal)
    ->Arg(10)
    ->Arg(50)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(prove_pair, changed, PairKind::changed)
    ->Arg(10)
    ->Arg(50)
    ->Unit(benchmark::kMillisecond);

// All sessions of the chain, each against its own intent.
bool prove_chain_once(const ChainDesign& design) {
  for (std::size_t i = 0; i < design.sessions.size(); ++i) {
    const GrantVerdict verdict = compare_grants(design.subject(i), design.intents[i]);
    if (verdict.verdict() != ProofVerdict::proved) return false;
  }
  return true;
}

void prove_chain(benchmark::State& state) {
  constexpr std::uint32_t kStatements = 50;
  std::vector<std::unique_ptr<ChainDesign>> designs;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto& design = designs.emplace_back(
        make_chain_design(static_cast<std::uint32_t>(state.range(0)), kStatements, seed));
    if (!prove_chain_once(*design)) {
      return state.SkipWithError(fmt::format("seed {}: not as intended", seed).c_str());
    }
    // And it would see a statement too few.
    std::vector<GrantIntent> less = design->intents.back();
    less.erase(less.begin(), less.begin() + static_cast<std::ptrdiff_t>(less.size() / 2));
    const GrantSubject last = design->subject(design->sessions.size() - 1);
    if (compare_grants(last, less).verdict() != ProofVerdict::refuted) {
      return state.SkipWithError(fmt::format("seed {}: an excess is not seen", seed).c_str());
    }
  }
  Times times;
  for (auto _ : state) {
    for (const auto& design : designs) {
      times.measure([&] { benchmark::DoNotOptimize(prove_chain_once(*design)); });
    }
  }
  times.report(state);
}
BENCHMARK(prove_chain)->Arg(5)->Unit(benchmark::kMillisecond);

// Each against itself.
void prove_all_managed(benchmark::State& state) {
  if (managed_corpus().size() != kManagedPolicies) {
    return state.SkipWithError(
        "build/corpus is missing or another version's: run `./dev bench` online");
  }
  std::vector<std::unique_ptr<SourceFile>> files;
  std::vector<PolicyRef> policies;
  for (const std::string& text : managed_corpus()) {
    files.push_back(std::make_unique<SourceFile>(SourceFile{"policy", text}));
    const Result<Node> node = parse_json(*files.back());
    ParsedDocument parsed = parse_document(*node, PolicyType::identity);
    if (!parsed.ok()) continue;
    policies.push_back(
        std::make_shared<const CompiledPolicy>("policy", std::move(parsed.document)));
  }
  std::size_t unknown = 0;
  PolicyComparer checked;
  for (const PolicyRef& policy : policies) {
    const GrantVerdict verdict = checked.compare(policy, policy);
    if (verdict.verdict() == ProofVerdict::refuted)
      return state.SkipWithError("differs from itself");
    if (verdict.verdict() == ProofVerdict::unknown) ++unknown;
    for (const auto& d : verdict.undecided) fmt::print(stderr, "{}: {}\n", d.code, d.message);
  }
  Times times;
  for (auto _ : state) {
    PolicyComparer comparer;
    for (const PolicyRef& policy : policies) {
      times.measure([&] { benchmark::DoNotOptimize(comparer.compare(policy, policy)); });
    }
  }
  times.report(state);
  state.counters["policies"] = static_cast<double>(policies.size());
  state.counters["unknown"] = static_cast<double>(unknown);
}
BENCHMARK(prove_all_managed)->Unit(benchmark::kMillisecond);

// Stars in the middle: over free texts k of them make 2^k classes, over the ARNs of one type k + 1.
void classes_of_one_type(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  std::vector<PatternList> lists;
  for (std::size_t i = 0; i < count; ++i) {
    lists.push_back({TextPattern(fmt::format("arn:aws:sqs:*:111111111111:queue-{}", i),
                                 TextPattern::Kind::resource)});
  }
  std::vector<const PatternList*> pointers;
  for (const PatternList& list : lists) pointers.push_back(&list);
  const auto type = ServiceReference::embedded().find_resource_type("sqs", "queue");
  ArnShapes shapes("aws", "us-east-1", "111111111111");
  constexpr std::size_t kStates = 200'000;
  const auto once = [&] { return text_classes(shapes.of(*type).front().set, pointers, kStates); };
  const auto found = once();
  if (!found || found->size() != count + 1) return state.SkipWithError("not k + 1 classes");
  for (auto _ : state) benchmark::DoNotOptimize(once());
  state.counters["classes"] = static_cast<double>(found->size());
}
BENCHMARK(classes_of_one_type)->Arg(25)->Arg(100)->Arg(400)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolechain::bench
