// One comparison with every policy variable filled in or fixed. Internal to compare_grants and its
// kin.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/grants/class_table.h"
#include "sim/grants/grants.h"
#include "sim/grants/play.h"

namespace rolechain {

std::vector<std::unique_ptr<const Play>> make_plays(const std::vector<GrantSubject>& subjects);
std::vector<const Play*> pointers(const std::vector<std::unique_ptr<const Play>>& plays);

// alike: the n-th subject before the change and the n-th after it differ in nothing but one
// identity policy, and what both policies say in the same words is left out.
enum class Pairs : std::uint8_t { any, alike };

// `split`: the subjects [0, split) are before a change, the others after it; nothing: all of them
// against the intents. `table`: what comparisons before this one found; made for the subjects'
// partition and region. `plays`: of the subjects.
GrantVerdict compare_filled(const std::vector<std::unique_ptr<const Play>>& plays,
                            const std::vector<GrantSubject>& subjects,
                            const std::vector<GrantIntent>& intents, GrantMode mode,
                            std::optional<std::size_t> split, const GrantLimits& limits,
                            ClassTable& table, Pairs pairs = Pairs::any);

// compare_sessions() with what proofs before it found. `table`: as above.
GrantVerdict compare_sessions(const std::vector<GrantSubject>& before,
                              const std::vector<GrantSubject>& after, const GrantLimits& limits,
                              ClassTable& table, Pairs pairs);

}  // namespace rolechain
