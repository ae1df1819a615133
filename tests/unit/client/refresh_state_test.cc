// The cache's rules: by examples, and in every order of events of a small world.
#include "sim/client/refresh_state.h"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <limits>
#include <set>
#include <tuple>

namespace rolechain::client {
namespace {

using Act = RefreshState::Act;
using Failure = RefreshState::Failure;

CacheOptions exact() {
  CacheOptions out;
  out.jitter = 0;
  return out;
}

RefreshState fresh(const CacheOptions& options, EpochSeconds expires_s) {
  RefreshState out(options);
  EXPECT_EQ(out.ask(0), Act::refresh_and_wait);
  out.succeeded(0, expires_s);
  return out;
}

TEST(RefreshState, AdvisoryThenMandatoryThenTheEnd) {
  RefreshState state = fresh(exact(), 21'600);
  EXPECT_EQ(state.ask(20'699), Act::serve);
  EXPECT_EQ(state.serve_until(0), 20'700);
  EXPECT_EQ(state.ask(20'700), Act::serve_and_refresh);
  EXPECT_EQ(state.ask(20'701), Act::serve);  // one is in flight
  EXPECT_EQ(state.serve_until(20'701), 21'540);
  EXPECT_EQ(state.ask(21'540), Act::wait);
  state.failed(21'540, Failure::other);
  EXPECT_EQ(state.ask(21'540), Act::serve);  // the old ones are good, the source is left alone
  EXPECT_EQ(state.ask(21'541), Act::refresh_and_wait);
  state.failed(21'541, Failure::other);
  EXPECT_EQ(state.ask(21'542), Act::serve);
  EXPECT_EQ(state.ask(21'600), Act::refresh_and_wait);
  state.failed(21'600, Failure::unreachable);
  EXPECT_EQ(state.ask(21'600), Act::fail);
}

// Fixed windows would ask at each call where sessions are shorter than they are.
TEST(RefreshState, ShortSessionsMakeNoStorm) {
  for (const std::int64_t life_s : {2, 10, 60, 300, 900}) {
    RefreshState state(CacheOptions{});
    int fetches = 0;
    for (EpochSeconds now_s = 0; now_s < 100 * life_s; ++now_s) {
      const Act act = state.ask(now_s);
      ASSERT_NE(act, Act::fail);
      if (act == Act::serve_and_refresh || act == Act::refresh_and_wait) {
        ++fetches;
        state.succeeded(now_s, now_s + life_s);
      }
    }
    EXPECT_LE(fetches, 220) << life_s;
  }
}

TEST(RefreshState, FailuresWaitTwiceAsLongEachTime) {
  RefreshState state(exact());
  EpochSeconds now_s = 0;
  for (const std::int64_t pause_s : {1, 2, 4, 8, 16, 32, 60, 60}) {
    ASSERT_EQ(state.ask(now_s), Act::refresh_and_wait);
    state.failed(now_s, Failure::unreachable);
    EXPECT_EQ(state.ask(now_s + pause_s - 1), Act::fail);
    now_s += pause_s;
  }
}

TEST(RefreshState, StabilityIsForSourcesThatCannotBeReached) {
  CacheOptions options = exact();
  options.stability_s = 600;
  RefreshState state = fresh(options, 3600);
  ASSERT_EQ(state.ask(3600), Act::refresh_and_wait);
  state.failed(3600, Failure::unreachable);
  EXPECT_EQ(state.ask(3600), Act::serve);
  EXPECT_EQ(state.ask(3601), Act::refresh_and_wait);
  state.failed(3601, Failure::other);  // it answered, and said no
  EXPECT_EQ(state.ask(3601), Act::fail);
  RefreshState late = fresh(options, 3600);
  ASSERT_EQ(late.ask(4200), Act::refresh_and_wait);
  late.failed(4200, Failure::unreachable);
  EXPECT_EQ(late.ask(4200), Act::fail);
}

TEST(RefreshState, JitterSpreadsTheStart) {
  std::set<EpochSeconds> starts;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CacheOptions options;
    options.seed = seed;
    const EpochSeconds at_s = fresh(options, 21'600).advisory_at_s();
    EXPECT_LE(at_s, 20'700);
    EXPECT_GE(at_s, 20'520);
    starts.insert(at_s);
  }
  EXPECT_GT(starts.size(), 100U);
}

TEST(RefreshState, WhatIsInvalidIsNotServed) {
  RefreshState state = fresh(exact(), 3600);
  state.invalidate();
  EXPECT_EQ(state.ask(0), Act::fail);  // fetched in this very second: no loop
  EXPECT_EQ(state.ask(10), Act::refresh_and_wait);
  state.succeeded(10, 3610);
  EXPECT_EQ(state.ask(10), Act::serve);
}

TEST(RefreshState, KeysWithoutAnEndAreKept) {
  constexpr EpochSeconds kNever = std::numeric_limits<EpochSeconds>::max();
  RefreshState state = fresh(exact(), kNever);
  EXPECT_EQ(state.ask(4'000'000'000), Act::serve);
  EXPECT_EQ(state.serve_until(0), kNever);
}

// ---- every order of events -------------------------------------------------------------------

constexpr int kCallers = 3;
constexpr EpochSeconds kEnd_s = 7;  // of time
constexpr std::int64_t kLife_s = 5;

struct Small {
  enum class Doing : std::uint8_t { nothing, waiting, fetching };
  struct Caller {
    Doing doing = Doing::nothing;
    EpochSeconds came_s = 0;
    auto operator<=>(const Caller&) const = default;
  };

  RefreshState state;
  std::array<Caller, kCallers> callers{};
  bool background = false;   // it fetches
  EpochSeconds asked_s = 0;  // by whoever fetches
  EpochSeconds now_s = 0;
  EpochSeconds left_alone_s = 0;  // until then nobody may ask
  bool invalid = false;

  [[nodiscard]] auto key() const {
    return std::tuple(state.key(), callers, background, asked_s, now_s, left_alone_s, invalid);
  }
};

class Explorer {
 public:
  explicit Explorer(const CacheOptions& options) : options_(options) {}

  std::size_t run() {
    push(Small{RefreshState(options_)});
    while (!open_.empty() && !::testing::Test::HasFailure()) {
      const Small at = open_.front();
      open_.pop_front();
      check(at);
      step(at);
    }
    return seen_.size();
  }

 private:
  void push(const Small& world) {
    if (seen_.insert(world.key()).second) open_.push_back(world);
  }

  static bool fetching(const Small& world) {
    bool out = world.background;
    for (const auto& caller : world.callers) out = out || caller.doing == Small::Doing::fetching;
    return out;
  }

  static void check(const Small& world) {
    int fetchers = world.background ? 1 : 0;
    bool waits = false;
    for (const auto& caller : world.callers) {
      fetchers += caller.doing == Small::Doing::fetching ? 1 : 0;
      waits = waits || caller.doing == Small::Doing::waiting;
    }
    EXPECT_LE(fetchers, 1) << "two fetches at a time";
    EXPECT_EQ(fetchers == 1, world.state.in_flight());
    EXPECT_TRUE(!waits || fetchers == 1) << "somebody waits for nothing";
  }

  void begins_fetch(Small& world, EpochSeconds came_s) const {
    EXPECT_GE(came_s, world.left_alone_s) << "the source was to be left alone";
    world.asked_s = came_s;
  }

  void served(const Small& world, EpochSeconds came_s) const {
    EXPECT_LT(came_s, world.state.expires_s() + options_.stability_s) << "served after the end";
    EXPECT_FALSE(world.invalid) << "served although invalid";
    EXPECT_GT(world.state.serve_until(came_s), came_s) << "a reader would spin";
  }

  // Caller `i` asks with the time at which it came.
  void ask(Small world, int i) {
    auto& caller = world.callers.at(static_cast<std::size_t>(i));
    switch (world.state.ask(caller.came_s)) {
      case Act::serve_and_refresh:
        world.background = true;
        begins_fetch(world, caller.came_s);
        [[fallthrough]];
      case Act::serve:
        served(world, caller.came_s);
        caller = {};
        break;
      case Act::wait:
        caller.doing = Small::Doing::waiting;
        break;
      case Act::refresh_and_wait:
        caller.doing = Small::Doing::fetching;
        begins_fetch(world, caller.came_s);
        break;
      case Act::fail:
        caller = {};
        break;
    }
    push(world);
  }

  // The fetch has ended: whoever fetched or waited asks again, in any order.
  void wake(const Small& world) {
    std::array<int, kCallers> woken{};
    int count = 0;
    for (int i = 0; i < kCallers; ++i) {
      if (world.callers.at(static_cast<std::size_t>(i)).doing != Small::Doing::nothing) {
        woken.at(static_cast<std::size_t>(count++)) = i;
      }
    }
    Small next = world;
    for (auto& caller : next.callers) {
      if (caller.doing == Small::Doing::fetching) caller.doing = Small::Doing::waiting;
    }
    do_wake(next, woken, count);
  }
  void do_wake(const Small& world, std::array<int, kCallers> woken, int count) {
    if (count == 0) return push(world);
    do {  // from the order in which they stand, which is sorted
      Small next = world;
      for (int n = 0; n < count; ++n) {
        const int i = woken.at(static_cast<std::size_t>(n));
        auto& caller = next.callers.at(static_cast<std::size_t>(i));
        switch (next.state.ask(caller.came_s)) {
          case Act::serve_and_refresh:
            next.background = true;
            begins_fetch(next, caller.came_s);
            [[fallthrough]];
          case Act::serve:
            served(next, caller.came_s);
            caller = {};
            break;
          case Act::wait:
            break;
          case Act::refresh_and_wait:
            caller.doing = Small::Doing::fetching;
            begins_fetch(next, caller.came_s);
            break;
          case Act::fail:
            caller = {};
            break;
        }
      }
      push(next);
    } while (std::next_permutation(woken.begin(), woken.begin() + count));
  }

  void step(const Small& world) {
    for (int i = 0; i < kCallers; ++i) {
      if (world.callers.at(static_cast<std::size_t>(i)).doing != Small::Doing::nothing) continue;
      Small next = world;
      next.callers.at(static_cast<std::size_t>(i)).came_s = world.now_s;
      ask(next, i);
    }
    if (world.now_s < kEnd_s) {
      Small next = world;
      ++next.now_s;
      push(next);
    }
    if (!world.invalid && world.state.key().has) {
      Small next = world;
      next.state.invalidate();
      next.invalid = true;
      push(next);
    }
    if (fetching(world)) end_fetch(world);
  }

  void end_fetch(Small world) {
    world.background = false;
    for (const std::int64_t life_s : {kLife_s, std::int64_t{1}}) {
      Small next = world;
      next.state.succeeded(next.asked_s, next.asked_s + life_s);
      next.left_alone_s = 0;
      next.invalid = false;
      wake(next);
    }
    Small ended = world;
    ended.state.succeeded(ended.asked_s, ended.asked_s);
    ended.left_alone_s = ended.asked_s + 1;
    wake(ended);
    for (const Failure failure : {Failure::unreachable, Failure::other}) {
      Small next = world;
      next.state.failed(next.asked_s, failure);
      next.left_alone_s = next.asked_s + 1;
      wake(next);
    }
  }

  CacheOptions options_;
  std::set<decltype(std::declval<Small>().key())> seen_;
  std::deque<Small> open_;
};

TEST(RefreshState, EveryOrderOfEventsOfASmallWorld) {
  for (const std::int64_t stability_s : {0, 2}) {
    CacheOptions options;
    options.advisory_s = 3;
    options.mandatory_s = 1;
    options.jitter = 0;
    options.retry_max_s = 2;
    options.stability_s = stability_s;
    const std::size_t states = Explorer(options).run();
    EXPECT_GT(states, 10'000U);
    RecordProperty("states_" + std::to_string(stability_s), static_cast<int>(states));
  }
}

}  // namespace
}  // namespace rolechain::client
