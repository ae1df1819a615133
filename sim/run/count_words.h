// How much a difference of grants is, in words: by access level and resource type.
#pragma once

#include <string>
#include <vector>

#include "sim/grants/grants.h"

namespace rolechain {

// "2 Write on dynamodb table, 1 Permissions management on iam role"; where that would be long, by
// level alone: "9000 Write, 6000 Read". "" where there is nothing of the kind.
std::string count_words(const std::vector<GrantCount>& counts, GrantDifference::Kind kind);
std::size_t count_pairs(const std::vector<GrantCount>& counts, GrantDifference::Kind kind);
// "Permissions management", as the Service Authorization Reference writes it.
std::string access_level_name(AccessLevel level);

}  // namespace rolechain
