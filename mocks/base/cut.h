// Texts of users, cut to what a message can show.
#pragma once

#include <cstddef>
#include <string>

namespace rolechain {

// `text` with `…` for its middle where it has more than `most_bytes`; no character is split.
// REQUIRES: most_bytes >= 16.
std::string cut_middle(std::string text, std::size_t most_bytes);

}  // namespace rolechain
