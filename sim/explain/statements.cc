#include "sim/explain/statements.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/text.h"
#include "mocks/policy/pattern.h"
#include "mocks/policy/service_reference.h"

namespace rolechain {
namespace {

constexpr std::size_t kShownPatterns = 4;  // of a list: AWS's own policies name thousands

// "`a`, `b`, `c`, `d` and 1,243 more"
template <class Range, class Name>
std::string some_of(const Range& range, Name name) {
  std::vector<std::string> shown;
  for (const auto& one : range) {
    if (shown.size() == kShownPatterns) break;
    shown.push_back(fmt::format("`{}`", name(one)));
  }
  std::string out = fmt::format("{}", fmt::join(shown, ", "));
  if (range.size() > shown.size()) out += fmt::format(" and {} more", range.size() - shown.size());
  return out;
}

std::string some_texts(const std::vector<Text>& texts) {
  return some_of(texts, [](const Text& text) { return text.value; });
}

// "every table" where the action has one type of resource, else "everything".
std::string every_resource(std::string_view action) {
  const auto found = ServiceReference::embedded().find_action(action);
  if (!found || found->resource_types.size() != 1) return "everything";
  return fmt::format("every {}", to_lower(found->resource_types.front().type.name));
}

// What a value with variables stands for in this request, or which key is missing; "" without.
std::string substituted(const Text& value, const Context& context, bool variables) {
  if (!variables) {
    // R-COND-06.
    return find_variable(value.value) == std::string::npos
               ? ""
               : " (plain text: only Version 2012-10-17 has variables)";
  }
  const Pattern pattern(value.value, Pattern::Wildcards::literal, Pattern::Variables::active);
  if (!pattern.has_variables()) return {};
  if (const std::string_view missing = pattern.unresolved(context); !missing.empty()) {
    return fmt::format(" (unresolved: {} {})", missing,
                       context.find(missing) == nullptr ? "is absent" : "has several values");
  }
  std::string text;
  for (const PatternToken& token : pattern.tokens()) {
    const ContextEntry* found =
        token.kind == PatternToken::Kind::variable ? context.find(token.text) : nullptr;
    text += token.kind != PatternToken::Kind::variable ? token.text
            : found != nullptr                         ? found->values.front()
                                                       : token.fallback.value_or("");
  }
  return fmt::format(" (here `{}`)", text);
}

std::string request_values(const ContextEntry& value) {
  if (value.values.empty()) return "an empty list";
  return some_of(value.values, [](const std::string& one) { return one; });
}

// A condition that let the request pass, with the values that made it so.
std::string met_words(const TestedCondition& met, const Context& context, bool variables) {
  const ConditionTest& test = *met.test;
  const std::string name = operator_words(test.op);
  if (met.actual == nullptr) {
    if (test.op.op == Operator::null) return fmt::format("{} is absent", test.key.value);
    return fmt::format("{} is absent, which {} lets pass", test.key.value, name);
  }
  const std::string actual = request_values(*met.actual);
  if (test.op.op == Operator::null) return fmt::format("{} is there: {}", test.key.value, actual);
  const std::string expected = expected_values(test, context, variables);
  if (expected == actual) return fmt::format("{} is {}", test.key.value, actual);
  return fmt::format("{} is {} ({} {})", test.key.value, actual, name, expected);
}

Request request_of(const Trace& trace, const std::string& action_lower) {
  return {&trace.caller, action_lower, trace.resource, &trace.context};
}

bool is_variable_active(const StatementTrace& looked_at) {
  return looked_at.policy->document().variables;
}

std::string quoted(std::string_view element, const std::vector<std::string_view>& patterns) {
  return fmt::format("{} {}", element,
                     some_of(patterns, [](std::string_view pattern) { return pattern; }));
}

void add_action(std::vector<std::string>& out, const Statement& statement,
                const MatchedPatterns& matched, const Trace& trace, bool in_full) {
  if (statement.not_action) {
    out.push_back(fmt::format("NotAction {} leaves it in", some_texts(statement.actions)));
  } else if (in_full || !std::ranges::any_of(matched.actions, [&](std::string_view pattern) {
               return equals_ignore_case(pattern, trace.action);
             })) {
    out.push_back(quoted("Action", matched.actions));
  }
}

void add_resource(std::vector<std::string>& out, const Statement& statement,
                  const MatchedPatterns& matched, const Trace& trace, bool in_full) {
  if (!statement.has_resource) return;
  if (statement.not_resource) {
    out.push_back(fmt::format("NotResource {} leaves it in", some_texts(statement.resources)));
    return;
  }
  const bool exact =
      std::ranges::find(matched.resources, trace.resource) != matched.resources.end();
  if (!exact && std::ranges::find(matched.resources, "*") != matched.resources.end()) {
    out.push_back(fmt::format("Resource `*` ({})", every_resource(trace.action)));
  } else if (in_full || !exact) {
    out.push_back(quoted("Resource", matched.resources));
  }
}

void add_principal(std::vector<std::string>& out, const StatementTrace& looked_at,
                   const MatchedPatterns& matched, bool in_full) {
  const Statement& statement = statement_of(looked_at);
  if (!statement.has_principal) return;
  if (statement.not_principal) {
    // R-PRIN-06.
    out.push_back(fmt::format(
        "NotPrincipal {} (it must name {})",
        some_of(statement.principals,
                [](const PrincipalEntry& entry) { return entry.value.value; }),
        statement.effect == Effect::deny ? "the session, its role and its account" : "the caller"));
    return;
  }
  // A trust policy's own line says it already.
  const bool broad = looked_at.match.principal == PrincipalMatch::account ||
                     looked_at.match.principal == PrincipalMatch::anyone;
  const bool said = looked_at.policy->type() == PolicyType::trust;
  if (in_full || (broad && !said)) out.push_back(quoted("Principal", matched.principals));
}

std::string why(const StatementTrace& looked_at, const Trace& trace, bool in_full) {
  const Statement& statement = statement_of(looked_at);
  const MatchedPatterns matched = matched_patterns(looked_at, trace);
  std::vector<std::string> words;
  add_action(words, statement, matched, trace, in_full);
  add_resource(words, statement, matched, trace, in_full);
  add_principal(words, looked_at, matched, in_full);
  std::string out = words.empty() ? "" : fmt::format("by {}", fmt::join(words, ", "));
  std::vector<std::string> met;
  for (const TestedCondition& tested : tested_conditions(looked_at, trace)) {
    met.push_back(met_words(tested, trace.context, is_variable_active(looked_at)));
  }
  if (met.empty()) return out;
  return fmt::format("{}{}where {}", out, out.empty() ? "" : ", ", fmt::join(met, " and "));
}

// The words before a condition's key: what of a list is asked.
std::string_view which_values(SetOperator set) {
  switch (set) {
    case SetOperator::for_all_values:
      return "every value of ";
    case SetOperator::for_any_value:
      return "some value of ";
    case SetOperator::none:
      break;
  }
  return "";
}

}  // namespace

const Statement& statement_of(const StatementTrace& looked_at) {
  return looked_at.policy->statements()[looked_at.statement];
}

MatchedPatterns matched_patterns(const StatementTrace& looked_at, const Trace& trace) {
  const Statement& statement = statement_of(looked_at);
  const std::string action_lower = to_lower(trace.action);
  const Request request = request_of(trace, action_lower);
  MatchedPatterns out;
  // The evaluator itself is asked, one pattern at a time.
  Statement one;
  one.actions.resize(1);
  one.resources.resize(1);
  one.principals.resize(1);
  one.has_resource = true;
  one.has_principal = true;
  for (const Text& action : statement.actions) {
    one.actions.front() = action;
    if (action_matches(one, action_lower)) out.actions.push_back(action.value);
  }
  for (const Text& resource : statement.resources) {
    one.resources.front() = resource;
    if (resource_matches(one, request, is_variable_active(looked_at))) {
      out.resources.push_back(resource.value);
    }
  }
  for (const PrincipalEntry& principal : statement.principals) {
    one.principals.front() = principal;
    if (principal_matches(one, trace.caller) != PrincipalMatch::none) {
      out.principals.push_back(principal.value.value);
    }
  }
  return out;
}

std::vector<TestedCondition> tested_conditions(const StatementTrace& looked_at,
                                               const Trace& trace) {
  std::vector<TestedCondition> out;
  const StatementMatch& match = looked_at.match;
  if (!match.matches() && match.mismatch != Mismatch::condition) return out;
  for (const ConditionTest& test : statement_of(looked_at).conditions) {
    out.push_back({&test, trace.context.find(test.key.value),
                   condition_holds(test, trace.context, is_variable_active(looked_at))});
    if (&test == match.failed) break;
  }
  return out;
}

std::string_view mismatch_word(Mismatch mismatch) {
  switch (mismatch) {
    case Mismatch::none:
      return "";
    case Mismatch::action:
      return "action";
    case Mismatch::resource:
      return "resource";
    case Mismatch::principal:
      return "principal";
    case Mismatch::condition:
      return "condition";
  }
  return "";
}

std::string operator_words(const OperatorName& name) {
  const std::string_view set = name.set == SetOperator::for_all_values  ? "ForAllValues:"
                               : name.set == SetOperator::for_any_value ? "ForAnyValue:"
                                                                        : "";
  return fmt::format("{}{}{}", set, operator_name(name.op), name.if_exists ? "IfExists" : "");
}

std::string why_it_applies(const StatementTrace& looked_at, const Trace& trace) {
  return why(looked_at, trace, false);
}

std::string verdict(const StatementTrace& looked_at, const Trace& trace) {
  const Statement& statement = statement_of(looked_at);
  switch (looked_at.match.mismatch) {
    case Mismatch::none: {
      const std::string reason = why(looked_at, trace, true);
      return reason.empty() ? "applies" : "applies " + reason;
    }
    case Mismatch::action:
      return fmt::format("{}: {}", statement.not_action ? "NotAction has it" : "another action",
                         some_texts(statement.actions));
    case Mismatch::resource:
      return fmt::format("{}: {}",
                         statement.not_resource ? "NotResource has it" : "another resource",
                         some_texts(statement.resources));
    case Mismatch::principal:
      if (statement.principals.empty()) return "no Principal, so it is about nobody";
      return fmt::format(
          "{}: {}", statement.not_principal ? "NotPrincipal has the caller" : "another principal",
          some_of(statement.principals,
                  [](const PrincipalEntry& entry) { return entry.value.value; }));
    case Mismatch::condition:
      break;
  }
  if (looked_at.match.failed == nullptr) return "a condition is not met";
  return condition_words(*looked_at.match.failed, trace.context, is_variable_active(looked_at));
}

std::string expected_values(const ConditionTest& test, const Context& context, bool variables) {
  std::vector<std::string> values;
  values.reserve(test.values.size());
  for (const Text& value : test.values) {
    values.push_back(fmt::format("`{}`{}", value.value, substituted(value, context, variables)));
  }
  if (values.size() == 1) return values.front();
  return fmt::format("{} {}", is_negated(test.op.op) ? "none of" : "one of",
                     fmt::join(values, ", "));
}

std::string condition_words(const ConditionTest& test, const Context& context, bool variables) {
  const ContextEntry* value = context.find(test.key.value);
  std::string came = "the request does not have it";
  if (value != nullptr) came = fmt::format("the request has {}", request_values(*value));
  if (test.op.op == Operator::null) {
    const bool absent = !test.values.empty() && equals_ignore_case(test.values[0].value, "true");
    return fmt::format("{} must be {}; {}", test.key.value, absent ? "absent" : "there", came);
  }
  // R-COND-03.
  if (test.op.set == SetOperator::none && value != nullptr &&
      (value->multi_valued || value->values.size() > 1)) {
    came += ", and a list needs ForAnyValue or ForAllValues";
  }
  // "none of" says the "not" already.
  const bool needs_not = is_negated(test.op.op) && test.values.size() == 1;
  return fmt::format("{}{} must {}be {} ({}); {}", which_values(test.op.set), test.key.value,
                     needs_not ? "not " : "", expected_values(test, context, variables),
                     operator_words(test.op), came);
}

}  // namespace rolechain
