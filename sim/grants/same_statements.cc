#include "sim/grants/same_statements.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace rolechain {
namespace {

// A statement as the conjunction that it is: of its Resource element, and of each test.
struct Term {
  std::string head;  // effect and Resource element
  std::set<std::string> tests;
  auto operator<=>(const Term&) const = default;
};

// Values in no order, told apart whatever they hold.
std::string text_of(const std::vector<Text>& values) {
  std::set<std::string_view> sorted;
  for (const Text& value : values) sorted.insert(value.value);
  std::string out;
  for (const std::string_view value : sorted) out += fmt::format("{}:{}", value.size(), value);
  return out;
}

Term term_of(const PlayStatement& one) {
  const Statement& statement = one.statement();
  const char variables = one.policy->document().variables ? '$' : '-';
  Term out;
  out.head =
      fmt::format("{}{}{} {}", statement.effect == Effect::deny ? "deny" : "allow", variables,
                  statement.not_resource ? '!' : '=', text_of(statement.resources));
  for (const PlayCondition& condition : one.conditions) {
    const ConditionTest& test = *condition.test;
    out.tests.insert(fmt::format("{} {}{} {}", full_operator_name(test.op),
                                 condition.compiled.key_lower(), variables, text_of(test.values)));
  }
  return out;
}

// Without those that say nothing beside another: the same, and more to meet.
std::set<Term> terms_of(const std::vector<const PlayStatement*>& statements) {
  std::set<Term> all;
  for (const PlayStatement* one : statements) all.insert(term_of(*one));
  std::set<Term> out;
  for (const Term& one : all) {
    const bool idle = std::ranges::any_of(all, [&](const Term& other) {
      return other.head == one.head && other.tests.size() < one.tests.size() &&
             std::ranges::includes(one.tests, other.tests);
    });
    if (!idle) out.insert(one);
  }
  return out;
}

}  // namespace

bool same_statements(const std::vector<const PlayStatement*>& one,
                     const std::vector<const PlayStatement*>& other) {
  return terms_of(one) == terms_of(other);
}

}  // namespace rolechain
