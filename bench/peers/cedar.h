// A shape as a Cedar policy set that gives the same answers: statements become permit and forbid
// policies, guardrails become forbid … unless, and what the caller's account lacks in a
// cross-account call becomes a forbid, too. Source: Cedar Policy Language Reference Guide.
#pragma once

#include <string>

#include "bench/shapes.h"

namespace rolechain::bench {

// {"policies": text, "entities": […], "calls": [{"principal", "action", "resource", "context",
// "expected"}]}. Aborts on what the translation does not know: it is made for the realistic shape.
std::string to_cedar(const Shape& shape);

}  // namespace rolechain::bench
