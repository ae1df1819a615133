// Whether two policy documents mean the same, element by element: everything but places and sizes.
#pragma once

#include <string>

#include "mocks/policy/document.h"

namespace rolechain::tests {

// The first difference, such as "statement 2: Action", or "" where there is none.
std::string first_difference(const Document& a, const Document& b);

}  // namespace rolechain::tests
