// MATRIX.md: which client does which case, and how; made of the same tables as the tests.
#pragma once

#include <string>

#include "tests/clients/client.h"

namespace rolechain::tests {

// The part of the page about clients of that origin: tables, and the reasons below them. Asks each
// client for its version.
std::string matrix_part(Origin origin);

// The page with that part between its markers replaced; the page as it is where it has none.
std::string with_part(const std::string& page, Origin origin, const std::string& part);

}  // namespace rolechain::tests
