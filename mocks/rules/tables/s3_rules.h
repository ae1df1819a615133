// S3, where chains end, and the services that nobody here holds (R-S3, R-API).
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kS3 = std::to_array<Rule>({
    {.id = "R-S3-01",
     .text =
         "A request names its bucket by the host's first labels or by the path's first segment; "
         "the rest of the path is the key.",
     .source = rule_sources::kVirtualHosts,
     .note = "bucket.localhost is ours, for clients with an endpoint of their own.",
     .tests = {"S3.VirtualHostsAndPaths"}},
    {.id = "R-S3-02",
     .text = "Each operation needs the action that is documented for it: HeadObject needs "
             "s3:GetObject, HeadBucket and both ListObjects s3:ListBucket, the parts of an upload "
             "s3:PutObject.",
     .source = rule_sources::kS3Permissions,
     .tests = {"S3.EachCallNeedsItsDocumentedAction", "S3.ListingsAreLimitedByPrefix"}},
    {.id = "R-S3-03",
     .text = "A missing object is NoSuchKey to those who may list its bucket, AccessDenied to all "
             "others.",
     .source = rule_sources::kGetObject,
     .tests = {"S3.WhoMayNotListIsNotToldWhatIsMissing"}},
    {.id = "R-S3-04",
     .text = "A range is answered by 206 and Content-Range; one behind the object's end by 416 "
             "InvalidRange; one that is none by the whole object.",
     .source = rule_sources::kGetObject,
     .note = "That a broken range is passed over is RFC 9110's; that S3 does so is assumed.",
     .tests = {"S3.Ranges"}},
    {.id = "R-S3-05",
     .text = "If-Match goes before If-Unmodified-Since and If-None-Match before If-Modified-Since: "
             "412 or 304 where they fail. A PUT with If-None-Match `*` writes nothing over an "
             "object.",
     .source = rule_sources::kConditionalRequests,
     .tests = {"S3.ConditionalRequests", "S3.ConditionsOfAPutAreConditionKeys"}},
    {.id = "R-S3-06",
     .text =
         "s3:ExistingObjectTag/KEY is a tag of the object that is there, s3:RequestObjectTag/KEY "
         "one that the request brings. Who puts an object with tags needs s3:PutObjectTagging "
         "as well.",
     .source = rule_sources::kObjectTags,
     .tests = {"S3.TagsDecide"}},
    {.id = "R-S3-07",
     .text = "A copy needs s3:GetObject on its source and s3:PutObject on its target; where tags "
             "come along, their two actions as well. An object is not copied to itself unchanged.",
     .source = rule_sources::kCopyObject,
     .tests = {"S3.ACopyReadsAndWrites"}},
    {.id = "R-S3-08",
     .text = "A digest or checksum that a client sends, as header or trailer, must be the body's: "
             "BadDigest.",
     .source = rule_sources::kObjectIntegrity,
     .tests = {"S3.DigestsAreHeldAgainstTheBody", "S3.ChecksumsAreThoseOfTheirNames"}},
    {.id = "R-S3-09",
     .text = "A bucket's name is taken once: BucketAlreadyOwnedByYou for one's own, "
             "BucketAlreadyExists for another's. A bucket belongs to the account that made it.",
     .source = rule_sources::kCreateBucket,
     .note = "A bucket that neither the scenario nor a client made is made by the first object in "
             "it.",
     .tests = {"S3.BucketsAreMadeOnce", "S3.ABucketThatAClientMadeIsItsAccounts"}},
    {.id = "R-S3-10",
     .text = "DeleteObjects asks s3:DeleteObject for each key by itself and lists refusals in a "
             "successful answer; it needs a digest of its body.",
     .source = rule_sources::kDeleteObjects,
     .tests = {"S3.ManyAreDeletedEachByItself"}},
    {.id = "R-S3-11",
     .text =
         "An upload's parts are joined in ascending order, each of 5 MiB at least but the last; "
         "the entity tag is the digest of their digests, and the number of parts.",
     .source = rule_sources::kMultipart,
     .tests = {"S3.ObjectsInParts"}},
});

inline constexpr auto kAnyService = std::to_array<Rule>({
    {.id = "R-API-01",
     .text = "Actions have their service's prefix, which is not always the name that a signature's "
             "scope has: monitoring signs for cloudwatch, email for ses.",
     .source = rule_sources::kServiceReference,
     .tests = {"AnyService.TheSignaturesNameIsNotAlwaysThePrefixOfActions"}},
    {.id = "R-API-02",
     .text = "The operation stands behind the last dot of X-Amz-Target, or in Action, and is an "
             "action where the Service Authorization Reference has one of its name. An action "
             "without resource types is asked for on `*`.",
     .source = rule_sources::kServiceReference,
     .note = "Resources are told by few well-known parameters alone; all else is not decided.",
     .tests = {"AnyService.ResourcesStandInParameters", "AnyService.WhatCannotBeToldIsNotGuessed"}},
    {.id = "R-API-03",
     .text = "A service that this world does not hold is decided as any other: its own refusal "
             "where that says no, 501 where it says yes or hangs on what only the service knows.",
     .status = RuleStatus::assumed,
     .source = rule_sources::kTroubleshootDenied,
     .note = "How services that speak several protocols spell a refusal in JSON is assumed.",
     .tests = {"AnyService.IsDecidedAndThenNotAnswered",
               "AnyService.ADecisionThatHangsOnTheServicesOwnKeysIsNone"}},
});

}  // namespace rolechain::rule_tables
