#include "sim/client/credential_cache.h"

#include <limits>
#include <utility>

namespace rolechain::client {

using Act = RefreshState::Act;

CredentialCache::CredentialCache(std::unique_ptr<Provider> source, const CacheOptions& options)
    : source_(std::move(source)), state_(options) {}

CredentialCache::~CredentialCache() { close(); }

void CredentialCache::close() {
  std::thread background;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    error_ = {ProviderError::Kind::absent, "the cache is closed"};
    version_.fetch_add(1, std::memory_order_release);
    background = std::move(background_);
  }
  changed_.notify_all();
  if (background.joinable()) background.join();
}

std::uint64_t CredentialCache::fetches() const {
  const std::scoped_lock lock(mutex_);
  return fetches_;
}

void CredentialCache::invalidate(std::string_view access_key_id) {
  const std::scoped_lock lock(mutex_);
  if (current_ == nullptr || current_->keys.access_key_id != access_key_id) return;
  state_.invalidate();
  version_.fetch_add(1, std::memory_order_release);
}

// Called with the lock, which is open while the source is asked.
void CredentialCache::fetch(std::unique_lock<std::mutex>& lock, EpochSeconds now_s) {
  ++fetches_;
  lock.unlock();
  Fetched got = source_->fetch(now_s);
  lock.lock();
  if (got) {
    const EpochSeconds expires_s =
        got->expires_s.value_or(std::numeric_limits<EpochSeconds>::max());
    state_.succeeded(now_s, expires_s);
    if (expires_s > now_s) {
      current_ = std::make_shared<const Obtained>(*std::move(got));
    } else if (!closed_) {
      error_ = {ProviderError::Kind::malformed, "the credentials had ended when they came"};
    }
  } else {
    state_.failed(now_s, got.error().kind == ProviderError::Kind::unreachable
                             ? RefreshState::Failure::unreachable
                             : RefreshState::Failure::other);
    if (!closed_) error_ = std::move(got.error());
  }
  // Readers look again: there is something new, or the time of the next attempt.
  version_.fetch_add(1, std::memory_order_release);
  changed_.notify_all();
}

void CredentialCache::refresh_in_background() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return closed_ || wanted_s_.has_value(); });
    if (closed_) return;
    const EpochSeconds now_s = *std::exchange(wanted_s_, std::nullopt);
    fetch(lock, now_s);
  }
}

const Obtained* CredentialCache::Reader::look(EpochSeconds now_s) {
  CredentialCache& cache = *cache_;
  std::unique_lock lock(cache.mutex_);
  for (;;) {
    const Act act = cache.closed_ ? Act::fail : cache.state_.ask(now_s);
    switch (act) {
      case Act::serve_and_refresh:
        cache.wanted_s_ = now_s;
        if (!cache.background_.joinable()) {
          cache.background_ = std::thread([&cache] { cache.refresh_in_background(); });
        }
        cache.changed_.notify_all();
        [[fallthrough]];
      case Act::serve:
        seen_ = cache.current_;
        version_ = cache.version_.load(std::memory_order_relaxed);  // the lock orders it
        until_s_ = cache.state_.serve_until(now_s);
        return seen_.get();
      case Act::wait: {
        // A wanted fetch that never began because the cache was closed is no reason to wait.
        const std::uint64_t before = cache.version_.load(std::memory_order_relaxed);
        cache.changed_.wait(lock, [&] {
          return cache.closed_ || cache.version_.load(std::memory_order_relaxed) != before;
        });
        break;
      }
      case Act::refresh_and_wait:
        cache.fetch(lock, now_s);
        break;
      case Act::fail:
        seen_.reset();
        until_s_ = 0;
        error_ = cache.error_;
        return nullptr;
    }
  }
}

}  // namespace rolechain::client
