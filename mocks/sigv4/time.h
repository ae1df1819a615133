// The times of requests read: 20150830T123600Z, and the form of HTTP's Date header.
#pragma once

#include <optional>
#include <string_view>

#include "mocks/base/clock.h"

namespace rolechain::sigv4 {

// ISO 8601's basic format to the second and in UTC; nothing for anything else, nor for a 30th of
// February.
std::optional<EpochSeconds> parse_basic_time(std::string_view text);
// Thu, 15 Jan 2026 09:00:00 GMT; nothing for any other form, nor where the weekday is wrong.
std::optional<EpochSeconds> parse_http_date(std::string_view text);

}  // namespace rolechain::sigv4
