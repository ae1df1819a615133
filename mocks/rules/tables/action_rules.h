// Actions (R-ACT) and resources (R-RES).
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kActions = std::to_array<Rule>({
    {.id = "R-ACT-01",
     .text = "Actions match without case. `*` and `?` are wildcards in the name; `*` alone is "
             "every action of every service.",
     .source = rule_sources::kAction,
     .tests = {"CompiledPolicyTest.SaysWhichTestFailedFirst",
               "Decide.OneAccountNeedsOneSideTwoAccountsNeedBoth"}},
    {.id = "R-ACT-02",
     .text =
         "The service before the colon is one whole prefix: a wildcard in it is an invalid policy.",
     .source = rule_sources::kAction,
     .tests = {"DocumentTest.AwsNamesTheSameMistake"}},
    {.id = "R-ACT-03",
     .text = "NotAction matches every action that its list does not, NotResource every resource "
             "that its list does not.",
     .source = rule_sources::kNotAction,
     .tests = {"CompiledPolicyTest.NotActionAndNotResourceAreComplements",
               "GrantSemantics.NotActionAndNotResourceAreComplements"}},
});

inline constexpr auto kResources = std::to_array<Rule>({
    {.id = "R-RES-02",
     .text = "Resource ARNs compare segment by segment: partition, service, region and account "
             "without case, the resource part with case, where `*` may run over `/` and `:`.",
     .source = rule_sources::kResource,
     .note = "A `*` that ends a segment before the fifth colon may run over colons, so that "
             "arn:aws:s3:* is every ARN of S3; that case does not count before the fifth colon is "
             "observed.",
     .tests = {"ResourceMatchTest.FollowsTheSegmentsOfAnArn",
               "PatternForms.AgreeWithTheMatcherOfTexts",
               "PatternForms.TheResourcePartKeepsItsCase"}},
    {.id = "R-RES-03",
     .text = "An action without resource types is about no resource: only Resource `*` matches it.",
     .source = rule_sources::kServiceReference,
     .tests = {"CompiledPolicyTest.OnlyAStarMatchesActionsWithoutResources",
               "GrantSemantics.ActionsWithoutResourceTypesHaveOnlyTheStar"}},
    {.id = "R-RES-04",
     .text = "A request is valid only for a pair of action and resource type that the service "
             "reference lists.",
     .source = rule_sources::kServiceReference,
     .note = "A wrong pair proves nothing, however it is decided: in a scenario it is the error "
             "wrong-resource.",
     .tests = {"Pairs.AnActionTakesItsOwnResourceTypesOnly"}},
    {.id = "R-RES-06",
     .text = "ARNs of S3 carry no account: the owner is whoever has the bucket.",
     .source = rule_sources::kBucketPolicies,
     .note = "A bucket that the file does not hold is taken as the caller's own: that can only "
             "show too much.",
     .tests = {"World.OwnerComesFromTheArnThenFromTheWorldThenFromTheCaller"}},
    {.id = "R-RES-08",
     .text = "An S3 object is under its bucket's policy, a DynamoDB index under its table's.",
     .source = rule_sources::kBucketPolicies,
     .tests = {"World.AnObjectIsUnderItsBucketAndAnIndexUnderItsTable",
               "Decide.ABucketsDenyHoldsForObjectsThatAreNamedResources"}},
});

}  // namespace rolechain::rule_tables
