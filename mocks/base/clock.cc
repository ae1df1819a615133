#include "mocks/base/clock.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iterator>
#include <utility>

namespace rolechain {
namespace {

// Reads exactly `digits` digits at `at` and moves past them.
std::optional<int> read_digits(std::string_view text, std::size_t& at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  at += digits;
  return value;
}

bool read_char(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

std::optional<EpochSeconds> read_date(std::string_view text, std::size_t& at) {
  const auto year = read_digits(text, at, 4);
  if (!year || !read_char(text, at, '-')) return std::nullopt;
  const auto month = read_digits(text, at, 2);
  if (!month || !read_char(text, at, '-')) return std::nullopt;
  const auto day = read_digits(text, at, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count() * EpochSeconds{86400};
}

// "Z", "+01:00", "-0530": seconds east of UTC.
std::optional<EpochSeconds> read_zone(std::string_view text, std::size_t& at) {
  if (read_char(text, at, 'Z')) return 0;
  const bool west = at < text.size() && text[at] == '-';
  if (!west && !(at < text.size() && text[at] == '+')) return std::nullopt;
  ++at;
  const auto hours = read_digits(text, at, 2);
  read_char(text, at, ':');
  const auto minutes = read_digits(text, at, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const EpochSeconds offset = *hours * 3600 + *minutes * 60;
  return west ? -offset : offset;
}

}  // namespace

std::optional<EpochSeconds> parse_iso8601(std::string_view text) {
  std::size_t at = 0;
  const auto date = read_date(text, at);
  if (!date) return std::nullopt;
  if (at == text.size()) return date;
  if (!read_char(text, at, 'T')) return std::nullopt;
  const auto hour = read_digits(text, at, 2);
  if (!hour || *hour > 23 || !read_char(text, at, ':')) return std::nullopt;
  const auto minute = read_digits(text, at, 2);
  if (!minute || *minute > 59) return std::nullopt;
  int second = 0;
  if (read_char(text, at, ':')) {
    const auto read = read_digits(text, at, 2);
    if (!read || *read > 59) return std::nullopt;
    second = *read;
    if (read_char(text, at, '.')) {
      const std::size_t fraction = at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
      if (at == fraction) return std::nullopt;
    }
  }
  const auto zone = read_zone(text, at);
  if (!zone || at != text.size()) return std::nullopt;
  return *date + EpochSeconds{*hour} * 3600 + EpochSeconds{*minute} * 60 + second - *zone;
}

std::string format_iso8601(EpochSeconds time_s) {
  std::string out;
  format_iso8601(time_s, out);
  return out;
}

void format_iso8601(EpochSeconds time_s, std::string& out) {
  const std::chrono::sys_seconds time{std::chrono::seconds{time_s}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  out.clear();
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                 clock.seconds().count());
}

std::optional<std::int64_t> parse_duration_s(std::string_view text) {
  if (text.empty()) return std::nullopt;
  constexpr std::int64_t kLimit_s = std::int64_t{86400} * 366 * 100;
  std::int64_t total_s = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::int64_t value = 0;
    const std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + (text[at++] - '0');
      if (value > kLimit_s) return std::nullopt;
    }
    if (at == from) return std::nullopt;
    std::int64_t unit_s = 1;
    if (at < text.size()) {
      switch (text[at++]) {
        case 's':
          unit_s = 1;
          break;
        case 'm':
          unit_s = 60;
          break;
        case 'h':
          unit_s = 3600;
          break;
        case 'd':
          unit_s = 86400;
          break;
        default:
          return std::nullopt;
      }
    } else if (from != 0) {
      return std::nullopt;  // "1h30": half an hour or 30 seconds?
    }
    total_s += value * unit_s;
    if (total_s > kLimit_s) return std::nullopt;
  }
  return total_s;
}

std::string format_duration(std::int64_t seconds) {
  if (seconds == 0) return "0s";
  std::string out = seconds < 0 ? "-" : "";
  std::int64_t left = seconds < 0 ? -seconds : seconds;
  using Unit = std::pair<std::int64_t, char>;
  constexpr auto kUnits = std::to_array<Unit>({{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}});
  for (const auto& [unit_s, letter] : kUnits) {
    if (left >= unit_s) out += fmt::format("{}{}", left / unit_s, letter);
    left %= unit_s;
  }
  return out;
}

}  // namespace rolechain
