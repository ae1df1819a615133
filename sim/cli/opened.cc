#include "sim/cli/opened.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <vector>

#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/run/stepper.h"

namespace rolechain {
namespace {

int refuse(const Diagnostics& problems, Terminal& terminal) {
  terminal.error(render(problems));
  return kExitInvalid;
}

}  // namespace

std::expected<std::unique_ptr<Opened>, int> open_scenario(const std::string& path,
                                                          const std::string& case_name,
                                                          const ReadOptions& options,
                                                          Terminal& terminal) {
  auto out = std::make_unique<Opened>();
  Loader& loader = out->loader;
  LoadOptions load;
  load.allow_external_files = options.allow_external_files;
  auto file = loader.read(path, load);
  if (!file) return std::unexpected(refuse(file.error(), terminal));
  out->file = *std::move(file);
  auto scenario = loader.load(out->file);
  if (!scenario) return std::unexpected(refuse(scenario.error(), terminal));
  if (!case_name.empty()) {
    std::vector<std::string_view> names;
    for (const Case& one : scenario->cases) names.push_back(one.name);
    if (auto known = check_choice("case", case_name, names); !known) {
      terminal.error(render(known.error()));
      return std::unexpected(kExitUsage);
    }
    out->changes = std::ranges::find(scenario->cases, case_name, &Case::name)->changes;
    scenario = loader.load(out->file, out->changes);
    if (!scenario) return std::unexpected(refuse(scenario.error(), terminal));
  }
  out->scenario = std::make_shared<const Scenario>(*std::move(scenario));
  return out;
}

std::expected<Carried, int> carry_out(const std::string& path, const std::string& case_name,
                                      const ReadOptions& options, Terminal& terminal) {
  auto opened = open_scenario(path, case_name, options, terminal);
  if (!opened) return std::unexpected(opened.error());
  Opened& made = **opened;
  auto execution = execute_with(made.loader, made.file, made.changes, made.scenario);
  if (!execution) return std::unexpected(refuse(execution.error(), terminal));
  return Carried{*std::move(opened), *std::move(execution)};
}

int write_report(const std::string& path, std::string_view text, Terminal& terminal) {
  if (path.empty()) {
    terminal.out(text);
    return kExitPassed;
  }
  std::ofstream stream(path, std::ios::binary);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (stream) return kExitPassed;
  terminal.error(render(UsageError{fmt::format("cannot write `{}`", path),
                                   "name a file in a directory that is there"}));
  return kExitUsage;
}

}  // namespace rolechain
