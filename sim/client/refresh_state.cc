#include "sim/client/refresh_state.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace rolechain::client {
namespace {

constexpr std::int64_t kAdvisoryPart = 3;    // of a life, at most
constexpr std::int64_t kMandatoryPart = 10;  // the same
constexpr std::uint32_t kDoublings_max = 20;

}  // namespace

double RefreshState::draw() {
  // SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
  std::uint64_t z = (dice_ += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  constexpr double kTwoTo53 = 9007199254740992.0;
  return static_cast<double>((z ^ (z >> 31U)) >> 11U) / kTwoTo53;
}

bool RefreshState::usable(EpochSeconds now_s) const {
  if (!has_ || invalid_) return false;
  if (now_s < expires_s_) return true;
  return failures_ > 0 && unreachable_ && now_s < expires_s_ + options_.stability_s;
}

RefreshState::Act RefreshState::ask(EpochSeconds now_s) {
  const bool good = usable(now_s);
  if (good && now_s < advisory_at_s_) return Act::serve;
  if (good && now_s < mandatory_at_s_) {
    if (in_flight_ || now_s < retry_at_s_) return Act::serve;
    in_flight_ = true;
    return Act::serve_and_refresh;
  }
  if (in_flight_) return Act::wait;
  // One that was told at once that its new credentials have ended would ask for ever.
  const bool too_soon = has_ && invalid_ && now_s < fetched_s_ + options_.retry_first_s;
  if (now_s < retry_at_s_ || too_soon) return good ? Act::serve : Act::fail;
  in_flight_ = true;
  return Act::refresh_and_wait;
}

void RefreshState::succeeded(EpochSeconds now_s, EpochSeconds expires_s) {
  assert(in_flight_);
  if (expires_s <= now_s) return failed(now_s, Failure::other);  // they had ended when they came
  in_flight_ = false;
  has_ = true;
  invalid_ = false;
  failures_ = 0;
  retry_at_s_ = 0;
  fetched_s_ = now_s;
  expires_s_ = expires_s;
  constexpr EpochSeconds kNever = std::numeric_limits<EpochSeconds>::max();
  if (expires_s == kNever) {
    advisory_at_s_ = mandatory_at_s_ = kNever;
    return;
  }
  const std::int64_t life_s = expires_s - now_s;
  const std::int64_t advisory_s = std::min(options_.advisory_s, life_s / kAdvisoryPart);
  const std::int64_t mandatory_s = std::min(options_.mandatory_s, life_s / kMandatoryPart);
  const auto earlier_s =
      static_cast<std::int64_t>(static_cast<double>(advisory_s) * options_.jitter * draw());
  mandatory_at_s_ = expires_s - mandatory_s;
  advisory_at_s_ = std::min(expires_s - advisory_s - earlier_s, mandatory_at_s_);
}

void RefreshState::failed(EpochSeconds now_s, Failure failure) {
  assert(in_flight_);
  in_flight_ = false;
  unreachable_ = failure == Failure::unreachable;
  const std::uint32_t doublings = std::min(failures_, kDoublings_max);
  ++failures_;
  const std::int64_t pause_s = std::min(options_.retry_first_s << doublings, options_.retry_max_s);
  retry_at_s_ = now_s + std::max<std::int64_t>(pause_s, 1);  // else a caller would ask for ever
}

EpochSeconds RefreshState::serve_until(EpochSeconds now_s) const {
  if (now_s < advisory_at_s_) return std::min(advisory_at_s_, expires_s_);
  if (now_s < mandatory_at_s_) {
    return in_flight_ ? mandatory_at_s_ : std::min(retry_at_s_, mandatory_at_s_);
  }
  const EpochSeconds end_s = now_s < expires_s_ ? expires_s_ : expires_s_ + options_.stability_s;
  return std::min(retry_at_s_, end_s);
}

}  // namespace rolechain::client
