// All current AWS managed policies, as `./dev bench` fetched them into build/corpus.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rolechain::bench {

constexpr std::size_t kManagedPolicies = 1594;

// The text of each policy's current version; none where the file is not there or not whole. Read on
// the first use, and once: the file of all versions has 77 MB.
const std::vector<std::string>& managed_corpus();

}  // namespace rolechain::bench
