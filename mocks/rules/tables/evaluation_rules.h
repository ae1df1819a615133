// How policies combine (R-EVAL), trust policies (R-TRUST), organizations (R-ORG).
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kEvaluation = std::to_array<Rule>({
    {.id = "R-EVAL-06",
     .text = "An explicit deny in any policy decides; without an allow the answer is no. "
             "Boundaries, session policies, SCPs and RCPs only take away, they grant nothing.",
     .source = rule_sources::kEvaluation,
     .tests = {"Decide.AnExplicitDenyOfAResourcePolicyBeatsEveryAllow",
               "Decide.WhatABoundaryOrSessionPolicyLeavesOutDependsOnHowTheResourceNamesTheCaller",
               "AllTypesTogether.EveryCombinationOfWhatTheySay",
               "scenarios/regressions/explicit-deny-in-a-trust-policy.yaml"}},
    {.id = "R-EVAL-07",
     .text = "Within one account an allow of an identity policy or of the resource's policy "
             "suffices, if the latter names the caller itself and not just its account.",
     .source = rule_sources::kEvaluation,
     .tests = {"Decide.OneAccountNeedsOneSideTwoAccountsNeedBoth"}},
    {.id = "R-EVAL-08",
     .text = "Across accounts both sides must allow, the caller's identity policy and the "
             "resource's policy; Principal `*` does not make up for the first.",
     .source = rule_sources::kCrossAccount,
     .tests = {"Decide.OneAccountNeedsOneSideTwoAccountsNeedBoth",
               "scenarios/regressions/resource-policy-alone-across-accounts.yaml"}},
    {.id = "R-EVAL-09",
     .text = "A session with session policies may do what both its role (or user) and they allow. "
             "The inline one and up to ten managed ones are a union among themselves.",
     .source = rule_sources::kPolicies,
     .tests = {"SessionPolicy.NarrowsAndIsAUnionAmongItself",
               "Decide.AFederatedUserHoldsTheIntersectionWithItsSessionPolicy",
               "scenarios/chaining/session-policy-narrows.yaml"}},
    {.id = "R-EVAL-10",
     .text = "Within one account, what a boundary or session policy leaves out does not limit a "
             "resource policy that names the session, the user, the federated user or `*`; it does "
             "limit one that names the role, or the user behind a federated session. Across "
             "accounts it always limits, and its explicit deny always holds.",
     .source = rule_sources::kEvaluation,
     .note = "For `*` the evaluation page is silent; \"Principal\" says so of `*` together with "
             "aws:PrincipalArn.",
     .tests = {"Decide.WhatABoundaryOrSessionPolicyLeavesOutDependsOnHowTheResourceNamesTheCaller",
               "Decide.AUserThatAResourceNamesIsNotLimitedByWhatTheBoundaryLeavesOut",
               "Decide.AFederatedUserHoldsTheIntersectionWithItsSessionPolicy"}},
    {.id = "R-EVAL-14",
     .text = "A KMS key's policy must grant: to the caller itself, or to its account and then the "
             "identity policy must grant too. The default policy names the account.",
     .source = rule_sources::kKeyPolicy,
     .tests = {"Trust.AKeyPolicyMustGrantOrDelegate"}},
    {.id = "R-EVAL-15",
     .text = "sts:GetCallerIdentity and sts:GetSessionToken need no permission, and no Deny stops "
             "them. sts:GetFederationToken needs one.",
     .source = rule_sources::kGetCallerIdentity,
     .tests = {"Decide.SomeStsCallsNeedNoPermission", "Services.CallsThatNeedNoPermission"}},
    {.id = "R-EVAL-16",
     .text = "AWS services, bearers of a web identity and anonymous callers have no identity "
             "policy: the resource's policy (and the RCPs) decide alone. Keys against confused "
             "deputies (aws:SourceArn, aws:SourceAccount) are ordinary condition keys.",
     .source = rule_sources::kEvaluation,
     .tests = {"Trust.ServicesAndWebIdentitiesHaveTheResourcesPolicyAlone",
               "Decide.AnonymousCallersNeedAResourceThatNamesEveryone",
               "EcsTask.TrustSeesTheTasksAccountAndArn"}},
    {.id = "R-EVAL-17",
     .text = "An account's root user needs no policy in its own account; other accounts must grant "
             "it like any caller. It assumes no role.",
     .source = rule_sources::kRootUser,
     .tests = {"Decide.TheRootUserNeedsNoPolicyButOtherAccountsMustAgree",
               "Decide.TheRootUserAssumesNoRole"}},
    {.id = "R-EVAL-19",
     .text = "A request through a VPC endpoint needs an allow of the endpoint's policy, and a Deny "
             "there decides. The endpoint is the one that aws:SourceVpce names.",
     .source = rule_sources::kEndpoints,
     .tests = {"Decide.AnEndpointsPolicyLimitsRequestsThroughIt"}},
    {.id = "R-EVAL-20",
     .text =
         "Keys that follow from caller, resource and time are in every request. For a role session "
         "aws:PrincipalArn is the role's ARN with its path and aws:userid is AROA…:SESSION; "
         "aws:username is there for IAM users only; the MFA keys are absent for long-term keys.",
     .source = rule_sources::kGlobalKeys,
     .note = "The \"Availability\" of each key says when it is there. A scenario may set or remove "
             "any key.",
     .tests = {"ContextTest.OfARoleSession", "ContextTest.OfAUserWithLongTermKeysAndWithAToken",
               "ContextTest.OfAFederatedUserAndOfTheRootUser", "ContextTest.OfAService",
               "ContextTest.OfTheResource", "ContextTest.TheRegionIsTheArnsThenTheWorlds"}},
    {.id = "R-EVAL-21",
     .text = "A call that hands a role to a service (ec2:RunInstances with a profile, "
             "lambda:CreateFunction, …) needs iam:PassRole on that role besides its own action; "
             "iam:PassedToService names the service.",
     .source = rule_sources::kPassRole,
     .tests = {"RequiredPermissions.PassingARoleIsASecondPermission",
               "Execution.ACallersOperationNeedsItsPermissionAndPassRole"}},
    {.id = "R-EVAL-23",
     .text = "A denied request names one policy type: `because no … policy allows the … action`, "
             "or `with an explicit deny in a … policy`.",
     .source = rule_sources::kTroubleshootDenied,
     .note = "Whether STS adds the reason is not known: AssumeRole's message goes without it, as "
             "recorded.",
     .tests = {"Denial.NamesThePolicyTypeThatDecided", "Denial.OfStsGivesNoReason"}},
    {.id = "R-EVAL-24",
     .text = "The identity policies of a user are its own and those of its groups.",
     .source = rule_sources::kEvaluation,
     .tests = {"Decide.GroupsPoliciesCount"}},
    {.id = "R-EVAL-25",
     .text = "A permissions boundary must allow what an identity policy grants.",
     .source = rule_sources::kBoundaries,
     .tests = {"Trace.BoundaryAndSessionPolicyAreSides",
               "AllTypesTogether.EveryCombinationOfWhatTheySay",
               "scenarios/org/boundary-and-scp-only-lower.yaml"}},
});

inline constexpr auto kTrust = std::to_array<Rule>({
    {.id = "R-TRUST-01",
     .text =
         "Nobody assumes a role unless its trust policy allows it, whatever the caller's identity "
         "policies say. The same policy decides sts:TagSession and sts:SetSourceIdentity.",
     .source = rule_sources::kEvaluation,
     .tests = {"Trust.TrustPoliciesMustAlwaysMatch",
               "Trust.TagSessionAndSetSourceIdentityNeedTheTrustPolicyToo", "Services.TrustActions",
               "scenarios/regressions/trust-names-somebody-else.yaml"}},
    {.id = "R-TRUST-02",
     .text = "Within one account a trust policy that names the caller's role, user or session "
             "grants by itself.",
     .source = rule_sources::kEvaluation,
     .tests = {"Trust.TrustPoliciesMustAlwaysMatch"}},
    {.id = "R-TRUST-03",
     .text = "Across accounts both the trust policy and the caller's identity policy must allow.",
     .source = rule_sources::kCrossAccount,
     .tests = {"Trust.TrustPoliciesMustAlwaysMatch",
               "scenarios/pitfalls/assume-permission-missing.yaml"}},
    {.id = "R-TRUST-04",
     .text =
         "A role may assume itself only where its trust policy says so, by its ARN or its account.",
     .source = rule_sources::kSelfTrust,
     .note = "Before September 2022 roles trusted themselves; roles that had used it kept it for a "
             "while.",
     .tests = {"Trust.ARoleAssumesItselfOnlyWhereItsTrustPolicySaysSo"}},
    {.id = "R-TRUST-05",
     .text = "A permissions boundary must allow sts:AssumeRole, however the trust policy names the "
             "caller.",
     .source = rule_sources::kUpdateTrust,
     .note = "By the general rule (R-EVAL-10) a boundary that is silent would not limit a user "
             "whom the trust policy names; the page on trust policies says that it does.",
     .tests = {"Trust.ABoundaryMustAllowAssumeRoleHoweverTheTrustNamesTheUser"}},
    {.id = "R-TRUST-06",
     .text = "A trust policy that names the caller's account delegates: the identity policy must "
             "allow as well, in the same account too.",
     .source = rule_sources::kPrincipal,
     .tests = {"Trust.TrustPoliciesMustAlwaysMatch",
               "Trace.AnAccountInTheTrustPolicyOfTheSameAccountDelegates",
               "scenarios/regressions/account-root-in-a-trust-policy.yaml"}},
    {.id = "R-TRUST-07",
     .text = "A role without a usable trust policy, and a role that does not exist, are assumable "
             "by nobody.",
     .source = rule_sources::kRoleTerms,
     .tests = {"Trust.TrustPoliciesMustAlwaysMatch",
               "Trust.ARoleThatDoesNotExistIsAssumableByNobody",
               "scenarios/regressions/role-without-trust-policy.yaml"}},
    {.id = "R-TRUST-10",
     .text = "A trust policy has no Resource: the role that holds it is the resource.",
     .status = RuleStatus::observed,
     .source = rule_sources::kRecordedReplies,
     .note = "IAM answers `Has prohibited field Resource`.",
     .tests = {"DocumentTest.TheTypeSaysWhichElementsMayStand",
               "PolicyDiagnosticsTest.AResourceInATrustPolicy"}},
    {.id = "R-TRUST-11",
     .text = "A trust policy speaks about the sts:AssumeRole calls, sts:TagSession, "
             "sts:SetSourceIdentity and sts:SetContext only.",
     .status = RuleStatus::observed,
     .source = rule_sources::kRecordedReplies,
     .note = "IAM answers `AssumeRole policy may only specify STS AssumeRole actions.`",
     .tests = {"DocumentTest.TheTypeSaysWhichElementsMayStand"}},
});

inline constexpr auto kOrganizations = std::to_array<Rule>({
    {.id = "R-ORG-01",
     .text = "SCPs must allow at every level from the root to the account, and a Deny at any level "
             "decides. FullAWSAccess is attached to each level until somebody detaches it.",
     .source = rule_sources::kScpEvaluation,
     .tests = {"Organization.EveryLevelsScpsMustAllow", "World.LevelsGoFromTheRootDownToTheAccount",
               "scenarios/org/boundary-and-scp-only-lower.yaml"}},
    {.id = "R-ORG-02",
     .text = "Neither SCPs nor RCPs bind the management account.",
     .source = rule_sources::kScps,
     .tests = {"World.NoLevelBindsTheManagementAccountOrAccountsOutside",
               "Organization.ScpsBindTheMembersPrincipalsAndNobodyElse"}},
    {.id = "R-ORG-03",
     .text = "Neither SCPs nor RCPs bind service-linked roles, as callers or as the role that a "
             "service assumes.",
     .source = rule_sources::kScps,
     .tests = {"Organization.ScpsBindTheMembersPrincipalsAndNobodyElse",
               "Organization.RcpsBindEveryCallerOfAMembersResourceForSupportedServices"}},
    {.id = "R-ORG-04",
     .text = "SCPs bind the principals of a member account, its root user included, and nobody "
             "from another account who uses a resource policy of this one.",
     .source = rule_sources::kScps,
     .tests = {"Organization.ScpsBindTheMembersPrincipalsAndNobodyElse"}},
    {.id = "R-ORG-05",
     .text = "RCPs bind every caller of a member account's resource, callers from outside the "
             "organization included. RCPFullAWSAccess is attached to every level and cannot be "
             "detached, so only a Deny counts.",
     .source = rule_sources::kRcpEvaluation,
     .tests = {"Organization.RcpsBindEveryCallerOfAMembersResourceForSupportedServices",
               "Trace.AnRcpLevelIsNeverSilent"}},
    {.id = "R-ORG-06",
     .text = "RCPs bind resources of the services in AWS's list only: S3, STS, KMS, SQS, Secrets "
             "Manager, Cognito, CloudWatch Logs, DynamoDB, ECR, OpenSearch Serverless.",
     .source = rule_sources::kRcps,
     .note = "The list grows; ours is of March 2026.",
     .tests = {"Services.ThatSupportRcps",
               "Organization.RcpsDoNotReachServicesThatDoNotSupportThem"}},
    {.id = "R-ORG-07",
     .text = "SCPs and RCPs grant nothing: somebody's identity or resource policy must allow.",
     .source = rule_sources::kScps,
     .tests = {"Organization.ScpsGrantNothing"}},
});

}  // namespace rolechain::rule_tables
