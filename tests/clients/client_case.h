// What every client is asked to do: a served scenario, steps in the words of programs/README.md,
// and what must be printed. The expected text is one for all clients, so that they cannot disagree;
// only the type of an error is each client's own: `{sts AccessDenied}` stands for what this client
// says of that code of that service.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace rolechain::tests {

// Clients that know nothing but S3 have cases of their own.
enum class Speaks : std::uint8_t { everything, s3_only };

struct ClientCase {
  Speaks speaks = Speaks::everything;
  std::string_view name;      // also the test's: Clients/NAME.CLIENT
  std::string_view means;     // in the matrix
  std::string_view scenario;  // from the root of the source tree
  std::string_view workload;
  std::string_view setup;     // shell lines before the program, or ""
  std::string_view steps;     // TIMES: how often this client asks for credentials in a row
  std::string_view expected;  // uuids as UUID
};

const std::vector<ClientCase>& client_cases();

}  // namespace rolechain::tests
