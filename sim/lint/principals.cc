#include "sim/lint/principals.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

// Keys that tell callers apart. Source: IAM User Guide, "AWS global condition context keys",
// "Properties of the principal"; sts:ExternalId: "Access to AWS accounts owned by third parties".
constexpr std::array<std::string_view, 11> kCallerKeys{
    "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths",
    "aws:userid",       "aws:username",         "aws:sourceidentity", "sts:externalid",
    "aws:sourcearn",    "aws:sourceaccount",    "aws:sourceorgid",
};

// Keys that say only which account or organization: they narrow `*`, and not one account.
constexpr std::array<std::string_view, 5> kAccountKeys{
    "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths",
    "aws:sourceaccount",    "aws:sourceorgid",
};

bool tells_callers_apart(std::string_view key, OpenStatement::Width width) {
  if (key.starts_with("aws:principaltag/")) return true;
  if (std::ranges::find(kCallerKeys, key) == kCallerKeys.end()) return false;
  return width == OpenStatement::Width::anyone ||
         std::ranges::find(kAccountKeys, key) == kAccountKeys.end();
}

// A negated test lets everybody else in, …IfExists lets in who lacks the key (R-COND-02), and a
// lone star is no choice.
bool narrows(const ConditionTest& test, OpenStatement::Width width) {
  if (is_negated(test.op.op) || test.op.if_exists || test.op.op == Operator::null) return false;
  if (test.op.set == SetOperator::for_all_values) return false;
  if (!tells_callers_apart(to_lower(test.key.value), width)) return false;
  return std::ranges::none_of(test.values, [](const Text& text) {
    return text.value.find_first_not_of("*?:") == std::string::npos || text.value == "arn:*";
  });
}

bool is_narrowed(const Statement& statement, OpenStatement::Width width) {
  return std::ranges::any_of(statement.conditions,
                             [&](const ConditionTest& test) { return narrows(test, width); });
}

bool allows_assumption(const Statement& statement) {
  return statement.effect == Effect::allow &&
         (action_matches(statement, "sts:assumerole") ||
          action_matches(statement, "sts:assumerolewithwebidentity") ||
          action_matches(statement, "sts:assumerolewithsaml"));
}

bool is_whole_account(std::string_view value) {
  if (is_account_id(value)) return true;
  const auto arn = split_arn(value);
  return arn && arn->service == "iam" && arn->resource == "root";
}

}  // namespace

std::vector<OpenStatement> open_statements(const CompiledPolicy& trust) {
  using Width = OpenStatement::Width;
  std::vector<OpenStatement> out;
  const auto add = [&](const Statement& statement, Width width, const Text& principal) {
    out.push_back({&statement, width, principal.value,
                   principal.span.known() ? principal.span : statement.span,
                   is_narrowed(statement, width)});
  };
  for (const Statement& statement : trust.statements()) {
    if (!allows_assumption(statement)) continue;
    if (statement.not_principal) add(statement, Width::anyone, {"NotPrincipal", {}});
    if (statement.not_principal) continue;
    for (const PrincipalEntry& entry : statement.principals) {
      const bool aws = entry.kind == PrincipalEntry::Kind::aws;
      if (entry.kind == PrincipalEntry::Kind::anyone || (aws && entry.value.value == "*")) {
        add(statement, Width::anyone, entry.value);
      } else if (aws && is_whole_account(entry.value.value)) {
        add(statement, Width::account, entry.value);
      }
    }
  }
  return out;
}

}  // namespace rolechain
