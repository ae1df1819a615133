// The clients that are run, and what each is known to do otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/clients/client_case.h"

namespace rolechain::tests {

// Where the client comes from: Debian or npm with `./dev test`, today's release with
// `./dev clients`.
enum class Origin : std::uint8_t { debian, today };

// How a client reaches the served world.
enum class Way : std::uint8_t {
  port,    // `rolechain serve` on a port, and what `rolechain env` prints
  exec,    // `rolechain exec`: unmodified, at AWS's own addresses
  cannot,  // not at all: no test, a reason in the matrix
};

// A case that a client does not do in port mode, and why.
struct Exception {
  std::string_view case_name;
  Way way = Way::cannot;
  std::string_view reason;
};

// What the client says of an error. The first that fits counts.
struct ErrorForm {
  std::string_view service;  // "" for any
  std::string_view code;     // "" for any
  std::string_view says;     // `{code}` is replaced
};

struct Client {
  std::string_view name;      // the test's: Clients/CASE.NAME
  std::string_view title;     // in the matrix
  std::string_view from;      // in the matrix: "Debian", "npm", "PyPI", …
  std::string_view env_name;  // of `rolechain env --for`
  Origin origin = Origin::debian;
  Speaks speaks = Speaks::everything;
  std::string_view program;  // shell words, from the root of the source tree
  std::string_view version;  // a command that prints it; "": the program with --version
  // Words of programs/README.md that there is nothing for: their steps and lines fall out.
  std::vector<std::string_view> lacks;
  std::vector<ErrorForm> errors;
  // How often it asks again in a row when what it gets has expired already.
  std::string_view times = "2";
  std::vector<Exception> exceptions;

  [[nodiscard]] const Exception* exception(std::string_view case_name) const;
  // For `{SERVICE CODE}` of an expected text.
  [[nodiscard]] std::string error(std::string_view service, std::string_view code) const;
};

const std::vector<Client>& clients();

}  // namespace rolechain::tests
