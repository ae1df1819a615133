#include "mocks/policy/compiled.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "mocks/base/eight.h"
#include "mocks/policy/action_index.h"
#include "mocks/policy/compiled_statement.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/policy_check.h"

namespace rolechain {
namespace {

Pattern::Variables variables_if(bool active) {
  return active ? Pattern::Variables::active : Pattern::Variables::literal;
}

Pattern resource_pattern(const Text& text, bool variables) {
  return {text.value, Pattern::Wildcards::active, variables_if(variables)};
}

// One piece of memory for all: policies name actions by the hundred.
void lower_actions(const Statement& statement, CompiledStatement& out) {
  std::size_t size_bytes = 0;
  for (const Text& action : statement.actions) size_bytes += action.value.size();
  out.actions_text = std::make_unique_for_overwrite<char[]>(size_bytes);
  out.actions.reserve(statement.actions.size());
  char* room = out.actions_text.get();
  for (const Text& action : statement.actions) {
    write_lower(action.value, room);
    out.actions.emplace_back(room, action.value.size());
    room += action.value.size();
  }
}

CompiledStatement compile(const Statement& statement, bool variables) {
  CompiledStatement out;
  lower_actions(statement, out);
  out.resources.reserve(statement.resources.size());
  for (const Text& resource : statement.resources) {
    out.resources.push_back(resource_pattern(resource, variables));
  }
  out.conditions.reserve(statement.conditions.size());
  for (const ConditionTest& test : statement.conditions) {
    out.conditions.emplace_back(test, variables_if(variables));
  }
  return out;
}

}  // namespace

CompiledPolicy::CompiledPolicy(std::string label, Document document)
    : label_(std::move(label)), document_(std::move(document)) {
  compiled_.reserve(document_.statements.size());
  for (const Statement& statement : document_.statements) {
    compiled_.push_back(compile(statement, document_.variables));
  }
  denies_ = index(Effect::deny);
  allows_ = index(Effect::allow);
}

std::unique_ptr<const ActionIndex> CompiledPolicy::index(Effect effect) const {
  std::vector<ActionIndex::Element> elements;
  for (std::uint32_t i = 0; i < compiled_.size(); ++i) {
    const Statement& statement = document_.statements[i];
    if (statement.effect != effect) continue;
    elements.push_back({i, statement.not_action, &compiled_[i].actions});
  }
  return elements.empty() ? nullptr : std::make_unique<const ActionIndex>(elements);
}

CompiledPolicy::~CompiledPolicy() = default;

StatementMatch CompiledPolicy::match(std::uint32_t index, const Request& request) const {
  assert(index < compiled_.size());
  // R-ACT-03, R-RES-03: NotAction and NotResource are complements.
  const bool action = std::ranges::any_of(compiled_[index].actions, [&](std::string_view pattern) {
    return glob_match(pattern, request.action_lower);
  });
  if (action != document_.statements[index].not_action) return match_rest(index, request);
  StatementMatch out;
  out.mismatch = Mismatch::action;
  return out;
}

// A statement without Resource (trust policies; some resources' own policies) is about the resource
// that it is attached to.
bool CompiledPolicy::resource_matches(std::uint32_t index, const Request& request) const {
  const Statement& statement = document_.statements[index];
  if (!statement.has_resource) return true;
  const bool any = std::ranges::any_of(compiled_[index].resources, [&](const Pattern& pattern) {
    return pattern.matches_resource(request.resource, *request.context);
  });
  return any != statement.not_resource;
}

// The cheapest test that fails most often comes first, conditions last.
StatementMatch CompiledPolicy::match_rest(std::uint32_t index, const Request& request) const {
  const Statement& statement = document_.statements[index];
  const CompiledStatement& compiled = compiled_[index];
  StatementMatch out;
  if (!resource_matches(index, request)) {
    out.mismatch = Mismatch::resource;
    return out;
  }
  if (type_has_principals(document_.type)) {
    out.principal = principal_matches(statement, *request.caller);
    if (out.principal == PrincipalMatch::none) {
      out.mismatch = Mismatch::principal;
      return out;
    }
  }
  for (std::size_t i = 0; i < compiled.conditions.size(); ++i) {
    if (compiled.conditions[i].holds(*request.context)) continue;
    out.mismatch = Mismatch::condition;
    out.failed = &statement.conditions[i];
    return out;
  }
  return out;
}

PolicyAnswer CompiledPolicy::ask_denies(const Request& request) const {
  assert(request.service_key != 0 || request.action_lower.empty());
  PolicyAnswer answer;
  if (denies_ == nullptr) return answer;
  denies_->for_each(request, [&](std::uint32_t statement) {
    if (!match_rest(statement, request).matches()) return true;
    answer = {PolicyAnswer::Says::deny, PrincipalMatch::none, statement};
    return false;
  });
  return answer;
}

PolicyAnswer CompiledPolicy::ask(const Request& request) const {
  PolicyAnswer answer = ask_denies(request);
  if (answer.says == PolicyAnswer::Says::deny) return answer;
  const bool principals = type_has_principals(document_.type);
  if (allows_ == nullptr) return answer;
  allows_->for_each(request, [&](std::uint32_t statement) {
    const StatementMatch match = match_rest(statement, request);
    if (!match.matches()) return true;
    if (answer.says == PolicyAnswer::Says::nothing || match.principal > answer.principal) {
      answer = {PolicyAnswer::Says::allow, match.principal, statement};
    }
    return principals && answer.principal < PrincipalMatch::direct;
  });
  return answer;
}

std::string CompiledPolicy::statement_label(std::uint32_t index) const {
  assert(index < document_.statements.size());
  return label_ + document_.statements[index].fragment();
}

bool action_matches(const Statement& statement, std::string_view action_lower) {
  const bool any = std::ranges::any_of(statement.actions, [&](const Text& action) {
    return glob_match(action.value, action_lower, CaseMode::insensitive);
  });
  return any != statement.not_action;
}

bool resource_matches(const Statement& statement, const Request& request, bool variables) {
  if (!statement.has_resource) return true;
  const bool any = std::ranges::any_of(statement.resources, [&](const Text& resource) {
    return resource_pattern(resource, variables)
        .matches_resource(request.resource, *request.context);
  });
  return any != statement.not_resource;
}

}  // namespace rolechain
