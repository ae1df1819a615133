// Worlds of many roles, made by size and seed, whose edges are known without asking the evaluator:
// what the role graph is timed on.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "mocks/base/source.h"
#include "sim/load/scenario.h"

namespace rolechain::bench {

// About ten edges a role, over accounts of about 100 roles each under one organization: targets
// that name their callers, that trust whole accounts, that ask for an external id, that let the
// whole organization in; callers that list ARNs and callers with patterns; a Deny in an SCP.
struct GraphWorld {
  Sources sources;
  Scenario scenario;
  // Caller and role, indexes into World::roles; sorted.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
};

std::unique_ptr<GraphWorld> make_graph_world(std::uint32_t roles, std::uint64_t seed = 1);

// By role: how many others it reaches, by one search from each of them: slow and plain.
std::vector<std::uint32_t> plain_reach_counts(const GraphWorld& world);

}  // namespace rolechain::bench
