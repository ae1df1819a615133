// Actions, resources, workloads and sessions as steps and expectations name them. An action that no
// service has is an error: nothing ever allows it, so every "must be denied" about it would pass.
#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/service_reference.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

bool some_action_matches(const ServiceReference& reference, const std::string& pattern) {
  const std::string lower = to_lower(pattern);
  const std::string prefix = lower.substr(0, lower.find_first_of("*?"));
  if (prefix.find(':') == std::string::npos) return lower == "*";
  for (const ActionView action : reference.actions_with_prefix(prefix)) {
    if (glob_match(lower, action.lower)) return true;
  }
  return false;
}

}  // namespace

std::string read_action(Build& build, const Node& node, bool pattern) {
  const std::optional<std::string> action = scalar_text(build.problems, node, "an action");
  if (!action) return {};
  const ServiceReference reference = ServiceReference::embedded();
  const bool known = pattern && has_wildcard(*action) ? some_action_matches(reference, *action)
                                                      : reference.find_action(*action).has_value();
  if (known) return *action;
  std::string help;
  if (const auto near = reference.closest_action(*action)) {
    help = fmt::format("did you mean `{}`?", *near);
  } else {
    help = "write `service:Action`, as IAM policies do";
  }
  build.problems.error("unknown-action", fmt::format("no service has the action `{}`", *action),
                       node.span, std::move(help));
  return *action;
}

std::string read_resource(Build& build, const Node& node, bool pattern) {
  const std::optional<std::string> written = scalar_text(build.problems, node, "a resource");
  if (!written) return {};
  const std::optional<std::string> resource = build.names.text(*written, node.span);
  if (!resource || *resource == "*") return resource.value_or("");
  if (!names_a_resource(*resource)) {
    std::string help = did_you_mean(*written, build.names.keys());
    build.problems.error("bad-arn", fmt::format("`{}` is no ARN", *written), node.span,
                         help.empty() ? "write an ARN, `@name`, or `*`" : help + " Write `@name`");
  } else if (!pattern && has_wildcard(*resource)) {
    build.problems.error("bad-arn", fmt::format("`{}` is a pattern, not a resource", *resource),
                         node.span, "a call is about one resource: write its ARN");
  }
  return *resource;
}

std::string read_workload(Build& build, const Node& node) {
  const std::optional<std::string> name = scalar_text(build.problems, node, "a workload");
  if (!name) return {};
  std::string key = name->substr(name->starts_with('@') ? 1 : 0);
  if (build.scenario.workload(key) != nullptr) return key;
  std::vector<std::string_view> names;
  names.reserve(build.scenario.workloads.size());
  for (const Workload& workload : build.scenario.workloads) names.push_back(workload.key);
  std::string help = did_you_mean(key, names);
  if (help.empty()) help = "name one of `workloads:`";
  build.problems.error("unknown-reference", fmt::format("no workload is named `{}`", key),
                       node.span, std::move(help));
  return {};
}

void check_step_id(Build& build, const std::string& id, SourceSpan where) {
  if (build.scenario.step(id) != nullptr) return;
  std::vector<std::string_view> ids;
  ids.reserve(build.scenario.steps.size());
  for (const Step& step : build.scenario.steps) ids.push_back(step.id);
  std::string help = did_you_mean(id, ids);
  if (help.empty()) help = "name the `id` of a step";
  build.problems.error("unknown-reference", fmt::format("no step has the id `{}`", id), where,
                       std::move(help));
}

std::string read_session(Build& build, const Node& node, const std::vector<Step>& steps) {
  const std::optional<std::string> name = scalar_text(build.problems, node, "a session");
  if (!name) return {};
  std::vector<std::string_view> sessions;
  for (const Step& step : steps) {
    const bool makes_session =
        !std::holds_alternative<Call>(step.action) && !std::holds_alternative<Api>(step.action) &&
        !std::holds_alternative<Advance>(step.action) && !std::holds_alternative<Set>(step.action);
    if (makes_session && !step.id.empty()) sessions.push_back(step.id);
  }
  if (std::ranges::find(sessions, *name) != sessions.end()) return *name;
  std::string help = did_you_mean(*name, sessions);
  if (help.empty()) help = "name the `id` of a step that gets credentials or assumes a role";
  build.problems.error("unknown-reference", fmt::format("no session is named `{}`", *name),
                       node.span, std::move(help));
  return {};
}

}  // namespace rolechain
