// What verify() answers: the order of its checks, AWS's texts, clocks, keys and tokens.
#include "mocks/sigv4/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/text.h"
#include "mocks/sigv4/sign.h"
#include "tests/unit/sigv4/key_ring.h"

namespace rolechain::tests {
namespace {

using sigv4::Endpoint;
using sigv4::Signing;

constexpr EpochSeconds kNow_s = 1768467600;  // 2026-01-15T09:00:00Z
constexpr Endpoint kSts{"sts", "eu-west-1"};
constexpr Endpoint kS3{"s3", "eu-west-1"};

Signing signing_for(std::string_view service) {
  return {.access_key_id = "AKIAQEAAAAAAEXAMPLE1",
          .secret_access_key = "secret/of+the/example",
          .region = "eu-west-1",
          .service = service,
          .time_s = kNow_s};
}

HttpRequest plain(std::string_view service) {
  if (service == "s3") return {"GET", "/bucket/key", {{"Host", "s3.local"}}, ""};
  return {"POST",
          "/",
          {{"Host", "api.local"}, {"Content-Type", "application/x-www-form-urlencoded"}},
          "Action=GetCallerIdentity&Version=2011-06-15"};
}

HttpRequest signed_request(const Signing& signing) {
  HttpRequest request = plain(signing.service);
  sigv4::Workspace work;
  sign(request, signing, work);
  return request;
}

HttpRequest presigned_request(const Signing& signing, std::int64_t expires_s) {
  HttpRequest request = plain(signing.service);
  sigv4::Workspace work;
  presign(request, signing, expires_s, work);
  return request;
}

std::string& header(HttpRequest& request, std::string_view name) {
  const auto found = std::ranges::find_if(request.headers, [&](const HttpHeader& header) {
    return equals_ignore_case(header.name, name);
  });
  EXPECT_NE(found, request.headers.end()) << name;
  return found->value;
}

void drop(HttpRequest& request, std::string_view name) {
  std::erase_if(request.headers,
                [&](const HttpHeader& header) { return equals_ignore_case(header.name, name); });
}

void replace(std::string& text, std::string_view old, std::string_view with) {
  const std::size_t at = text.find(old);
  ASSERT_NE(at, std::string::npos) << old << " is not in " << text;
  text.replace(at, old.size(), with);
}

// "403 SignatureDoesNotMatch: text", or "ok".
std::string answer(const HttpRequest& request, const Endpoint& endpoint, const Signing& signing,
                   EpochSeconds now_s = kNow_s) {
  const auto result = verify_http(request, endpoint, signing, now_s);
  if (result) return "ok";
  return std::to_string(result.error().http) + " " + result.error().code + ": " +
         result.error().message;
}

std::string field(const SignatureError& error, std::string_view name) {
  const auto found = std::ranges::find(error.fields, name, &SignatureError::Field::name);
  return found == error.fields.end() ? "" : found->value;
}

constexpr std::string_view kMismatch =
    "403 SignatureDoesNotMatch: The request signature we calculated does not match the signature "
    "you provided. Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details.";
constexpr std::string_view kUnknown =
    "403 InvalidClientTokenId: The security token included in the request is invalid";

TEST(SigV4Verify, SaysWhoSigned) {
  const Signing signing = signing_for("sts");
  KeyRing ring(signing);
  const HttpRequest request = signed_request(signing);
  const auto verified = ring.verify(request, kSts, kNow_s);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->access_key_id, signing.access_key_id);
  EXPECT_EQ(verified->region, "eu-west-1");
  EXPECT_EQ(verified->service, "sts");
  EXPECT_EQ(verified->signed_at_s, kNow_s);
  EXPECT_EQ(verified->body, "Action=GetCallerIdentity&Version=2011-06-15");
}

TEST(SigV4Verify, AnEndpointWithoutNameTakesTheScopes) {
  for (const std::string_view service : {"sts", "s3", "dynamodb"}) {
    EXPECT_EQ(answer(signed_request(signing_for(service)), {}, signing_for(service)), "ok");
  }
}

TEST(SigV4Verify, MissingPartsAreToldTogether) {
  const Signing signing = signing_for("sts");
  HttpRequest request = plain("sts");
  EXPECT_EQ(answer(request, kSts, signing),
            "403 MissingAuthenticationToken: Request is missing Authentication Token");
  request.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 Credential=a"});
  EXPECT_EQ(answer(request, kSts, signing),
            "400 IncompleteSignature: Authorization header requires 'Signature' parameter. "
            "Authorization header requires 'SignedHeaders' parameter. Authorization header "
            "requires existence of either a 'X-Amz-Date' or a 'Date' header. "
            "Authorization=AWS4-HMAC-SHA256");
  header(request, "Authorization") = "AWS4-HMAC-SHA256 Credential";
  EXPECT_EQ(answer(request, kSts, signing),
            "400 IncompleteSignature: 'Credential' not a valid key=value pair (missing "
            "equal-sign) in Authorization header.");
  header(request, "Authorization") = "AWS AKIA:abc";
  EXPECT_EQ(answer(request, kSts, signing),
            "400 IncompleteSignature: Unsupported AWS 'algorithm': 'AWS'.");
  request = plain("sts");
  request.path = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260115T090000Z";
  EXPECT_EQ(answer(request, kSts, signing),
            "400 IncompleteSignature: AWS query-string parameters must include "
            "'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. AWS "
            "query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the "
            "query-string parameters.");
}

TEST(SigV4Verify, InHeaderAndQueryIsRefused) {
  HttpRequest request = signed_request(signing_for("sts"));
  request.path += "?X-Amz-Signature=abc";
  EXPECT_EQ(answer(request, kSts, signing_for("sts")), kMismatch);
  request = signed_request(signing_for("s3"));
  request.path += "?X-Amz-Algorithm=AWS4-HMAC-SHA256";
  EXPECT_TRUE(answer(request, kS3, signing_for("s3"))
                  .starts_with("400 InvalidArgument: Only one auth mechanism allowed"));
}

TEST(SigV4Verify, TheLastPartOfTheHeaderCountsAndTheFirstOfTheQuery) {
  const Signing signing = signing_for("sts");
  HttpRequest request = signed_request(signing);
  replace(header(request, "Authorization"), "AWS4-HMAC-SHA256 ",
          "AWS4-HMAC-SHA256 Signature=0000, ");
  EXPECT_EQ(answer(request, kSts, signing), "ok");
  header(request, "Authorization") += ", Signature=0000";
  EXPECT_EQ(answer(request, kSts, signing), kMismatch);

  request = presigned_request(signing, 60);
  request.path += "&X-Amz-Signature=0000";  // left out of what is signed, like the first
  EXPECT_EQ(answer(request, kSts, signing), "ok");
}

TEST(SigV4Verify, HostAndXAmzHeadersAreSigned) {
  const Signing signing = signing_for("sts");
  HttpRequest request = signed_request(signing);
  replace(header(request, "Authorization"), "host;", "");
  EXPECT_EQ(answer(request, kSts, signing),
            "403 SignatureDoesNotMatch: 'Host' or ':authority' must be a 'SignedHeader' in the "
            "AWS Authorization.");
  request = signed_request(signing);
  request.headers.push_back({"X-AMZ-Extra", "1"});
  EXPECT_EQ(answer(request, kSts, signing),
            "403 SignatureDoesNotMatch: 'x-amz-extra' must be a 'SignedHeader' in the AWS "
            "Authorization.");
  request = signed_request(signing_for("s3"));
  request.headers.push_back({"X-Amz-Acl", "public-read"});
  EXPECT_EQ(answer(request, kS3, signing_for("s3")),
            "403 AccessDenied: There were headers present in the request which were not signed");
  request = signed_request(signing);
  request.headers.push_back({"User-Agent", "anything"});
  EXPECT_EQ(answer(request, kSts, signing), "ok");
}

TEST(SigV4Verify, ASignedHeaderThatIsGoneWasTakenAway) {
  const Signing signing = signing_for("sts");
  HttpRequest request = plain("sts");
  request.headers.push_back({"X-Empty", ""});
  sigv4::Workspace work;
  sign(request, signing, work);
  EXPECT_EQ(answer(request, kSts, signing), "ok");
  drop(request, "X-Empty");
  EXPECT_EQ(answer(request, kSts, signing), kMismatch);
}

TEST(SigV4Verify, Dates) {
  const Signing signing = signing_for("sts");
  HttpRequest request = signed_request(signing);
  header(request, "X-Amz-Date") = "2026-01-15T09:00:00Z";
  EXPECT_EQ(answer(request, kSts, signing),
            "400 IncompleteSignature: Date must be in ISO-8601 'basic format'. Got "
            "'2026-01-15T09:00:00Z'. See http://en.wikipedia.org/wiki/ISO_8601");
  // S3 takes a Date as HTTP writes it, and X-Amz-Date before it.
  const Signing s3 = signing_for("s3");
  request = signed_request(s3);
  request.headers.push_back({"Date", "Thu, 01 Jan 1970 00:00:00 GMT"});
  EXPECT_EQ(answer(request, kS3, s3), "ok");
  drop(request, "X-Amz-Date");
  header(request, "Date") = "Thu, 15 Jan 2026 09:00:00 GMT";
  EXPECT_TRUE(answer(request, kS3, s3).starts_with("403 SignatureDoesNotMatch")) << "not signed so";
  header(request, "Date") = "Fri, 15 Jan 2026 09:00:00 GMT";
  EXPECT_EQ(answer(request, kS3, s3),
            "403 AccessDenied: AWS authentication requires a valid Date or x-amz-date header");
}

TEST(SigV4Verify, EachServiceHasItsWindow) {
  struct Case {
    std::string_view service;
    std::int64_t skew_s;
  };
  for (const auto& [service, skew_s] :
       {Case{"sts", 900}, Case{"s3", 900}, Case{"dynamodb", 900}, Case{"sns", 900},
        Case{"lambda", 300}, Case{"kinesis", 300}, Case{"logs", 300}, Case{"kms", 300}}) {
    const Signing signing = signing_for(service);
    const HttpRequest request = signed_request(signing);
    const Endpoint endpoint{service, "eu-west-1"};
    EXPECT_EQ(answer(request, endpoint, signing, kNow_s + skew_s), "ok") << service;
    EXPECT_NE(answer(request, endpoint, signing, kNow_s + skew_s + 1), "ok") << service;
    EXPECT_EQ(answer(request, endpoint, signing, kNow_s - skew_s), "ok") << service;
    EXPECT_NE(answer(request, endpoint, signing, kNow_s - skew_s - 1), "ok") << service;
  }
}

TEST(SigV4Verify, WhatIsSaidAboutClocks) {
  const auto say = [](std::string_view service, std::int64_t late_s) {
    const Signing signing = signing_for(service);
    return answer(signed_request(signing), {service, "eu-west-1"}, signing, kNow_s + late_s);
  };
  EXPECT_EQ(say("sts", 901),
            "403 SignatureDoesNotMatch: Signature expired: 20260115T090000Z is now earlier than "
            "20260115T090001Z (20260115T091501Z - 15 min.)");
  EXPECT_EQ(say("sts", -901),
            "403 SignatureDoesNotMatch: Signature not yet current: 20260115T090000Z is still "
            "later than 20260115T085959Z (20260115T084459Z + 15 min.)");
  EXPECT_EQ(say("kinesis", 301),
            "400 InvalidSignatureException: Signature expired: 20260115T090000Z is now earlier "
            "than 20260115T090001Z (20260115T090501Z - 5 min.)");
  EXPECT_EQ(say("ec2", 901), "400 RequestExpired: Request has expired.");
  const auto skewed =
      verify_http(signed_request(signing_for("s3")), kS3, signing_for("s3"), kNow_s + 901);
  ASSERT_FALSE(skewed);
  EXPECT_EQ(skewed.error().code, "RequestTimeTooSkewed");
  EXPECT_EQ(field(skewed.error(), "RequestTime"), "20260115T090000Z");
  EXPECT_EQ(field(skewed.error(), "ServerTime"), "2026-01-15T09:15:01Z");
  EXPECT_EQ(field(skewed.error(), "MaxAllowedSkewMilliseconds"), "900000");
}

TEST(SigV4Verify, ScopesAreTheEndpoints) {
  const Signing signing = signing_for("sts");
  HttpRequest request = signed_request(signing);
  replace(header(request, "Authorization"), "20260115/eu-west-1/sts/aws4_request",
          "20260114/us-east-1/iam/aws5_request");
  EXPECT_EQ(answer(request, kSts, signing),
            "403 SignatureDoesNotMatch: Credential should be scoped to a valid region, not "
            "'us-east-1'. Credential should be scoped to correct service: 'sts'. Credential "
            "should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. Date "
            "in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            "'20260114' != '20260115', from '20260115T090000Z'.");
  request = signed_request(signing);
  replace(header(request, "Authorization"), "/sts/", "/");
  EXPECT_EQ(answer(request, kSts, signing),
            "400 IncompleteSignature: Credential must have exactly 5 slash-delimited elements, "
            "e.g. keyid/date/region/service/term, got "
            "'AKIAQEAAAAAAEXAMPLE1/20260115/eu-west-1/aws4_request'");
}

TEST(SigV4Verify, ScopesOfS3) {
  const Signing signing = signing_for("s3");
  const auto say = [&](std::string_view old, std::string_view with) {
    HttpRequest request = signed_request(signing);
    replace(header(request, "Authorization"), old, with);
    return answer(request, kS3, signing);
  };
  constexpr std::string_view malformed =
      "400 AuthorizationHeaderMalformed: The authorization header is malformed; ";
  EXPECT_EQ(say("/eu-west-1/", "/us-east-1/"),
            std::string(malformed) + "the region 'us-east-1' is wrong; expecting 'eu-west-1'");
  EXPECT_EQ(say("/s3/", "/ec2/"), std::string(malformed) +
                                      "incorrect service \"ec2\". This endpoint belongs to "
                                      "\"s3\".");
  EXPECT_EQ(say("/20260115/", "/2026-01-15/"),
            std::string(malformed) +
                "incorrect date format \"2026-01-15\". This date in the "
                "credential must be in the format \"yyyyMMdd\".");
  EXPECT_EQ(say("/s3/", "/"), std::string(malformed) +
                                  "the Credential is mal-formed; expecting "
                                  "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  HttpRequest request = signed_request(signing);
  replace(header(request, "Authorization"), "/eu-west-1/", "/us-east-1/");
  EXPECT_EQ(field(verify_http(request, kS3, signing, kNow_s).error(), "Region"), "eu-west-1");
}

TEST(SigV4Verify, ClockAndScopeComeBeforeTheKey) {
  Signing signing = signing_for("sts");
  signing.access_key_id = "AKIAQEAAAAAANOBODY12";
  const HttpRequest request = signed_request(signing);
  const Signing known = signing_for("sts");
  EXPECT_TRUE(answer(request, kSts, known, kNow_s + 901).contains("Signature expired"));
  EXPECT_TRUE(answer(request, {"sts", "us-east-1"}, known).contains("scoped to a valid region"));
  EXPECT_EQ(answer(request, kSts, known), kUnknown);
}

TEST(SigV4Verify, UnknownAndInactiveKeys) {
  const Signing signing = signing_for("sts");
  KeyRing ring;
  ring.add(signing).status = sigv4::KnownKey::Status::inactive;
  EXPECT_EQ(ring.verify(signed_request(signing), kSts, kNow_s).error().code,
            "InvalidClientTokenId");
  EXPECT_EQ(answer(signed_request(signing_for("s3")), kS3, Signing{.access_key_id = "other"}),
            "403 InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our "
            "records.");
}

TEST(SigV4Verify, SessionTokensAreTheIssuedOnes) {
  Signing signing = signing_for("sts");
  signing.session_token = "issued-token-of-the-session";
  EXPECT_EQ(answer(signed_request(signing), kSts, signing), "ok");
  Signing other = signing;
  other.session_token = "issued-token-of-the-sessioN";
  EXPECT_EQ(answer(signed_request(other), kSts, signing), kUnknown);
  other.session_token = "issued-token-of-the-session2";
  EXPECT_EQ(answer(signed_request(other), kSts, signing), kUnknown);
  other.session_token = "";
  EXPECT_EQ(answer(signed_request(other), kSts, signing), kUnknown) << "no token";
  EXPECT_EQ(answer(signed_request(signing), kSts, other), kUnknown) << "of a long-term key";
  Signing s3 = signing_for("s3");
  s3.session_token = "forged";
  EXPECT_EQ(answer(signed_request(s3), kS3, signing_for("s3")),
            "400 InvalidToken: The provided token is malformed or otherwise invalid.");
}

TEST(SigV4Verify, ExpiredTokens) {
  const auto say = [](std::string_view service) {
    Signing signing = signing_for(service);
    signing.session_token = "token";
    KeyRing ring;
    ring.add(signing).expires_s = kNow_s + 10;
    const HttpRequest request = signed_request(signing);
    EXPECT_TRUE(ring.verify(request, {service, "eu-west-1"}, kNow_s + 9)) << service;
    const auto late = ring.verify(request, {service, "eu-west-1"}, kNow_s + 10);
    return late ? "ok" : std::to_string(late.error().http) + " " + late.error().code;
  };
  EXPECT_EQ(say("sts"), "403 ExpiredToken");
  EXPECT_EQ(say("s3"), "400 ExpiredToken");
  EXPECT_EQ(say("dynamodb"), "400 ExpiredTokenException");
}

TEST(SigV4Verify, PresignedLives) {
  const Signing s3 = signing_for("s3");
  const HttpRequest request = presigned_request(s3, 60);
  EXPECT_EQ(answer(request, kS3, s3, kNow_s + 59), "ok");
  EXPECT_EQ(answer(request, kS3, s3, kNow_s + 60), "403 AccessDenied: Request has expired");
  EXPECT_EQ(answer(request, kS3, s3, kNow_s - 901), "403 AccessDenied: Request is not valid yet");
  EXPECT_EQ(answer(presigned_request(s3, 604800), kS3, s3, kNow_s + 604799), "ok");
  EXPECT_TRUE(answer(presigned_request(s3, 604801), kS3, s3)
                  .starts_with("400 AuthorizationQueryParametersError: X-Amz-Expires must be less "
                               "than a week"));
  EXPECT_TRUE(answer(presigned_request(s3, 0), kS3, s3)
                  .starts_with("400 AuthorizationQueryParametersError"));
  EXPECT_TRUE(answer(presigned_request(s3, -1), kS3, s3)
                  .starts_with("400 AuthorizationQueryParametersError"));
  // Others: the parameter too, but STS goes by the date alone.
  const Signing api = signing_for("execute-api");
  EXPECT_EQ(answer(presigned_request(api, 1000), {"execute-api", "eu-west-1"}, api, kNow_s + 999),
            "ok");
  EXPECT_NE(answer(presigned_request(api, 1000), {"execute-api", "eu-west-1"}, api, kNow_s + 1000),
            "ok");
  const Signing sts = signing_for("sts");
  EXPECT_EQ(answer(presigned_request(sts, 60), kSts, sts, kNow_s + 900), "ok");
  EXPECT_NE(answer(presigned_request(sts, 3600), kSts, sts, kNow_s + 901), "ok");
}

TEST(SigV4Verify, ATokenMayBeAddedAfterPresigning) {
  Signing signing = signing_for("sts");
  HttpRequest request = presigned_request(signing, 60);
  request.path += "&X-Amz-Security-Token=the%2Ftoken";
  signing.session_token = "the/token";
  EXPECT_EQ(answer(request, kSts, signing), "ok");
  EXPECT_EQ(answer(presigned_request(signing, 60), kSts, signing), "ok");
  request.path += "&more=1";
  EXPECT_EQ(answer(request, kSts, signing), kMismatch);
}

TEST(SigV4Verify, S3ShowsWhatItComputed) {
  const Signing signing = signing_for("s3");
  HttpRequest request = signed_request(signing);
  Signing other = signing;
  other.secret_access_key = "another";
  KeyRing ring(other);
  const auto result = ring.verify(request, kS3, kNow_s);
  ASSERT_FALSE(result);
  const SignatureError& error = result.error();
  EXPECT_EQ(error.message,
            "The request signature we calculated does not match the signature you provided. Check "
            "your key and signing method.");
  EXPECT_EQ(field(error, "AWSAccessKeyId"), signing.access_key_id);
  EXPECT_TRUE(field(error, "StringToSign").starts_with("AWS4-HMAC-SHA256\n20260115T090000Z\n"));
  EXPECT_TRUE(field(error, "StringToSignBytes").starts_with("41 57 53 34 "));
  EXPECT_TRUE(field(error, "CanonicalRequest").starts_with("GET\n/bucket/key\n\nhost:s3.local\n"));
  EXPECT_TRUE(field(error, "CanonicalRequestBytes").starts_with("47 45 54 0a "));
  EXPECT_EQ(field(error, "SignatureProvided").size(), 64U);
}

TEST(SigV4Verify, PathsAndQueriesThatAreNone) {
  const auto say = [](std::string_view service, std::string target) {
    const Signing signing = signing_for(service);
    HttpRequest request = signed_request(signing);
    request.path = std::move(target);
    return answer(request, {service, "eu-west-1"}, signing);
  };
  for (const std::string target : {"/%", "/%4", "/%zz", "/a/../..", "", "a"}) {
    EXPECT_TRUE(say("sts", target).starts_with("400 InvalidURIPath")) << target;
  }
  EXPECT_EQ(say("s3", "/%zz"), "400 InvalidURI: Couldn't parse the specified URI.");
  EXPECT_TRUE(say("s3", "/a/../..").starts_with("403 SignatureDoesNotMatch")) << "a key like any";
  EXPECT_EQ(say("sts", "/?a=%4"),
            "400 MalformedQueryString: Incomplete trailing escape % sequence");
  EXPECT_EQ(say("sts", "/?a=%4z&b"),
            "400 MalformedQueryString: Illegal hex character in escape % pattern: %4z");
}

TEST(SigV4Verify, PayloadsByService) {
  // S3 has to be told, and compares after the signature.
  const Signing s3 = signing_for("s3");
  HttpRequest request = signed_request(s3);
  request.body = "another body";
  const auto other = verify_http(request, kS3, s3, kNow_s);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, "XAmzContentSHA256Mismatch");
  EXPECT_EQ(field(other.error(), "ClientComputedContentSHA256"), sigv4::kEmptyPayloadHash);
  drop(request, "X-Amz-Content-Sha256");
  EXPECT_EQ(answer(request, kS3, s3),
            "400 InvalidRequest: Missing required header for this request: x-amz-content-sha256");
  for (const std::string_view service : {"s3", "ebs"}) {
    Signing open = signing_for(service);
    open.payload = "UNSIGNED-PAYLOAD";
    request = signed_request(open);
    request.body = "anything";
    EXPECT_EQ(answer(request, {service, "eu-west-1"}, open), "ok") << service;
  }
  // Elsewhere the word opens nothing.
  Signing sts = signing_for("sts");
  sts.payload = "UNSIGNED-PAYLOAD";
  EXPECT_EQ(answer(signed_request(sts), kSts, sts), kMismatch);
  sts.payload = "";
  request = signed_request(sts);
  request.body += "&x=1";
  EXPECT_EQ(answer(request, kSts, sts), kMismatch);
  Signing wrong = signing_for("s3");
  wrong.payload = "NOTHING";
  EXPECT_TRUE(answer(signed_request(wrong), kS3, wrong)
                  .starts_with("400 InvalidArgument: x-amz-content-sha256 must be"));
}

TEST(SigV4Verify, ListsOfSignedHeadersAreSorted) {
  const Signing signing = signing_for("sts");
  HttpRequest request = signed_request(signing);
  replace(header(request, "Authorization"), "content-type;host", "host;content-type");
  EXPECT_EQ(answer(request, kSts, signing), kMismatch);
  request = signed_request(signing);
  replace(header(request, "Authorization"), "content-type;host", "Content-Type;Host");
  EXPECT_EQ(answer(request, kSts, signing), kMismatch);
}

TEST(SigV4Verify, ClaimedScopesForRouting) {
  std::vector<sigv4::HeaderView> headers;
  HttpRequest request = signed_request(signing_for("dynamodb"));
  auto claimed = sigv4::claimed_scope(view_of(request, headers));
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->service, "dynamodb");
  EXPECT_EQ(claimed->region, "eu-west-1");
  request = presigned_request(signing_for("s3"), 60);
  claimed = sigv4::claimed_scope(view_of(request, headers));
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->access_key_id, signing_for("s3").access_key_id);
  EXPECT_TRUE(sigv4::carries_signature(view_of(request, headers)));
  request = plain("s3");
  EXPECT_FALSE(sigv4::claimed_scope(view_of(request, headers)));
  EXPECT_FALSE(sigv4::carries_signature(view_of(request, headers)));
}

}  // namespace
}  // namespace rolechain::tests
