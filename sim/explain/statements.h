// Why one statement applies to a request or does not: the patterns that matched, the conditions
// with the request's values, or the first test that failed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/iam/trace.h"

namespace rolechain {

// One condition test that was asked; `actual` is null where the request does not have the key.
struct TestedCondition {
  const ConditionTest* test = nullptr;
  const ContextEntry* actual = nullptr;
  bool holds = false;
};

// The patterns of a statement that match the request, as they are written. A Not… element that
// leaves the request in has none. Views into the policy.
struct MatchedPatterns {
  std::vector<std::string_view> actions;
  std::vector<std::string_view> resources;
  std::vector<std::string_view> principals;
};

const Statement& statement_of(const StatementTrace& looked_at);
MatchedPatterns matched_patterns(const StatementTrace& looked_at, const Trace& trace);
// Those that were asked, in the statement's order: none where another test failed before.
std::vector<TestedCondition> tested_conditions(const StatementTrace& looked_at, const Trace& trace);

// "action", "resource", "principal", "condition"; "" where the statement applies.
std::string_view mismatch_word(Mismatch mismatch);
// "ForAnyValue:StringLikeIfExists"
std::string operator_words(const OperatorName& name);

// What makes a statement apply where that is more than the request itself:
// "by Action `dynamodb:*`, Resource `*` (every table), where aws:SourceIp is `10.0.0.1` (IpAddress
// `10.0.0.0/8`)"; "" where action and resource are written out and there is no condition.
std::string why_it_applies(const StatementTrace& looked_at, const Trace& trace);
// The same in full, or the first test that failed: "another action: `s3:GetObject`".
std::string verdict(const StatementTrace& looked_at, const Trace& trace);

// "`acme-7`" or "one of `a`, `b`"; values with variables with what they stand for here.
std::string expected_values(const ConditionTest& test, const Context& context, bool variables);
// "sts:ExternalId must be `acme-7` (StringEquals); the request has `acme-8`".
std::string condition_words(const ConditionTest& test, const Context& context, bool variables);

}  // namespace rolechain
