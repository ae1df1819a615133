// The only source of "now". Nothing below sim/cli and mocks/http reads the host's clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rolechain {

using EpochSeconds = std::int64_t;  // since 1970-01-01T00:00:00Z, UTC

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual EpochSeconds now_s() const = 0;
};

// A clock that moves only when told.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(EpochSeconds start_s) : now_s_(start_s) {}
  [[nodiscard]] EpochSeconds now_s() const override { return now_s_; }
  void advance(std::int64_t seconds) { now_s_ += seconds; }

 private:
  EpochSeconds now_s_;
};

// ISO 8601 as IAM policies allow it: 2026-01-15, 2026-01-15T09:00Z, 2026-01-15T09:00:00Z,
// fractions of a second, offsets (+01:00). Nothing for anything else.
std::optional<EpochSeconds> parse_iso8601(std::string_view text);
std::string format_iso8601(EpochSeconds time_s);             // 2026-01-15T09:00:00Z
void format_iso8601(EpochSeconds time_s, std::string& out);  // in place of what `out` held

// 900, 900s, 15m, 1h, 2d and sums (1h30m): seconds; nothing for anything else or overflow.
std::optional<std::int64_t> parse_duration_s(std::string_view text);
std::string format_duration(std::int64_t seconds);  // "1h", "59m", "1h30m", "0s"

}  // namespace rolechain
