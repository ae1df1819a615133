// The security token service (R-STS).
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kSts = std::to_array<Rule>({
    {.id = "R-STS-01",
     .text = "A session's ARN is arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION, in the role's "
             "account and without the role's path; its id is AROA…:SESSION.",
     .source = rule_sources::kIdentifiers,
     .tests = {"Arn.SessionArnsDropThePath", "AssumeRole.TheSessionIsTheRoleInItsAccount",
               "GetCallerIdentity.OfEveryKind"}},
    {.id = "R-STS-02",
     .text = "A role has a MaxSessionDuration of 1 to 12 hours; a request for more fails.",
     .source = rule_sources::kAssumeRole,
     .tests = {"AssumeRole.MaxSessionDuration", "scenarios/time/max-session-duration.yaml"}},
    {.id = "R-STS-03",
     .text = "A session made with temporary credentials (of a role or of GetSessionToken) lasts an "
             "hour at most. A request for more fails; it is not shortened.",
     .source = rule_sources::kRoleTerms,
     .note = "The page does not count delivering a role to an EC2 instance as chaining. Assuming a "
             "further role with the instance's credentials is limited all the same (observed: "
             "gitlab-runner#38370, sceptre#1575), and so it is with those of GetSessionToken "
             "(observed: aws-runas#11).",
     .tests = {"AssumeRole.ChainedSessionsLastAnHour", "InstanceCredentials.TheNextHopIsChained",
               "Lambda.TheNextHopLastsAnHour", "scenarios/time/one-hour-and-the-clock.yaml"}},
    {.id = "R-STS-04",
     .text = "Root users assume no roles, nor do the sessions of GetFederationToken.",
     .source = rule_sources::kAssumeRole,
     .note = "The wording of the refusal of a federated user is assumed.",
     .tests = {"AssumeRole.RootAndFederatedUsersMayNot"}},
    {.id = "R-STS-05",
     .text = "Sessions of GetSessionToken last 15 minutes to 36 hours, 12 hours by default. The "
             "root user's last an hour at most; a longer request is shortened.",
     .source = rule_sources::kGetSessionToken,
     .tests = {"GetSessionToken.Durations", "GetSessionToken.IsTheSameUserForAWhile"}},
    {.id = "R-STS-06",
     .text =
         "Credentials of GetSessionToken are the same principal, user or root user, for a while.",
     .source = rule_sources::kGetSessionToken,
     .tests = {"CallerOf.GetSessionTokenKeepsTheUsersPrincipal"}},
    {.id = "R-STS-07",
     .text = "A session of GetFederationToken may do what its user and its session policies both "
             "allow; without session policies, only what resource policies give it by name.",
     .source = rule_sources::kGetFederationToken,
     .tests = {"GetFederationToken.HoldsWhatUserAndPolicyBothAllow",
               "Decide.AFederatedUserHoldsTheIntersectionWithItsSessionPolicy"}},
    {.id = "R-STS-08",
     .text = "Credentials of GetSessionToken call IAM only with MFA, and of STS only AssumeRole "
             "and GetCallerIdentity. Those of GetFederationToken call neither IAM nor, but for "
             "GetCallerIdentity, STS.",
     .source = rule_sources::kCompareSts,
     .tests = {"Decide.SessionTokensMayNotCallAllOfIamAndSts",
               "GetSessionToken.ItsCredentialsMayCallTwoActionsOfSts"}},
    {.id = "R-STS-09",
     .text = "Credentials work to their expiry and not after; a session outlives the one it was "
             "made from.",
     .source = rule_sources::kAssumeRole,
     .tests = {"AssumeRole.ExpiredCallerIsToldSoFirst",
               "scenarios/regressions/expired-sessions.yaml"}},
    {.id = "R-STS-10",
     .text = "Passing session tags needs sts:TagSession on both sides, and so does a hop that "
             "inherits transitive ones. Only tags named transitive pass on, from session to "
             "session and across accounts.",
     .source = rule_sources::kSessionTags,
     .note = "That inherited tags need the permission too is observed.",
     .tests = {"SessionTags.BothSidesMustAllowTagSession", "SessionTags.OnlyTransitiveTagsPassOn",
               "SessionTags.InheritedTagsNeedTagSessionToo",
               "PodIdentity.NextHopNeedsTagSessionOnBothSides",
               "scenarios/regressions/transitive-tags-across-accounts.yaml"}},
    {.id = "R-STS-11",
     .text =
         "A tag that the calling session passes on cannot be set anew; keys compare without case.",
     .source = rule_sources::kSessionTags,
     .tests = {"SessionTags.InheritedTagsCannotBeSetAnew",
               "SessionTags.TransitiveKeysCompareWithoutCase"}},
    {.id = "R-STS-12",
     .text = "A source identity needs sts:SetSourceIdentity on both sides, stays through the chain "
             "and cannot change.",
     .source = rule_sources::kSourceIdentity,
     .tests = {"SourceIdentity.PersistsAndCannotChange", "SourceIdentity.BothSidesMustAllowIt",
               "SourceIdentity.InheritedOneNeedsThePermissionToo"}},
    {.id = "R-STS-13",
     .text = "A session tag takes the place of the role's own tag of the same key, without regard "
             "to case.",
     .source = rule_sources::kSessionTags,
     .tests = {"SessionTags.OverrideTheRolesOwnTags",
               "ContextTest.SessionTagsTakeThePlaceOfTheRoles"}},
    {.id = "R-STS-14",
     .text = "Managed session policies are of the role's account or AWS's own, and exist.",
     .source = rule_sources::kAssumeRole,
     .tests = {"SessionPolicy.ManagedOnesMustExistInTheRolesAccountOrBeAwss"}},
    {.id = "R-STS-15",
     .text = "Session policies and tags together are packed into a limited space. The answer says "
             "how many per cent are used; over 100 the call fails.",
     .status = RuleStatus::assumed,
     .source = rule_sources::kAssumeRole,
     .note = "The limit is documented, how AWS packs is not: ours is a line through public "
             "observations (nine tags of 252 characters: 498 %).",
     .tests = {"SessionTags.PackedSize", "WebIdentity.TagsOfATokenCountForThePackedSize"}},
    {.id = "R-STS-17",
     .text = "A call that carries an MFA code sets aws:MultiFactorAuthPresent and …Age for the "
             "policies that decide it; only IAM users have devices; the new role session does not "
             "carry them on.",
     .source = rule_sources::kMfa,
     .note =
         "Every six digits pass here but 000000: real codes follow from a secret and a wall clock.",
     .tests = {"Mfa.SerialAndCode", "Mfa.IsAConditionOfTheTrustPolicyAndEndsThere",
               "scenarios/org/mfa-and-source-identity.yaml"}},
    {.id = "R-STS-18",
     .text = "GetSessionToken and GetFederationToken take long-term keys only: session credentials "
             "are refused.",
     .source = rule_sources::kCompareSts,
     .tests = {"GetSessionToken.RefusesSessions", "GetFederationToken.NamesAndRefusals"}},
    {.id = "R-STS-20",
     .text = "Characters 5 to 12 of an access key id are its account, in base32; long-term ids "
             "begin with AKIA, temporary ones with ASIA.",
     .status = RuleStatus::observed,
     .source = rule_sources::kGetAccessKeyInfo,
     .note = "The API gives the account of a key; how the id holds it is public knowledge, not "
             "documented.",
     .tests = {"Ids.AnAccessKeyCarriesItsAccount"}},
    {.id = "R-STS-21",
     .text = "In a token's claims each session tag has one value, given as a list of one.",
     .source = rule_sources::kSessionTags,
     .tests = {"Jwt.AwsClaims"}},
    {.id = "R-STS-22",
     .text = "A web identity token is tested for its issuer (a provider of the role's account), "
             "signature, time and audience; the authorized party, where there is one, takes the "
             "audience's place.",
     .source = rule_sources::kWebIdentity,
     .note = "The order of the tests is assumed.",
     .tests = {"WebIdentity.IssuerMustBeAProviderOfTheRolesAccount",
               "WebIdentity.AudienceMustBeAClientId",
               "WebIdentity.AuthorizedPartyTakesTheAudiencesPlace",
               "WebIdentity.ExpiredOrNotYetValid", "WebIdentity.ATamperedTokenIsRefused"}},
    {.id = "R-STS-23",
     .text = "A web identity's session keeps aws:FederatedProvider and the provider's keys "
             "<issuer>:sub, :aud, :oaud, :amr and :email.",
     .source = rule_sources::kIamKeys,
     .tests = {"WebIdentity.TheSessionKeepsSubjectAudienceAndProvider",
               "scenarios/regressions/any-issuers-sub-and-aud.yaml"}},
    {.id = "R-STS-24",
     .text = "GitHub's further claims (repository, ref, environment, …) are keys for the trust "
             "policy only; the session does not keep them.",
     .source = rule_sources::kIamKeys,
     .tests = {"GitHubActions.FurtherClaimsEndWithTheAssumption"}},
    {.id = "R-STS-25",
     .text = "accounts.google.com, graph.facebook.com, www.amazon.com and "
             "cognito-identity.amazonaws.com are providers without an entity in IAM: a trust "
             "policy names them as they stand.",
     .source = rule_sources::kPrincipal,
     .tests = {"scenarios/regressions/accounts-google-com.yaml"}},
    {.id = "R-STS-26",
     .text = "A web identity token is signed by RS256, RS384, RS512, ES256, ES384 or ES512 with a "
             "key that its issuer publishes under the token's key id. No other algorithm counts, "
             "nor does another issuer's key.",
     .source = rule_sources::kWebIdentity,
     .note = "What AWS says to a token without a key id or of another algorithm is assumed.",
     .tests = {"WebIdentity.OnlyPublicKeyAlgorithmsCount",
               "WebIdentity.AnotherIssuersTokenIsRefused",
               "WebIdentity.AProvidersOwnKeysAreTheOnlyOnes",
               "scenarios/workloads/own-keys-of-a-provider.yaml"}},
    {.id = "R-STS-30",
     .text = "AssumeRole is denied in the same words whether or not the role exists, and without a "
             "reason.",
     .status = RuleStatus::observed,
     .source = rule_sources::kRecordedReplies,
     .tests = {"AssumeRole.DeniedInTheSameWordsWhetherOrNotTheRoleExists",
               "WebIdentity.AMissingRoleIsDeniedInTheSameWords", "Denial.OfStsGivesNoReason",
               "scenarios/regressions/role-that-does-not-exist.yaml"}},
    {.id = "R-STS-31",
     .text = "STS names every violated limit of the parameters in one ValidationError.",
     .status = RuleStatus::observed,
     .source = rule_sources::kRecordedReplies,
     .note = "The limits themselves are those of the API Reference.",
     .tests = {"StsParameters.EachConstraintHasAwsText",
               "StsParameters.AllViolationsAreNamedAtOnce", "StsParameters.LimitsThemselvesAreFine",
               "StsWireConstraints.EachOfTheModel", "ReadQuery.NamesEveryMissingMember"}},
    {.id = "R-STS-35",
     .text = "A SAML response is signed by its provider, as a whole or in its assertion, and names "
             "the provider as issuer, AWS as audience (where it names any) and the sign-in page as "
             "recipient. It is taken before its end, and within five minutes of its issue.",
     .source = rule_sources::kSamlAttributes,
     .note = "The order of the tests is assumed; the five minutes and their text are observed "
             "(gimme-aws-creds#251), and so is what an ended response is told (saml2aws#759). "
             "Signatures with SHA-1 are refused.",
     .tests = {"Saml.ASignedResponseMakesASession", "Saml.WhatIsNotSignedByTheProviderIsRefused",
               "Saml.WhatWasChangedAfterwardsIsRefused", "Saml.EachThingThatCanBeWrong",
               "Saml.ASignatureInAnotherPlaceIsRefused", "Saml.WhatIsNoResponse"}},
    {.id = "R-STS-36",
     .text = "A SAML session keeps saml:sub, saml:sub_type, saml:namequalifier and "
             "aws:FederatedProvider; the other saml: keys are for the trust policy only. The "
             "name qualifier is base64(SHA-1(issuer + account + / + provider)).",
     .source = rule_sources::kIamKeys,
     .tests = {"Saml.TheSessionKeepsWhoItWas", "Saml.TheTrustPolicyDecidesByTheKeys"}},
    {.id = "R-STS-37",
     .text = "The response offers the role together with its provider: two ARNs in the attribute "
             "Role, in either order. What it does not offer is denied.",
     .source = rule_sources::kSamlAttributes,
     .note = "That a role which is not offered is an AccessDenied is assumed.",
     .tests = {"Saml.ASignedResponseMakesASession", "Saml.TheTrustPolicyDecidesByTheKeys"}},
    {.id = "R-STS-38",
     .text = "The session's name, tags, transitive keys and source identity are the response's "
             "attributes. SessionDuration is the console's, and not this call's.",
     .source = rule_sources::kSamlAttributes,
     .tests = {"Saml.AttributesBecomeTagsAndSourceIdentity", "Saml.EachThingThatCanBeWrong"}},
    {.id = "R-STS-39",
     .text = "A SAML session lasts as long as was asked for, or to the response's "
             "SessionNotOnOrAfter, whichever is sooner.",
     .source = rule_sources::kSaml,
     .tests = {"Saml.TheShorterOfDurationAndTheProvidersSession"}},
    {.id = "R-STS-40",
     .text = "A session of AssumeRoot is the member account's root user, for 15 minutes at most, "
             "and can do what its task policy leaves over: one of five of AWS's.",
     .source = rule_sources::kAssumeRoot,
     .note = "The task policies deny all but the task and allow nothing.",
     .tests = {"AssumeRoot.CanDoTheTaskAndNothingElse", "AssumeRoot.EachTaskHasAPolicyOfItsOwn",
               "AssumeRoot.Parameters"}},
    {.id = "R-STS-41",
     .text = "AssumeRoot is for the management account and delegated administrators for IAM, on "
             "member accounts; root users cannot call it.",
     .source = rule_sources::kAssumeRoot,
     .note = "That the organization has turned on root sessions is taken for granted; the texts "
             "of the refusals are assumed.",
     .tests = {"AssumeRoot.OnlyFromTheAccountsThatLookAfterTheMembers",
               "AssumeRoot.NeedsThePermission"}},
    {.id = "R-STS-42",
     .text = "EC2 gives a denied caller an encoded message. Who is allowed "
             "sts:DecodeAuthorizationMessage reads from it whether a statement denied, which, and "
             "the request's principal, action, resource and condition keys.",
     .source = rule_sources::kDecodeMessage,
     .tests = {"DecodeAuthorizationMessage.SaysWhatTheCallerWasNotTold",
               "DecodeAuthorizationMessage.NeedsPermissionAndAMessageOfThisServer"}},
});

}  // namespace rolechain::rule_tables
