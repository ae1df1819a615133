// Whether an action is about a resource at all: a call that no service has proves nothing, however
// it is decided.
#pragma once

#include <optional>

#include "mocks/base/diagnostic.h"
#include "mocks/cloud/world.h"
#include "sim/load/scenario.h"

namespace rolechain {

// Error wrong-resource, where the service reference has no such pair (R-RES-04). A call without
// `on:` is about `*`, which only actions without a required resource type take.
std::optional<Diagnostic> wrong_pair(const World& world, const Call& call, SourceSpan where);

}  // namespace rolechain
