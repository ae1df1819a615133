#include "sim/cli/program.h"

#include <fmt/format.h>

#include <csignal>
#include <cstddef>
#include <exception>
#include <span>
#include <string>
#include <variant>

#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/terminal.h"
#include "sim/cli/verbs.h"

namespace rolechain {
namespace {

struct Carry {
  Terminal& terminal;

  int operator()(const HelpOptions& options) const {
    terminal.out(options.text);
    return kExitPassed;
  }
  int operator()(const VersionOptions&) const {
    terminal.out(fmt::format("rolechain {}\n", kVersion));
    return kExitPassed;
  }
  int operator()(const RunOptions& options) const { return run_verb(options, terminal); }
  int operator()(const ExplainOptions& options) const { return explain_verb(options, terminal); }
  int operator()(const GrantsOptions& options) const { return grants_verb(options, terminal); }
  int operator()(const CheckCertificateOptions& options) const {
    return check_certificate_verb(options, terminal);
  }
  int operator()(const GraphOptions& options) const { return graph_verb(options, terminal); }
  int operator()(const WhoCanOptions& options) const { return who_can_verb(options, terminal); }
  int operator()(const DiffVerbOptions& options) const { return diff_verb(options, terminal); }
  int operator()(const LintOptions& options) const { return lint_verb(options, terminal); }
  int operator()(const RulesOptions& options) const { return rules_verb(options, terminal); }
  int operator()(const ServeOptions& options) const { return serve_verb(options, terminal); }
  int operator()(const EnvOptions& options) const { return env_verb(options, terminal); }
  int operator()(const ExecOptions& options) const { return exec_verb(options, terminal); }
  int operator()(const CredentialsOptions& options) const {
    return credentials_verb(options, terminal);
  }
  int operator()(const SchemaOptions& options) const { return schema_verb(options, terminal); }
};

int internal_error(std::span<const char* const> arguments, std::string_view what,
                   Terminal& terminal) {
  terminal.error(
      fmt::format("error: internal error: {}\n"
                  "  help: this is a mistake in rolechain {}: please report it with the "
                  "command `rolechain {}` and its files\n",
                  what, kVersion, fmt::join(arguments, " ")));
  return kExitInternal;
}

}  // namespace

int run_program(int argc, const char* const* argv) {
  // A reader that goes away (`| head`) is no crash: the write fails and the verb ends.
  std::signal(SIGPIPE, SIG_IGN);
  Terminal terminal;
  const std::span<const char* const> arguments(argv + (argc > 0 ? 1 : 0),
                                               static_cast<std::size_t>(argc > 0 ? argc - 1 : 0));
  try {
    auto command = parse_command_line(arguments);
    if (!command) {
      terminal.error(render(command.error()));
      return kExitUsage;
    }
    const int code = std::visit(Carry{terminal}, *command);
    if (!terminal.failed()) return code;
    terminal.error("error: the output could not be written\n  help: is the disk full?\n");
    return kExitUsage;
  } catch (const std::exception& error) {
    return internal_error(arguments, error.what(), terminal);
  } catch (...) {
    return internal_error(arguments, "unknown exception", terminal);
  }
}

}  // namespace rolechain
