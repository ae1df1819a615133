// One client doing one case, in port mode or in `rolechain exec`.
#pragma once

#include <string>

#include "tests/clients/client.h"
#include "tests/clients/client_case.h"

namespace rolechain::tests {

// What the client must print, and what it printed.
struct CaseOutcome {
  std::string expected;
  std::string printed;
};
CaseOutcome run_case(const Client& client, const ClientCase& one, Way way);

// What its program says of its version; the last line, without the newline.
std::string client_version(const Client& client);

}  // namespace rolechain::tests
