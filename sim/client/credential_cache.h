// Credentials kept for a whole process: a hit costs a comparison or two, one fetch serves all who
// wait, and nothing is given out after its end.
//
//   CredentialCache cache(imds_provider(transport), {});
//   CredentialCache::Reader reader(cache);            // one for each thread
//   const Obtained* keys = reader.get(now_s);         // null: reader.error() says why
//   … a service answered ExpiredToken: cache.invalidate(keys->keys.access_key_id);
//
// In the advisory window before their end new credentials are fetched by a thread of the cache,
// while everybody goes on with the old ones; in the mandatory window, and where there are none, the
// first caller fetches and the others wait for the same answer. After a failure the source is left
// alone for a while (refresh_state.h). The cache reads no clock: `now_s` is the caller's.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "sim/client/provider.h"
#include "sim/client/refresh_state.h"

namespace rolechain::client {

class CredentialCache {
 public:
  CredentialCache(std::unique_ptr<Provider> source, const CacheOptions& options);
  // Closes. REQUIRES: no thread is inside Reader::get() any more, and no reader is used afterwards.
  ~CredentialCache();
  CredentialCache(const CredentialCache&) = delete;
  CredentialCache& operator=(const CredentialCache&) = delete;

  // What one thread sees.
  class Reader {
   public:
    explicit Reader(CredentialCache& cache) : cache_(&cache) {}

    // Good until the next call on this reader. Null: there are none, error() says why.
    const Obtained* get(EpochSeconds now_s) {
      // Acquire: whoever sees the version sees what it stands for.
      if (cache_->version_.load(std::memory_order_acquire) == version_ && now_s < until_s_)
          [[likely]] {
        return seen_.get();
      }
      return look(now_s);
    }
    [[nodiscard]] const ProviderError& error() const { return error_; }

   private:
    const Obtained* look(EpochSeconds now_s);

    CredentialCache* cache_;
    std::shared_ptr<const Obtained> seen_;
    std::uint64_t version_ = 0;  // no version of a cache
    EpochSeconds until_s_ = 0;
    ProviderError error_;
  };

  // A service said that the credentials with this key have ended. Does nothing where others have
  // taken their place already.
  void invalidate(std::string_view access_key_id);
  // Those who wait get an error, a fetch in flight is waited for, no other begins.
  void close();
  // How often the source was asked.
  [[nodiscard]] std::uint64_t fetches() const;

 private:
  void fetch(std::unique_lock<std::mutex>& lock, EpochSeconds now_s);
  void refresh_in_background();

  std::unique_ptr<Provider> source_;  // the one fetch in flight's
  std::atomic<std::uint64_t> version_{1};

  mutable std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  RefreshState state_;
  std::shared_ptr<const Obtained> current_;
  ProviderError error_;
  std::uint64_t fetches_ = 0;
  bool closed_ = false;
  std::optional<EpochSeconds> wanted_s_;  // a fetch for the thread below
  std::thread background_;                // begun when it is first needed
};

}  // namespace rolechain::client
