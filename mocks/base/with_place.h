// A line of a report with the place in a file that it is about.
#pragma once

#include <string>

#include "mocks/base/source.h"

namespace rolechain {

// "…   path:line"; the text alone where the span is not known.
std::string with_place(std::string text, const SourceSpan& span);

}  // namespace rolechain
