// Where a workload's first credentials come from: R-IMDS, R-ECS, R-EKS, R-LAMBDA.
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kImds = std::to_array<Rule>({
    {.id = "R-IMDS-01",
     .text = "An instance profile holds one role. A second one is LimitExceeded: a quota that AWS "
             "does not raise.",
     .source = rule_sources::kInstanceProfiles,
     .tests = {"InstanceProfiles.HoldOneRole", "scenarios/basics/second-role-in-a-profile.yaml"}},
    {.id = "R-IMDS-02",
     .text = "An instance has one profile. Associating a second is IncorrectState; replacing is "
             "another call.",
     .source = rule_sources::kAssociate,
     .tests = {"InstanceProfiles.AnInstanceHasOne",
               "scenarios/basics/second-profile-on-an-instance.yaml"}},
    {.id = "R-IMDS-03",
     .text = "The metadata service tests the token before version, method and path: a wrong or "
             "expired one is 401, and so is none where tokens are required.",
     .status = RuleStatus::observed,
     .source = rule_sources::kImdsCaptures,
     .note = "The guide documents the 401, not the order.",
     .tests = {"ImdsRead.TokenMatrix"}},
    {.id = "R-IMDS-04",
     .text = "Where EC2 may not assume the role, the credential document says so in its Code "
             "(AssumeRoleUnauthorizedAccess) with status 200. Keys that are still good are served "
             "to their end.",
     .source = rule_sources::kTroubleshootEc2,
     .note = "That the old keys are served first is assumed.",
     .tests = {"InstanceCredentials.FailureCodes",
               "InstanceCredentials.ServedToTheirEndWhenTheTrustIsGone"}},
    {.id = "R-IMDS-05",
     .text = "An instance's credentials last about six and a half hours, whatever the role's "
             "MaxSessionDuration says. The session is named after the instance.",
     .status = RuleStatus::observed,
     .source = rule_sources::kImdsCaptures,
     .tests = {"InstanceCredentials.SessionOfTheProfilesRole"}},
    {.id = "R-IMDS-06",
     .text = "New credentials are there at least five minutes before the old ones expire.",
     .source = rule_sources::kImdsCredentials,
     .tests = {"InstanceCredentials.RotateBeforeTheyExpire"}},
    {.id = "R-IMDS-07",
     .text = "The session keeps ec2:RoleDelivery (1.0 without a token, 2.0 with one), "
             "ec2:SourceInstanceARN and the instance's VPC and private address.",
     .source = rule_sources::kGlobalKeys,
     .tests = {"InstanceCredentials.KeysFixedIntoTheSession"}},
    {.id = "R-IMDS-08",
     .text = "A change of profile or role shows when the credentials are made anew, not before.",
     .status = RuleStatus::assumed,
     .source = rule_sources::kImdsCredentials,
     .note = "AWS says that a change takes effect after a while, and not when exactly.",
     .tests = {"InstanceCredentials.AnotherRoleShowsAtTheNextRefresh"}},
    {.id = "R-IMDS-09",
     .text = "A token lives 1 to 21,600 seconds, as asked; other values are 400.",
     .source = rule_sources::kImds,
     .note =
         "The guide says from 1; the service answers 0 with a token that has expired (observed).",
     .tests = {"ImdsToken.TimeToLive", "ImdsToken.LivesToItsEnd"}},
    {.id = "R-IMDS-10",
     .text = "The answer to a token request passes as many hops as HttpPutResponseHopLimit says; "
             "beyond, no answer arrives. Reading has no such limit.",
     .source = rule_sources::kImds,
     .tests = {"ImdsToken.HopLimit"}},
    {.id = "R-IMDS-11",
     .text = "Paths are normalised, a path to a group lists its items, and every release answers "
             "under its date.",
     .status = RuleStatus::observed,
     .source = rule_sources::kImdsCaptures,
     .tests = {"ImdsRead.PathsAreNormalised", "ImdsRead.Listings"}},
    {.id = "R-IMDS-12",
     .text = "A token request with X-Forwarded-For is 403.",
     .source = rule_sources::kImds,
     .tests = {"ImdsToken.ForwardedRequestsAreRefused"}},
    {.id = "R-IMDS-13",
     .text = "The identity document comes with a signature over it and with PKCS #7 messages that "
             "hold it: rsa2048 by RSA and SHA-256.",
     .source = rule_sources::kInstanceIdentity,
     .note = "AWS's pkcs7 is signed with DSA. Here it is what rsa2048 is, and all three by a key "
             "that the lab's authority vouches for.",
     .tests = {"InstanceIdentity.AsOpensslVerifiesIt"}},
});

inline constexpr auto kEcs = std::to_array<Rule>({
    {.id = "R-ECS-01",
     .text =
         "A task's session bears the task's id. The task role must trust ecs-tasks.amazonaws.com; "
         "its trust policy sees the task as aws:SourceArn and aws:SourceAccount.",
     .source = rule_sources::kEcsTaskRole,
     .tests = {"EcsTask.SessionBearsTheTasksId", "EcsTask.TrustSeesTheTasksAccountAndArn",
               "EcsTask.TheRoleMustTrustTasks", "scenarios/workloads/ecs-task-roles.yaml"}},
    {.id = "R-ECS-02",
     .text = "The endpoint at 169.254.170.2 answers with RoleArn, keys and Expiration, or with "
             "{code, message, HTTPErrorCode}.",
     .status = RuleStatus::observed,
     .source = rule_sources::kEcsAgent,
     .tests = {"EcsEndpoint.ErrorsCarryTheStatusAsANumber"}},
});

inline constexpr auto kEks = std::to_array<Rule>({
    {.id = "R-EKS-01",
     .text = "EKS Pod Identity passes six session tags, all transitive: the role must trust "
             "pods.eks.amazonaws.com with sts:AssumeRole and sts:TagSession, and each further hop "
             "needs sts:TagSession.",
     .source = rule_sources::kPodIdentity,
     .tests = {"PodIdentity.SixTransitiveTags", "PodIdentity.NextHopNeedsTagSessionOnBothSides",
               "scenarios/workloads/eks-pod-identity.yaml"}},
    {.id = "R-EKS-02",
     .text = "The agent at 169.254.170.23 answers requests that name its address as Host and bear "
             "a token of the cluster for pods.eks.amazonaws.com.",
     .status = RuleStatus::observed,
     .source = rule_sources::kPodIdentityAgent,
     .tests = {"PodIdentityAgent.HostAndToken"}},
});

inline constexpr auto kLambda = std::to_array<Rule>({
    {.id = "R-LAMBDA-01",
     .text = "A function's session bears the function's name and keeps lambda:SourceFunctionArn. "
             "The execution role must trust lambda.amazonaws.com.",
     .source = rule_sources::kLambdaArn,
     .tests = {"Lambda.SessionBearsTheFunctionsNameAndArn", "Lambda.TheRoleMustTrustLambda",
               "scenarios/workloads/lambda.yaml"}},
});

}  // namespace rolechain::rule_tables
