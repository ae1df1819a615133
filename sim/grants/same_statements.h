// Whether two sessions that differ in nothing but their policy have the same statements about some
// actions: then their answers are the same, whatever the elements mean.
#pragma once

#include <vector>

#include "sim/grants/play.h"

namespace rolechain {

// REQUIRES: the statements are of one identity policy a side, and the actions match all of them.
// Two elements in the same words match or fail together, whatever request both sessions make: each
// is one bit, and nothing needs to be known of what it matches. False says nothing.
bool same_statements(const std::vector<const PlayStatement*>& one,
                     const std::vector<const PlayStatement*>& other);

}  // namespace rolechain
