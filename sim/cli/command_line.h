// Reads the command line into a Command, or says in one sentence what is wrong with it.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "sim/cli/options.h"

namespace rolechain {

// `message` is lower case without full stop, `help` the next step ("did you mean `--format`?").
struct UsageError {
  std::string message;
  std::string help;
};
// error: unknown option `--fromat`
//   help: did you mean `--format`?
std::string render(const UsageError& error);

// `arguments` without the program's name.
std::expected<Command, UsageError> parse_command_line(std::span<const char* const> arguments);

// `value` where it is one of `choices`; else the error says which there are. `what` is the thing's
// name for the message: "format", "step".
std::expected<void, UsageError> check_choice(std::string_view what, std::string_view value,
                                             std::span<const std::string_view> choices);

}  // namespace rolechain
