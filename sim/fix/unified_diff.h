// Two texts of one file as a unified diff with three lines of context, as `patch -p1` and
// `git apply` read it.
#pragma once

#include <string>
#include <string_view>

namespace rolechain {

// "" where the texts are equal. `path` is relative, with `/` between its parts.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace rolechain
