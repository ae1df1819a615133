// The command line while it is being read: verbs, and where their options go. For the files of
// sim/cli that see CLI11: command_line.cc and serve_lines.cc.
#pragma once

#include <CLI/CLI.hpp>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/command_line.h"
#include "sim/cli/help.h"

namespace rolechain::cli {

using Checked = std::expected<void, UsageError>;

// One verb while it is being read: where its options go, and what to check afterwards.
struct Verb {
  CLI::App* app = nullptr;
  bool help = false;
  Command command;
  std::function<Checked()> check = [] { return Checked(); };
};

std::unexpected<UsageError> usage(std::string message, std::string help);
Checked need(std::string_view verb, std::string_view what, bool is_there);
// From 1 to `most`.
std::expected<unsigned, UsageError> parse_number(std::string_view option, const std::string& text,
                                                 unsigned most);

class Reader {
 public:
  Reader();
  std::expected<Command, UsageError> read(std::span<const char* const> arguments);

 private:
  Verb& add(std::string_view name, Command command);
  void add_run();
  void add_explain();
  void add_grants();
  void add_check_certificate();
  void add_graph();
  Checked check_graph(GraphOptions& options) const;
  void add_who_can();
  void add_lint();
  void add_diff();
  void add_rules();
  void add_serve();
  void add_env();
  void add_exec();
  void add_credentials();
  static void add_external(Verb& verb, ReadOptions& options);
  static void add_case(Verb& verb, std::string& name);

  std::optional<UsageError> unknown(const Verb* verb) const;
  std::expected<Command, UsageError> help_for(const std::string& name) const;
  static std::vector<OptionHelp> options_of(const CLI::App& app);

  CLI::App app_;
  bool help_ = false;
  bool version_ = false;
  std::string help_verb_;
  // While CLI11 fills them these must not move.
  std::map<std::string, std::unique_ptr<Verb>, std::less<>> verbs_;
  std::string jobs_;
  std::string chains_;
  std::string port_;
  std::vector<std::string> parameters_;
  std::string colour_ = "auto";
  bool no_colour_ = false;
  bool all_ = false;
  bool outline_ = false;
  std::vector<std::string> when_;
};

}  // namespace rolechain::cli
