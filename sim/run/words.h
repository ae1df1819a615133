// Words and counts that the report formats share.
#pragma once

#include <string>
#include <string_view>

#include "sim/run/report.h"

namespace rolechain {

std::string_view status_word(Status status);  // "passed", "failed", "unsupported", "invalid"
std::string_view severity_word(Severity severity);

}  // namespace rolechain
