// Counts heap allocations, to test that a function makes none.
#pragma once

#include <cstddef>

namespace rolechain::testing {

// How often operator new was called so far, by any thread. Always 0 under AddressSanitizer and
// ThreadSanitizer, which have an operator new of their own: a difference of 0 proves nothing there.
std::size_t allocations();

}  // namespace rolechain::testing
