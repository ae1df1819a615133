#include "sim/chain/hop.h"

#include <algorithm>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/sts/assume.h"
#include "sim/chain/choices.h"
#include "sim/grants/grants.h"

namespace rolechain {
namespace {

GrantSubject subject_of(const Scenario& scenario, const Session& caller,
                        const std::vector<ContextEntry>& given) {
  GrantSubject subject{&scenario.world, &caller, scenario.clock_s, scenario.context};
  subject.context.insert(subject.context.end(), given.begin(), given.end());
  return subject;
}

bool has_entry(const std::vector<ContextEntry>& entries, std::string_view key) {
  return std::ranges::any_of(
      entries, [&](const ContextEntry& entry) { return equals_ignore_case(entry.key, key); });
}

// What the search for a yes chose: the sender's keys that nobody gave.
std::vector<ContextEntry> chosen_in(const Trace& trace, const std::vector<ContextEntry>& given) {
  std::vector<ContextEntry> out;
  for (const ContextEntry& entry : trace.context.all()) {
    if (entry.origin == ContextEntry::Origin::scenario && !has_entry(given, entry.key)) {
      out.push_back(entry);
    }
  }
  return out;
}

// The search for a yes has no reason for a no: that is the evaluator's, on the plain request.
Trace plainly(const Scenario& scenario, const std::string& action, const Session& caller,
              const Role& role, const std::vector<ContextEntry>& given) {
  Trace trace;
  ApiCall call{action, role.arn, subject_of(scenario, caller, given).context, {}};
  authorize(scenario.world, caller, call, scenario.clock_s, &trace);
  return trace;
}

void take_chosen(HopParameters& out, const std::vector<ContextEntry>& chosen) {
  for (const ContextEntry& entry : chosen) {
    if (equals_ignore_case(entry.key, "aws:MultiFactorAuthPresent")) {
      out.mfa = true;
    } else if (equals_ignore_case(entry.key, "sts:ExternalId")) {
      out.external_id = entry.values.front();
    } else if (!equals_ignore_case(entry.key, "aws:MultiFactorAuthAge")) {
      out.context.push_back(entry);
    }
  }
}

}  // namespace

AskedHop ask_hop(const Scenario& scenario, const Session& caller, const Role& role,
                 HopParameters parameters, const std::vector<ContextEntry>& given) {
  AskedHop out;
  out.parameters = std::move(parameters);
  ChainAnswer& answer = out.answer;
  GrantSubject subject = subject_of(scenario, caller, given);
  Trace assume;
  answer.allowed = can_call(subject, "sts:AssumeRole", role.arn, &assume);
  if (!answer.yes()) {
    answer.assume = plainly(scenario, "sts:AssumeRole", caller, role, given);
    return out;
  }
  answer.caller = caller_statement(assume);
  answer.trust = trust_statement(assume);
  std::vector<ContextEntry> chosen = chosen_in(assume, subject.context);
  // R-STS-10, R-STS-12: what a hop sends or carries along needs a permission of its own.
  std::vector<std::string> more;
  if (!out.parameters.tags.empty() || !sts::transitive_tags(caller).empty()) {
    more.emplace_back("sts:TagSession");
  }
  if (out.parameters.source_identity || !caller.source_identity.empty()) {
    more.emplace_back("sts:SetSourceIdentity");
  }
  for (const std::string& action : more) {
    // One request: what the first permission made the sender choose stays.
    GrantSubject same = subject;
    same.context.insert(same.context.end(), chosen.begin(), chosen.end());
    Trace trace;
    answer.allowed = can_call(same, action, role.arn, &trace);
    if (!answer.yes()) {
      if (answer.allowed && !chosen.empty() && can_call(subject, action, role.arn).value_or(true)) {
        answer.allowed = std::nullopt;  // perhaps with other choices for both
      }
      answer.carry = plainly(scenario, action, caller, role, given);
      return out;
    }
    const std::vector<ContextEntry> again = chosen_in(trace, same.context);
    if (again.empty()) continue;
    chosen.insert(chosen.end(), again.begin(), again.end());
    same.context.insert(same.context.end(), again.begin(), again.end());
    if (!can_call(same, "sts:AssumeRole", role.arn).value_or(false)) {
      answer.allowed = std::nullopt;
      return out;
    }
  }
  take_chosen(out.parameters, chosen);
  return out;
}

std::vector<ContextEntry> entries_of(const HopParameters& parameters) {
  std::vector<ContextEntry> out = context_of(parameters, {});
  if (parameters.mfa) {
    out.push_back(sts::engine_entry("aws:MultiFactorAuthPresent", {"true"}));
    out.push_back(sts::engine_entry("aws:MultiFactorAuthAge", {"0"}));
  }
  out.insert(out.end(), parameters.context.begin(), parameters.context.end());
  return out;
}

Trace trace_of_hop(const Scenario& scenario, const Session& caller, const Role& role,
                   const HopParameters& parameters) {
  return plainly(scenario, "sts:AssumeRole", caller, role, entries_of(parameters));
}

bool may_ever(const Scenario& scenario, const Session& caller, const Role& role,
              const std::string& action) {
  return can_call(subject_of(scenario, caller, {}), action, role.arn).value_or(true);
}

Session session_after(const Scenario& scenario, const Session& caller, const Role& role,
                      const HopParameters& parameters) {
  Session out;
  out.kind = Session::Kind::role;
  out.account = role.account;
  out.role_arn = role.arn;
  out.unique_id = role.unique_id;
  out.session_name = parameters.session_name;
  out.arn = assumed_role_arn(role.account, role.name, out.session_name);
  out.credentials.session_token = "chained";  // R-STS-03: temporary
  out.issued_s = scenario.clock_s;
  out.expires_s = scenario.clock_s + role.max_session_s;
  out.tags = parameters.tags;
  out.transitive = parameters.transitive;
  for (Tag& tag : sts::transitive_tags(caller)) {
    out.transitive.push_back(tag.key);
    out.tags.push_back(std::move(tag));
  }
  out.source_identity = parameters.source_identity.value_or(caller.source_identity);
  return out;
}

}  // namespace rolechain
