// The clock of a world that is served: it begins at the scenario's time and goes on with the host's
// clock, unless it is frozen; it can be moved forward.
#pragma once

#include <functional>
#include <utility>

#include "mocks/base/shown_clock.h"

namespace rolechain {

class ServeClock final : public ShownClock {
 public:
  using HostClock = std::function<EpochSeconds()>;
  enum class Runs : bool { no, yes };

  ServeClock(EpochSeconds start_s, HostClock host, Runs runs = Runs::yes)
      : host_(std::move(host)), base_s_(start_s), since_s_(host_()), runs_(runs) {}

  [[nodiscard]] EpochSeconds now_s() const override {
    return runs_ == Runs::yes ? base_s_ + (host_() - since_s_) : base_s_;
  }
  // What is left of a session's life counts from the client's own now.
  [[nodiscard]] EpochSeconds shown_s(EpochSeconds time_s) const override {
    constexpr EpochSeconds kFar_s = 1'000'000'000'000;
    return time_s > kFar_s ? time_s : time_s - now_s() + host_();
  }

  void set(EpochSeconds time_s) {
    base_s_ = time_s;
    since_s_ = host_();
  }
  void advance(std::int64_t seconds) { set(now_s() + seconds); }
  void run(Runs runs) {
    set(now_s());
    runs_ = runs;
  }
  [[nodiscard]] Runs runs() const { return runs_; }

 private:
  HostClock host_;
  EpochSeconds base_s_;
  EpochSeconds since_s_;  // on the host's clock
  Runs runs_;
};

}  // namespace rolechain
