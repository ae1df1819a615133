// Decisions a second on the three shapes, on one thread and on two. One item is one decision; the
// calls of a shape take turns. decide_*: everything gathered beforehand, as a proof has it.
// authorizer_*: all of authorize() from the call's own strings on, by an Authorizer for each
// thread. authorize_*: the same with a new Authorizer for each call.
#include <benchmark/benchmark.h>

#include <deque>
#include <memory>
#include <string>

#include "bench/shapes.h"
#include "mocks/base/text.h"
#include "mocks/iam/authorizer.h"
#include "tests/support/allocations.h"

namespace rolechain::bench {
namespace {

// Everything that decide() reads.
struct Prepared {
  Prepared(const Shape& shape, const ApiCall& call)
      : action_lower(to_lower(call.action)),
        caller(caller_of(shape.world, shape.session)),
        resource(call.resource) {
    const std::string account =
        call.resource_account.value_or(shape.world.owner(call.resource, caller.account));
    context = make_context(shape.world, caller, &shape.session, call, account, shape.now_s);
    policies = gather(shape.world, caller, &shape.session, action_lower, resource, account);
  }
  [[nodiscard]] Request request() const { return {&caller, action_lower, resource, &context}; }

  std::string action_lower;
  Caller caller;
  std::string resource;
  Context context;
  PoliciesInPlay policies;
};

// Times `decide_one(i)` for one call after the other.
template <class DecideOne>
void measure(benchmark::State& state, std::size_t calls, DecideOne decide_one) {
  std::size_t next = 0;
  const std::size_t before = testing::allocations();
  for (auto _ : state) {
    benchmark::DoNotOptimize(decide_one(next));
    if (++next == calls) next = 0;
  }
  const std::size_t after = testing::allocations();
  state.SetItemsProcessed(state.iterations());
  state.counters["allocations"] = benchmark::Counter(
      static_cast<double>(after - before) / static_cast<double>(state.iterations()),
      benchmark::Counter::kAvgThreads);
}

void decide_calls(benchmark::State& state, const Shape& shape) {
  std::deque<Prepared> prepared;
  for (const ShapeCall& call : shape.calls) prepared.emplace_back(shape, call.call);
  measure(state, prepared.size(), [&](std::size_t i) {
    return decide(prepared[i].policies, prepared[i].request()).allowed();
  });
}

void authorize_calls(benchmark::State& state, const Shape& shape) {
  measure(state, shape.calls.size(), [&](std::size_t i) {
    return authorize(shape.world, shape.session, shape.calls[i].call, shape.now_s).allowed();
  });
}

void authorizer_calls(benchmark::State& state, const Shape& shape) {
  Authorizer authorizer(shape.world, shape.session);
  for (const ShapeCall& call : shape.calls) authorizer.authorize(call.call, shape.now_s);
  measure(state, shape.calls.size(), [&](std::size_t i) {
    return authorizer.authorize(shape.calls[i].call, shape.now_s).allowed();
  });
}

// Built on first use, once for all threads.
const Shape& small() {
  static const std::unique_ptr<const Shape> shape = small_shape();
  return *shape;
}
const Shape& realistic() {
  static const std::unique_ptr<const Shape> shape = realistic_shape();
  return *shape;
}
const Shape& managed() {
  static const std::unique_ptr<const Shape> shape = managed_shape();
  return *shape;
}

void decide_small(benchmark::State& state) { decide_calls(state, small()); }
void decide_realistic(benchmark::State& state) { decide_calls(state, realistic()); }
void decide_managed(benchmark::State& state) { decide_calls(state, managed()); }
BENCHMARK(decide_small)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(decide_realistic)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(decide_managed)->ThreadRange(1, 2)->UseRealTime();

void authorizer_small(benchmark::State& state) { authorizer_calls(state, small()); }
void authorizer_realistic(benchmark::State& state) { authorizer_calls(state, realistic()); }
void authorizer_managed(benchmark::State& state) { authorizer_calls(state, managed()); }
BENCHMARK(authorizer_small)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(authorizer_realistic)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(authorizer_managed)->ThreadRange(1, 2)->UseRealTime();

void authorize_small(benchmark::State& state) { authorize_calls(state, small()); }
void authorize_realistic(benchmark::State& state) { authorize_calls(state, realistic()); }
void authorize_managed(benchmark::State& state) { authorize_calls(state, managed()); }
BENCHMARK(authorize_small)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(authorize_realistic)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(authorize_managed)->ThreadRange(1, 2)->UseRealTime();

void authorize_with_trace_realistic(benchmark::State& state) {
  const Shape& shape = realistic();
  measure(state, shape.calls.size(), [&](std::size_t i) {
    Trace trace;
    return authorize(shape.world, shape.session, shape.calls[i].call, shape.now_s, &trace)
        .allowed();
  });
}
BENCHMARK(authorize_with_trace_realistic);

}  // namespace
}  // namespace rolechain::bench
