// Signature Version 4 (R-SIG).
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kSignatures = std::to_array<Rule>({
    {.id = "R-SIG-01",
     .text = "What is signed is the canonical request: method, path, query, headers, the list of "
             "signed headers and the payload's hash, a line each.",
     .source = rule_sources::kSignedRequest,
     .tests = {"SigV4Documented.S3HeaderExamples", "SigV4Documented.IamListUsers"}},
    {.id = "R-SIG-02",
     .text =
         "The signing key follows from the secret, the day, the region and the service, so that "
         "it serves one day of one service in one region.",
     .source = rule_sources::kSignedRequest,
     .tests = {"SigV4Documented.S3HeaderExamples", "SigV4Documented.IamListUsers"}},
    {.id = "R-SIG-03",
     .text = "The string to sign names algorithm, time and scope before the hash of the canonical "
             "request.",
     .source = rule_sources::kSignedRequest,
     .tests = {"SigV4Documented.S3HeaderExamples", "SigV4Verify.S3ShowsWhatItComputed"}},
    {.id = "R-SIG-04",
     .text = "Outside S3 a path is normalized (dot segments and empty ones go) and encoded twice.",
     .source = rule_sources::kSignedRequest,
     .tests = {"SigV4Canonical.PathsOfMostServicesAreNormalizedAndEncodedAgain",
               "SigV4CanonicalProperty.DotSegments", "SigV4CanonicalProperty.EncodedTwiceOrOnce"}},
    {.id = "R-SIG-05",
     .text = "On S3 a path is encoded once and never normalized: keys may hold dots and slashes.",
     .source = rule_sources::kS3Header,
     .note = "An encoded slash stays encoded, as the SDKs sign it.",
     .tests = {"SigV4Canonical.PathsOfS3StayAsTheyAreEncodedOnce", "SigV4Verify.PathsByService"}},
    {.id = "R-SIG-06",
     .text = "The query is sorted by encoded name, then by value; repeated names stay, and a name "
             "without value gets an equal sign.",
     .source = rule_sources::kSignedRequest,
     .tests = {"SigV4Canonical.Queries", "SigV4CanonicalProperty.QueriesDoNotDependOnOrder"}},
    {.id = "R-SIG-07",
     .text = "The signed headers are listed in lower case and sorted; values lose blanks at their "
             "ends and repeated ones inside; repeated headers are joined with commas in the order "
             "of arrival.",
     .source = rule_sources::kSignedRequest,
     .note = "That a list which is not sorted, or that names a header the request has not, is "
             "refused is assumed.",
     .tests = {"SigV4Canonical.RepeatedHeadersAreOneInArrivalOrder", "SigV4Canonical.HeaderValues",
               "SigV4Verify.ListsThatNobodyShouldSign",
               "SigV4Verify.ASignedHeaderThatIsGoneWasTakenAway"}},
    {.id = "R-SIG-08",
     .text = "Host and every X-Amz- header of a request have to be signed.",
     .source = rule_sources::kSignedRequest,
     .note = "The text for X-Amz- headers outside S3 is assumed.",
     .tests = {"SigV4Verify.HostAndXAmzHeadersAreSigned"}},
    {.id = "R-SIG-09",
     .text = "A request without signature misses an authentication token; one with a signature in "
             "both header and query is refused.",
     .status = RuleStatus::observed,
     .source = rule_sources::kSignatureReplies,
     .tests = {"SigV4Verify.MissingPartsAreToldTogether", "SigV4Verify.InHeaderAndQueryIsRefused"}},
    {.id = "R-SIG-10",
     .text = "All parts that a signature misses are told in one message.",
     .status = RuleStatus::observed,
     .source = rule_sources::kSignatureReplies,
     .tests = {"SigV4Verify.MissingPartsAreToldTogether"}},
    {.id = "R-SIG-11",
     .text = "The request's time is X-Amz-Date, else Date, in ISO 8601's basic format; S3 takes a "
             "Date in HTTP's format as well.",
     .source = rule_sources::kS3Header,
     .tests = {"SigV4Verify.Dates"}},
    {.id = "R-SIG-12",
     .text = "Of a part that an Authorization header names twice the last counts; of a query "
             "parameter that is there twice, the first.",
     .status = RuleStatus::observed,
     .source = rule_sources::kSignatureReplies,
     .tests = {"SigV4Verify.TheLastPartOfTheHeaderCountsAndTheFirstOfTheQuery"}},
    {.id = "R-SIG-13",
     .text = "Clock and scope are looked at before the key, and the key before the signature.",
     .status = RuleStatus::observed,
     .source = rule_sources::kSignatureReplies,
     .tests = {"SigV4Verify.ClockAndScopeComeBeforeTheKey"}},
    {.id = "R-SIG-14",
     .text = "A request's time may be 15 minutes from the service's at query and XML services and "
             "DynamoDB, 5 minutes elsewhere, either way.",
     .status = RuleStatus::observed,
     .source = rule_sources::kSignatureReplies,
     .note =
         "The IAM User Guide says five minutes in most cases, S3's and EC2's references say 15. "
         "By service it is what error messages show; which JSON services have 15 minutes "
         "besides DynamoDB is not known.",
     .tests = {"SigV4Verify.EachServiceHasItsWindow", "SigV4Verify.WhatIsSaidAboutClocks"}},
    {.id = "R-SIG-15",
     .text = "A scope names the day of the request's time, the endpoint's region and service, and "
             "aws4_request.",
     .source = rule_sources::kSignedRequest,
     .tests = {"SigV4Verify.ScopesAreTheEndpoints", "SigV4Verify.ScopesOfS3"}},
    {.id = "R-SIG-16",
     .text = "An inactive access key is answered as one that does not exist.",
     .status = RuleStatus::observed,
     .source = rule_sources::kSignatureReplies,
     .tests = {"SigV4Verify.UnknownAndInactiveKeys"}},
    {.id = "R-SIG-17",
     .text = "A temporary key works with the session token that was issued with it and no other; a "
             "long-term key works with none.",
     .source = rule_sources::kTemporaryCredentials,
     .tests = {"SigV4Verify.SessionTokensAreTheIssuedOnes", "SigV4Verify.ExpiredTokens"}},
    {.id = "R-SIG-18",
     .text = "A presigned request is good for X-Amz-Expires seconds, 1 to 604800, from X-Amz-Date. "
             "STS ignores the parameter: 15 minutes.",
     .source = rule_sources::kS3Query,
     .note = "That STS ignores it is observed (aws-iam-authenticator). The answer to 0 is assumed.",
     .tests = {"SigV4Verify.PresignedLives", "SigV4Documented.S3PresignedExample"}},
    {.id = "R-SIG-19",
     .text = "The session token of a presigned request may be signed or added after signing.",
     .source = rule_sources::kSignedRequest,
     .note = "Which services take which is not documented: both are taken everywhere.",
     .tests = {"SigV4Verify.ATokenMayBeAddedAfterPresigning"}},
    {.id = "R-SIG-20",
     .text = "S3 signs what X-Amz-Content-Sha256 says, which is required: a hash, UNSIGNED-PAYLOAD "
             "or a STREAMING- mode. Elsewhere it is the hash of the body.",
     .source = rule_sources::kS3Header,
     .note = "A few services whose models say v4-unsigned-body take UNSIGNED-PAYLOAD, too.",
     .tests = {"SigV4Verify.PayloadsByService"}},
    {.id = "R-SIG-21",
     .text = "S3 compares the body with the signed hash after the signature.",
     .source = rule_sources::kS3Errors,
     .tests = {"SigV4Verify.PayloadsByService"}},
    {.id = "R-SIG-22",
     .text = "The key of Signature Version 4A is P-256's, made from access key id and secret; its "
             "scope has no region.",
     .source = rule_sources::kSignedRequest,
     .tests = {"SigV4A.SignsAndVerifies", "SigV4A.KeysFollowFromBothHalvesOfCredentials"}},
    {.id = "R-SIG-23",
     .text = "A signature of Version 4A is good in the regions of its X-Amz-Region-Set, which may "
             "hold wildcards.",
     .source = rule_sources::kSignedRequest,
     .note = "The answer to a region outside the set is assumed.",
     .tests = {"SigV4A.RegionSets"}},
    {.id = "R-SIG-24",
     .text = "Each chunk of a signed stream is signed together with the signature before it, the "
             "first with the request's; all but the last have 8 KB or more.",
     .source = rule_sources::kS3Streaming,
     .note = "Signed streams of Version 4A are refused as unsupported.",
     .tests = {"SigV4Documented.S3ChunkedUpload", "SigV4Chunked.SignaturesChain",
               "SigV4Chunked.OnlyTheLastChunkIsSmall"}},
    {.id = "R-SIG-25",
     .text = "Trailing headers are those that X-Amz-Trailer names; in a signed stream they are "
             "signed after the last chunk.",
     .source = rule_sources::kS3Trailers,
     .tests = {"SigV4Documented.S3ChunkedUploadWithTrailer",
               "SigV4Chunked.TrailersAreTheAnnouncedAndSigned"}},
    {.id = "R-SIG-26",
     .text = "A signer leaves out headers that proxies and HTTP libraries change: User-Agent, "
             "Connection, X-Amzn-Trace-Id and the like.",
     .source = rule_sources::kSignedRequest,
     .tests = {"SigV4Mutation.UnsignedHeadersMayChange"}},
});

}  // namespace rolechain::rule_tables
