// rolechain grants: what sessions may do, as IAM policies.
#include <fmt/format.h>

#include "mocks/base/node.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/grants/grants.h"
#include "sim/run/subject.h"

namespace rolechain {
namespace {

// "base_session": { …policy… }, with the policy indented as a member.
void add_member(std::string& out, const std::string& key, const std::string& policy) {
  out += out.empty() ? "{\n  " : ",\n  ";
  out += to_json(Node::make_string(key)) + ": ";
  for (const char c : policy) {
    out += c;
    if (c == '\n') out += "  ";
  }
}

}  // namespace

int grants_verb(const GrantsOptions& options, Terminal& terminal) {
  const auto carried = carry_out(options.file, options.case_name, options.read, terminal);
  if (!carried) return carried.error();
  if (!options.certificate.empty()) {
    return write_certificate(options.certificate, *carried, terminal);
  }
  const Execution& execution = carried->execution;
  std::vector<std::string_view> ids;
  ids.reserve(execution.sessions.size());
  for (const LiveSession& live : execution.sessions) ids.push_back(live.id);
  if (!options.session.empty()) {
    const StepRecord* step = execution.step(options.session);
    if (step != nullptr && !step->ok) {
      terminal.error(render(UsageError{
          fmt::format("step `{}` made no session: {}", step->id, step->error_code),
          fmt::format("`rolechain explain {} --step {}` says why", options.file, step->id)}));
      return kExitUsage;
    }
    if (auto known = check_choice("session", options.session, ids); !known) {
      terminal.error(render(known.error()));
      return kExitUsage;
    }
  }

  std::string all;
  bool decided = true;
  for (const LiveSession& live : execution.sessions) {
    if (!options.session.empty() && live.id != options.session) continue;
    const EffectiveGrants grants = effective_grants(subject_of(live));
    if (!grants.undecided.empty()) {
      decided = false;
      terminal.error(render(grants.undecided));
      continue;
    }
    std::string policy = to_policy(grants);
    if (!options.session.empty()) {
      if (!policy.ends_with('\n')) policy += '\n';
      terminal.out(policy);
    } else {
      while (policy.ends_with('\n')) policy.pop_back();
      add_member(all, live.id, policy);
    }
  }
  if (options.session.empty() && decided) terminal.out(all.empty() ? "{}\n" : all + "\n}\n");
  return decided ? kExitPassed : kExitInvalid;
}

}  // namespace rolechain
