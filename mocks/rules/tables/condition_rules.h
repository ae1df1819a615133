// Conditions and policy variables (R-COND).
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kConditions = std::to_array<Rule>({
    {.id = "R-COND-01",
     .text = "There are 27 operators; each but Null takes the ending IfExists, each the prefix "
             "ForAllValues: or ForAnyValue:. Their names compare without case; a name that is none "
             "is an invalid policy.",
     .source = rule_sources::kOperators,
     .note = "Null with a set prefix is legal and its meaning undocumented: unsupported here.",
     .tests = {"ConditionTest.NamesIgnoreCase", "DocumentTest.ConditionsAreChecked",
               "ConditionTest.AgreesWithTheRulesOnAllSmallInputs"}},
    {.id = "R-COND-02",
     .text = "Where the request lacks the key, a positive operator is false, a negated one true, "
             "one with IfExists true, ForAllValues true, ForAnyValue false. An empty list of "
             "values counts as lacking under a set prefix.",
     .source = rule_sources::kOperators,
     .note = "ForAnyValue with IfExists is false: the prefix wins (observed; the guide does not "
             "say). Older editions of \"Single-valued vs. multivalued context keys\" counted an "
             "empty string as an empty list, the present one does not, nor do we.",
     .tests = {"ConditionTest.AnAbsentKey", "ConditionTest.AgreesWithTheRulesOnAllSmallInputs"}},
    {.id = "R-COND-03",
     .text = "A key with several values needs a set prefix: without one nothing matches, negated "
             "or not. A single value under a set prefix is a list of one.",
     .status = RuleStatus::observed,
     .source = rule_sources::kMultiValued,
     .note = "The guide says that such keys require a set prefix, not what happens without one.",
     .tests = {"ConditionTest.SeveralValuesNeedASetOperator",
               "PolicyDiagnosticsTest.AKeyWithSeveralValuesWithoutSetOperator"}},
    {.id = "R-COND-04",
     .text = "The values of one key are alternatives for positive operators; for negated ones none "
             "of them may match. Several keys and several operators must all hold. Key names "
             "compare without case.",
     .source = rule_sources::kManyValues,
     .tests = {"ConditionTest.AgreesWithTheRulesOnAllSmallInputs", "ConditionTest.NamesIgnoreCase",
               "CompiledPolicyTest.SaysWhichTestFailedFirst",
               "scenarios/regressions/conditions-of-identity-policies.yaml"}},
    {.id = "R-COND-05",
     .text = "ArnEquals is ArnLike: six segments, parted by colons, compare one by one and with "
             "case; `*` and `?` stay inside their segment; only the last may hold colons.",
     .source = rule_sources::kOperators,
     .tests = {"ConditionTest.ArnsCompareSegmentBySegment",
               "ArnLikeTest.ComparesSegmentBySegment"}},
    {.id = "R-COND-06",
     .text = "Policy variables `${key}` and `${key, 'default'}`, and the escapes `${*}`, `${?}` "
             "and `${$}` for the characters themselves, work in Resource after the fifth colon and "
             "in the values of string and ARN operators.",
     .source = rule_sources::kVariables,
     .note = "\"Condition operators\" allows variables with Bool, \"Variables and tags\" does not: "
             "refused here. IAM saves a Resource with a variable before the fifth colon: "
             "unsupported here.",
     .tests = {"PatternTest.VariablesInResources", "ConditionVariableTest.EscapesAreCharacters",
               "DocumentTest.VariablesInResourcesAreChecked"}},
    {.id = "R-COND-07",
     .text = "Null \"true\" holds where the key is absent, \"false\" where it is there. Values of "
             "Bool and Null compare without case; JSON booleans and numbers are taken as values.",
     .source = rule_sources::kOperators,
     .tests = {"ConditionTest.NullAsksForAbsence", "DocumentTest.ConditionsAreChecked",
               "DocumentTest.KeepsEveryElementAndItsPlace"}},
    {.id = "R-COND-08",
     .text = "IpAddress and NotIpAddress take IPv4 and IPv6, single or as CIDR range, and compare "
             "values, not spellings. An address is in no range of the other family; 0.0.0.0/0 and "
             "::/0 hold all of theirs.",
     .source = rule_sources::kOperators,
     .note = "The page gives /32 as the prefix of a single address; for IPv6 rolechain takes /128.",
     .tests = {"ConditionTest.AddressesCompareByValue",
               "ConditionTest.AgreesWithTheRulesOnAllSmallInputs",
               "scenarios/regressions/every-address-is-in-slash-zero.yaml"}},
    {.id = "R-COND-09",
     .text = "Dates are ISO 8601 or seconds since 1970, and both compare with one another. A "
             "number must parse whole (`10abc` is none) and compares exactly.",
     .source = rule_sources::kOperators,
     .tests = {"ConditionTest.NumbersAreExactAndParseWhole",
               "ConditionTest.AgreesWithTheRulesOnAllSmallInputs",
               "scenarios/regressions/epoch-seconds.yaml"}},
    {.id = "R-COND-10",
     .text = "Variables exist under Version 2012-10-17 only. Under 2008-10-17, and without "
             "Version, `${…}` is plain text.",
     .source = rule_sources::kVariables,
     .tests = {"CompiledPolicyTest.OldVersionsTakeVariablesAsText",
               "ConditionVariableTest.WithoutVersion2012TheyAreText",
               "PatternTest.WithoutVersion2012VariablesAreText",
               "scenarios/regressions/variables-under-2008-10-17.yaml",
               "scenarios/regressions/variables-without-version.yaml"}},
    {.id = "R-COND-11",
     .text = "What takes a variable's place is literal: a `*` in a tag's value is no wildcard.",
     .source = rule_sources::kVariables,
     .tests = {"ConditionVariableTest.ValuesAreFilledInLiterally",
               "PatternTest.VariablesInResources"}},
    {.id = "R-COND-12",
     .text = "A value with a variable that the request cannot fill matches nothing: a Resource or "
             "a positive operator does not match, a negated operator does, so that a Deny with "
             "StringNotEquals denies.",
     .source = rule_sources::kVariables,
     .note = "Section \"Policy variables with no value\". The page's opening note, that such a "
             "variable might make the whole statement invalid, would let a Deny fail open. A key "
             "that is there with an empty value fills in as empty text (assumed).",
     .tests = {"ConditionVariableTest.AnUnresolvedVariableFailsPositiveAndPassesNegatedOperators",
               "PatternTest.VariablesInResources",
               "scenarios/regressions/deny-with-unresolved-variable.yaml"}},
    {.id = "R-COND-13",
     .text = "A key with several values never fills a variable, default or not.",
     .source = rule_sources::kMultiValued,
     .tests = {"ConditionVariableTest.AnUnresolvedVariableFailsPositiveAndPassesNegatedOperators",
               "PatternTest.VariablesInResources"}},
    {.id = "R-COND-14",
     .text = "BinaryEquals compares bytes: both the policy's and the request's value are base64.",
     .source = rule_sources::kOperators,
     .tests = {"BinaryValues.AreEqualWhereEveryByteIs"}},
});

}  // namespace rolechain::rule_tables
