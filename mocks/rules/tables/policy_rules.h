// The policy language (R-POL) and principals (R-PRIN).
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kPolicy = std::to_array<Rule>({
    {.id = "R-POL-01",
     .text = "Sizes are counted in characters without blanks: trust policy 2,048 (4,096 after a "
             "raise), session policy 2,048, managed policy and boundary 6,144, all inline policies "
             "of one role 10,240, of one group 5,120, of one user 2,048; SCPs and RCPs 5,120.",
     .source = rule_sources::kQuotas,
     .note = "The Organizations guide counts blanks in SCPs that an SDK sends; here blanks are "
             "never counted.",
     .tests = {"DocumentTest.SizesAreCountedWithoutBlanks"}},
    {.id = "R-POL-02",
     .text = "Version is 2012-10-17 or 2008-10-17. A policy without it has the older language.",
     .source = rule_sources::kVersion,
     .tests = {"DocumentTest.AwsNamesTheSameMistake"}},
    {.id = "R-POL-03",
     .text = "The kind of a policy says which elements its statements must and must not have: "
             "Principal only in resource-based policies (trust, RCP and endpoint policies "
             "included), Resource in all but trust policies, Action in all.",
     .source = rule_sources::kGrammar,
     .note = "Policies of some resources (ECR repositories) have no Resource: it is the one they "
             "are on.",
     .tests = {"DocumentTest.TheTypeSaysWhichElementsMayStand"}},
    {.id = "R-POL-04",
     .text = "IAM takes condition keys that it does not know. Such a key is looked up in the "
             "request like any other; here it is a warning as well, never dropped.",
     .status = RuleStatus::observed,
     .source = rule_sources::kCondition,
     .tests = {"DocumentTest.ConditionsAreChecked"}},
    {.id = "R-POL-05",
     .text = "Sids are unique within a policy. In identity policies, boundaries, session policies "
             "and SCPs they hold letters and digits only.",
     .source = rule_sources::kSid,
     .note = "For resource-based policies it is the service that checks; here a repeated Sid in "
             "one is a warning.",
     .tests = {"DocumentTest.AwsNamesTheSameMistake", "PolicyDiagnosticsTest.TheSameSidTwice"}},
    {.id = "R-POL-06",
     .text = "The statements of a policy, and the policies of one kind, are alternatives: one that "
             "does not match says nothing, wherever it stands.",
     .source = rule_sources::kPolicies,
     .tests = {"Trace.TheNearestMissIsTheStatementThatGotFurthest",
               "scenarios/regressions/first-statement-does-not-match.yaml"}},
    {.id = "R-POL-07",
     .text = "NotPrincipal goes with Deny only; with Allow it is refused.",
     .source = rule_sources::kNotPrincipal,
     .note = "Editions of the page before 2025 advised against it and said that most services "
             "refuse it; the present one says that it is not supported.",
     .tests = {"DocumentTest.TheTypeSaysWhichElementsMayStand"}},
    {.id = "R-POL-08",
     .text = "A resource control policy has a Version, only Deny, Principal `*` and no NotAction "
             "or NotPrincipal. Only AWS's own RCPFullAWSAccess allows.",
     .source = rule_sources::kRcpSyntax,
     .tests = {"DocumentTest.TheTypeSaysWhichElementsMayStand",
               "ResourceControlPolicy.NeedsAVersion"}},
    {.id = "R-POL-10",
     .text =
         "AWS managed policies have the account `aws` in their ARN (arn:aws:iam::aws:policy/NAME) "
         "and may be attached in every account of their partition.",
     .source = rule_sources::kManagedPolicies,
     .tests = {"ManagedPolicies.AnArnOfAnyPartitionFindsThem",
               "ManagedPolicies.NothingElseIsFound"}},
});

inline constexpr auto kPrincipals = std::to_array<Rule>({
    {.id = "R-PRIN-01",
     .text = "A principal is named directly, as the user behind a federated session, as the role "
             "of a session, or as its account (`…:root` and the bare 12 digits are one). The "
             "strongest naming counts: direct, user, role, account. Naming the account only "
             "delegates to that account's identity policies.",
     .source = rule_sources::kPrincipal,
     .tests = {"PrincipalTest.ARoleSessionIsNamedInManyWays",
               "PrincipalTest.TheStrongestNameCounts",
               "Decide.OfSeveralAllowsTheStrongestNamingCounts",
               "Decide.OneAccountNeedsOneSideTwoAccountsNeedBoth",
               "scenarios/regressions/account-id-in-a-trust-policy.yaml"}},
    {.id = "R-PRIN-02",
     .text = "A role's ARN names every session of that role: same partition and account, and its "
             "last path segment is the role name in "
             "arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION, which carries no path.",
     .source = rule_sources::kIdentifiers,
     .note = "Where the caller's role is known, the path must match too: AWS refuses a Principal "
             "whose path is wrong, because it names nobody.",
     .tests = {"PrincipalTest.ARoleIsNamedWithItsPath",
               "scenarios/regressions/role-arn-means-its-sessions.yaml"}},
    {.id = "R-PRIN-03",
     .text = "The only wildcard principal is the whole `*`, as \"*\" or as {\"AWS\": \"*\"}. A `*` "
             "inside a name or ARN is an invalid policy.",
     .source = rule_sources::kPrincipal,
     .note = R"(A trust policy takes only {"AWS": "*"}: IAM refuses the bare "*" (observed).)",
     .tests = {"DocumentTest.TheTypeSaysWhichElementsMayStand",
               "PolicyDiagnosticsTest.APartialWildcardAsPrincipal",
               "PolicyDiagnosticsTest.ABareStarInATrustPolicy"}},
    {.id = "R-PRIN-04",
     .text = "A statement of a resource-based policy without Principal and NotPrincipal matches "
             "nobody. Identity policies, boundaries, SCPs and session policies have neither.",
     .source = rule_sources::kPrincipal,
     .tests = {"PrincipalTest.AStatementWithoutPrincipalMatchesNobody",
               "DocumentTest.TheTypeSaysWhichElementsMayStand"}},
    {.id = "R-PRIN-05",
     .text = "A Deny that names an account denies every principal of that account.",
     .source = rule_sources::kPrincipal,
     .tests = {"Decide.AnExplicitDenyOfAResourcePolicyBeatsEveryAllow",
               "DenyOfAnAccount.HoldsForEveryPrincipalOfIt"}},
    {.id = "R-PRIN-06",
     .text = "A Deny with NotPrincipal spares a role session only where the session, its role and "
             "its account are all listed, and a user only with its account. It always denies a "
             "principal that has a permissions boundary.",
     .source = rule_sources::kNotPrincipal,
     .note = "The page says that AWS might check account, role and session one after the other; "
             "rolechain takes it that it does.",
     .tests = {"PrincipalTest.DenyWithNotPrincipalSparesOnlyWhoIsListedWhole",
               "scenarios/regressions/not-principal-lists-only-the-role.yaml"}},
    {.id = "R-PRIN-07",
     .text = "When it is saved, a policy keeps the unique id (AROA…, AIDA…) of a role or user that "
             "it names. Deleted and made anew, the principal has another id, and the policy no "
             "longer names it.",
     .source = rule_sources::kPrincipal,
     .tests = {"PrincipalTest.AUniqueIdNamesOneLifeOfARole"}},
    {.id = "R-PRIN-08",
     .text = "Anonymous callers are named by `*` alone, AWS services by Service, bearers of a "
             "federated identity by Federated.",
     .source = rule_sources::kPrincipal,
     .tests = {"PrincipalTest.ServicesProvidersAndAnonymousCallers",
               "Decide.AnonymousCallersNeedAResourceThatNamesEveryone"}},
    {.id = "R-PRIN-09",
     .text = "Principals compare with case, role and user names included.",
     .source = rule_sources::kTroubleshootRoles,
     .note = "Names of one account are unique without regard to case, and some evaluators "
             "therefore compare without it. The User Guide says in \"Principal\" and in "
             "\"Troubleshoot IAM roles\" that case counts; comparing without it would fail open.",
     .tests = {"PrincipalTest.NamesOfRolesAndUsersKeepTheirCaseInArns",
               "World.FindsRolesByTheirArnToTheLetter",
               "scenarios/regressions/role-names-keep-their-case.yaml"}},
});

}  // namespace rolechain::rule_tables
