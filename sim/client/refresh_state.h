// When credentials are used, when new ones are asked for, and who waits: the rules of the cache as
// a value without threads, so that every order of events can be tried.
// Source: AWS SDKs and Tools Reference Guide and the SDKs' own caches, whose windows are advisory
// (asked for beside) and mandatory (callers wait); the numbers are options.
#pragma once

#include <compare>
#include <cstdint>

#include "mocks/base/clock.h"

namespace rolechain::client {

struct CacheOptions {
  // Windows before the end of the credentials, at most a third and a tenth of their life: fixed
  // ones make a cache ask at each call where sessions are shorter than the window.
  std::int64_t advisory_s = 900;
  std::int64_t mandatory_s = 60;
  // The advisory window begins earlier by up to so much of it, drawn anew each time: processes that
  // began together must not ask together.
  double jitter = 0.2;
  // After a failure the source is left alone for so long, twice as long after each further one.
  std::int64_t retry_first_s = 1;
  std::int64_t retry_max_s = 60;
  // How long after their end the last credentials are still given out while the source cannot be
  // reached; 0: not at all. For services that are known to accept them (static stability).
  std::int64_t stability_s = 0;
  std::uint64_t seed = 0;
};

class RefreshState {
 public:
  explicit RefreshState(const CacheOptions& options) : options_(options), dice_(options.seed) {}

  // What a caller that comes now has to do. `refresh…`: it has begun the one fetch, and
  // succeeded() or failed() must follow. `wait`: until one of these came, then ask again.
  enum class Act : std::uint8_t { serve, serve_and_refresh, wait, refresh_and_wait, fail };
  Act ask(EpochSeconds now_s);

  // REQUIRES: a fetch is in flight.
  void succeeded(EpochSeconds now_s, EpochSeconds expires_s);
  enum class Failure : std::uint8_t { unreachable, other };
  void failed(EpochSeconds now_s, Failure failure);
  // Somebody was told that the credentials have ended: they are not given out any more.
  void invalidate() { invalid_ = true; }

  // After `serve` or `serve_and_refresh`: until when the answer stays the same, unless one of the
  // three above is called.
  [[nodiscard]] EpochSeconds serve_until(EpochSeconds now_s) const;
  [[nodiscard]] bool in_flight() const { return in_flight_; }
  [[nodiscard]] EpochSeconds expires_s() const { return expires_s_; }
  [[nodiscard]] EpochSeconds advisory_at_s() const { return advisory_at_s_; }

  // Of what decides; for those who try all states.
  [[nodiscard]] auto key() const {
    struct Key {
      EpochSeconds expires_s, advisory_at_s, mandatory_at_s, retry_at_s, fetched_s;
      std::uint32_t failures;
      bool has, in_flight, invalid, unreachable;
      auto operator<=>(const Key&) const = default;
    };
    return Key{expires_s_, advisory_at_s_, mandatory_at_s_, retry_at_s_, fetched_s_,
               failures_,  has_,           in_flight_,      invalid_,    unreachable_};
  }

 private:
  [[nodiscard]] bool usable(EpochSeconds now_s) const;
  double draw();  // [0, 1)

  CacheOptions options_;
  std::uint64_t dice_;
  EpochSeconds expires_s_ = 0;
  EpochSeconds advisory_at_s_ = 0;
  EpochSeconds mandatory_at_s_ = 0;
  EpochSeconds retry_at_s_ = 0;
  EpochSeconds fetched_s_ = 0;
  std::uint32_t failures_ = 0;
  bool has_ = false;
  bool in_flight_ = false;
  bool invalid_ = false;
  bool unreachable_ = false;  // why the last fetch failed
};

}  // namespace rolechain::client
