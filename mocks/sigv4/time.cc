#include "mocks/sigv4/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mocks/base/http_message.h"

namespace rolechain::sigv4 {

std::optional<EpochSeconds> parse_basic_time(std::string_view text) {
  // The same digits in the extended format, for the one parser of dates.
  constexpr std::string_view form = "ddddddddTddddddZ";
  if (text.size() != form.size()) return std::nullopt;
  std::array<char, 20> extended{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != 'd' && text[i] != form[i]) return std::nullopt;
    if (i == 4 || i == 6) extended.at(at++) = '-';
    if (i == 11 || i == 13) extended.at(at++) = ':';
    extended.at(at++) = text[i];
  }
  return parse_iso8601({extended.data(), extended.size()});
}

std::optional<EpochSeconds> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::size_t length = 29;
  if (text.size() != length) return std::nullopt;
  const auto* const month = std::ranges::find(kMonths, text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  const auto time_s =
      parse_iso8601(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month - kMonths.begin() + 1,
                                text.substr(5, 2), text.substr(17, 8)));
  // What it was made from has to come out again: weekday, blanks, zone.
  return time_s && http_date(*time_s) == text ? time_s : std::nullopt;
}

}  // namespace rolechain::sigv4
