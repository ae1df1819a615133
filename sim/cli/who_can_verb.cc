// rolechain who-can: who can make one request, directly or through chains.
#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/service_reference.h"
#include "sim/chain/who_can.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/load/build.h"
#include "sim/run/pairs.h"

namespace rolechain {
namespace {

using Checked = std::expected<void, UsageError>;

Checked check_action(const std::string& action) {
  const ServiceReference reference = ServiceReference::embedded();
  if (reference.find_action(action)) return {};
  const auto near = reference.closest_action(action);
  return std::unexpected(
      UsageError{fmt::format("no service has the action `{}`", action),
                 near ? fmt::format("did you mean `{}`?", *near)
                      : std::string("write `service:Action`, as IAM policies do")});
}

// `@name` is a resource, role or user of the scenario; anything else is an ARN or `*`.
std::expected<std::string, UsageError> find_resource(const World& world, const std::string& word) {
  if (!word.starts_with('@')) {
    if (word == "*" || (names_a_resource(word) && !has_wildcard(word))) return word;
    return std::unexpected(UsageError{fmt::format("`{}` is no ARN", word),
                                      "write the ARN of one resource, `@name`, or `*`"});
  }
  std::vector<std::string_view> keys;
  const std::string_view name = std::string_view(word).substr(1);
  std::string found;
  const auto look_in = [&](const auto& list) {
    for (const auto& one : list) {
      keys.push_back(one.key);
      if (one.key == name && found.empty()) found = one.arn;
    }
  };
  look_in(world.resources);
  look_in(world.roles);
  look_in(world.users);
  if (!found.empty()) return found;
  if (auto known = check_choice("name", name, keys); !known) return std::unexpected(known.error());
  return found;
}

}  // namespace

int who_can_verb(const WhoCanOptions& options, Terminal& terminal) {
  const auto refuse = [&](const UsageError& error) {
    terminal.error(render(error));
    return kExitUsage;
  };
  if (auto ok = check_action(options.action); !ok) return refuse(ok.error());
  const auto opened = open_scenario(options.file, options.case_name, options.read, terminal);
  if (!opened) return opened.error();
  const Scenario& scenario = *(*opened)->scenario;
  ChainRequest request{options.action, {}, options.when};
  request.action = ServiceReference::embedded().find_action(options.action)->full_name;
  const auto resource = find_resource(scenario.world, options.resource);
  if (!resource) return refuse(resource.error());
  request.resource = *resource;
  if (const auto wrong = wrong_pair(scenario.world, {request.action, request.resource}, {})) {
    return refuse({wrong->message, wrong->help});
  }
  const WhoCan answer = who_can(scenario, request);
  terminal.out(options.format == "json" ? to_json(answer, scenario, request)
                                        : to_text(answer, scenario, request));
  if (!answer.undecided.empty()) {
    terminal.error(render(answer.undecided));
    return kExitInvalid;
  }
  return answer.found.empty() ? kExitFailed : kExitPassed;
}

}  // namespace rolechain
