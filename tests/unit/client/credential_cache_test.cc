// The cache among threads: one fetch for all who wait, nothing after its end, clean endings.
#include "sim/client/credential_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <latch>
#include <vector>

#include "tests/support/allocations.h"

namespace rolechain::client {
namespace {

// A source whose keys are numbered, and which tells when two ask at once.
class Source final : public Provider {
 public:
  struct Shared {
    std::atomic<int> asked{0};
    std::atomic<int> inside{0};
    std::atomic<bool> overlapped{false};
    std::atomic<int> fails{0};  // of every so many; 0: never
    std::atomic<std::int64_t> life_s{3600};
    std::latch* gate = nullptr;  // an answer waits for it
  };
  explicit Source(Shared& shared) : shared_(shared) {}

  Fetched fetch(EpochSeconds now_s) override {
    if (shared_.inside.fetch_add(1) != 0) shared_.overlapped = true;
    if (shared_.gate != nullptr) shared_.gate->wait();
    const int number = ++shared_.asked;
    shared_.inside.fetch_sub(1);
    const int fails = shared_.fails;
    if (fails != 0 && number % fails == 0) {
      return std::unexpected(ProviderError{ProviderError::Kind::unreachable, "gone"});
    }
    return Obtained{
        {"ASIA" + std::to_string(number), "secret", "token"}, now_s + shared_.life_s, ""};
  }
  [[nodiscard]] std::string_view name() const override { return "numbers"; }

 private:
  Shared& shared_;
};

TEST(CredentialCache, AThousandWaitersOneFetch) {
  Source::Shared shared;
  std::latch gate(1);
  shared.gate = &gate;
  CredentialCache cache(std::make_unique<Source>(shared), {});
  constexpr int kThreads = 1000;
  std::latch started(kThreads);
  std::atomic<int> good{0};
  std::vector<std::jthread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      CredentialCache::Reader reader(cache);
      started.count_down();
      const Obtained* got = reader.get(100);
      if (got != nullptr && got->keys.access_key_id == "ASIA1") ++good;
    });
  }
  started.wait();
  gate.count_down();
  threads.clear();
  EXPECT_EQ(good, kThreads);
  EXPECT_EQ(cache.fetches(), 1U);
}

TEST(CredentialCache, WaitersOfAFailureAskNoMore) {
  Source::Shared shared;
  shared.fails = 1;
  std::latch gate(1);
  shared.gate = &gate;
  CredentialCache cache(std::make_unique<Source>(shared), {});
  std::vector<std::jthread> threads;
  std::latch started(50);
  std::atomic<int> refused{0};
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&] {
      CredentialCache::Reader reader(cache);
      started.count_down();
      if (reader.get(100) == nullptr && reader.error().message == "gone") ++refused;
    });
  }
  started.wait();
  gate.count_down();
  threads.clear();
  EXPECT_EQ(refused, 50);
  EXPECT_EQ(cache.fetches(), 1U);
}

TEST(CredentialCache, AHitAllocatesNothing) {
  Source::Shared shared;
  CredentialCache cache(std::make_unique<Source>(shared), {});
  CredentialCache::Reader reader(cache);
  ASSERT_NE(reader.get(0), nullptr);
  const std::size_t before = rolechain::testing::allocations();
  bool all = true;
  for (int i = 0; i < 1000; ++i) all = all && reader.get(i) != nullptr;
  EXPECT_EQ(rolechain::testing::allocations(), before);
  EXPECT_TRUE(all);
}

// In the advisory window the old ones are given out while the new ones come.
TEST(CredentialCache, RefreshesBesideItsReaders) {
  Source::Shared shared;
  CacheOptions options;
  options.jitter = 0;
  CredentialCache cache(std::make_unique<Source>(shared), options);
  CredentialCache::Reader reader(cache);
  ASSERT_NE(reader.get(0), nullptr);
  std::latch gate(1);
  shared.gate = &gate;
  const Obtained* old = reader.get(2700);
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(old->keys.access_key_id, "ASIA1");
  EXPECT_EQ(reader.get(3000)->keys.access_key_id, "ASIA1");
  gate.count_down();
  // Without a clock of its own the test asks until the other thread is done.
  while (shared.asked < 2 || cache.fetches() < 2) std::this_thread::yield();
  while (reader.get(3000)->keys.access_key_id == "ASIA1") std::this_thread::yield();
  EXPECT_EQ(reader.get(3000)->keys.access_key_id, "ASIA2");
  EXPECT_EQ(cache.fetches(), 2U);
}

TEST(CredentialCache, InvalidatesTheseKeysOnly) {
  Source::Shared shared;
  CredentialCache cache(std::make_unique<Source>(shared), {});
  CredentialCache::Reader reader(cache);
  ASSERT_NE(reader.get(0), nullptr);
  cache.invalidate("ASIA7");
  EXPECT_EQ(reader.get(10)->keys.access_key_id, "ASIA1");
  cache.invalidate("ASIA1");
  EXPECT_EQ(reader.get(10)->keys.access_key_id, "ASIA2");
  cache.invalidate("ASIA1");  // somebody is late
  EXPECT_EQ(reader.get(11)->keys.access_key_id, "ASIA2");
}

// Those who wait are told; nobody hangs.
TEST(CredentialCache, ClosesWhileSomebodyWaits) {
  Source::Shared shared;
  std::latch gate(1);
  shared.gate = &gate;
  CredentialCache cache(std::make_unique<Source>(shared), {});
  std::atomic<int> ended{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      CredentialCache::Reader reader(cache);
      reader.get(0);
      ++ended;
    });
  }
  while (shared.inside == 0) std::this_thread::yield();
  cache.close();
  while (ended < 7) std::this_thread::yield();  // all but the one that fetches
  gate.count_down();
  threads.clear();
  CredentialCache::Reader reader(cache);
  EXPECT_EQ(reader.get(0), nullptr);
  EXPECT_EQ(reader.error().message, "the cache is closed");
}

// Rotation, failures and invalidation under way: for ThreadSanitizer, and for what must never be.
TEST(CredentialCache, NothingIsEverGivenOutAfterItsEnd) {
  Source::Shared shared;
  shared.fails = 5;
  shared.life_s = 40;
  CacheOptions options;
  options.seed = 3;
  CredentialCache cache(std::make_unique<Source>(shared), options);
  std::atomic<EpochSeconds> clock{1000};
  std::atomic<bool> stop{false};
  std::atomic<int> late{0};
  std::atomic<int> served{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        CredentialCache::Reader reader(cache);
        while (!stop) {
          const EpochSeconds now_s = clock;
          const Obtained* got = reader.get(now_s);
          if (got == nullptr) continue;
          ++served;
          if (*got->expires_s <= now_s) ++late;
        }
      });
    }
    threads.emplace_back([&] {
      CredentialCache::Reader reader(cache);
      for (int i = 0; i < 3000; ++i) {
        ++clock;
        const Obtained* got = reader.get(clock);
        if (i % 97 == 0 && got != nullptr) cache.invalidate(got->keys.access_key_id);
      }
      stop = true;
    });
  }
  EXPECT_EQ(late, 0);
  EXPECT_GT(served, 0);
  EXPECT_FALSE(shared.overlapped);
  // 3,000 s, lives of 40 s, windows of a third, 31 invalidations, one failure in five.
  EXPECT_LT(cache.fetches(), 600U);
}

}  // namespace
}  // namespace rolechain::client
