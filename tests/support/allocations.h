// Counts heap allocations, to test that a function makes none; benchmarks report the count.
#pragma once

#include <cstddef>

namespace rolechain::testing {

// How often the calling thread called operator new so far. Always 0 under AddressSanitizer and
// ThreadSanitizer, which have an operator new of their own: a difference of 0 proves nothing there.
std::size_t allocations();
// How many bytes those calls asked for.
std::size_t allocated_bytes();

}  // namespace rolechain::testing
