// Clocks and scopes: how far a request may be from the endpoint in time and place.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/unit/sigv4/verify_lab.h"

namespace rolechain::tests {
namespace {

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

TEST(SigV4Verify, RulesAreTheScopes) {
  Signing signing = signing_for("sts");
  signing.payload = "UNSIGNED-PAYLOAD";
  HttpRequest request = signed_request(signing);
  header(request, "Authorization") += ", XCredential=a/20260115/eu-west-1/s3/aws4_request";
  EXPECT_NE(answer(request, {}, signing), "ok");
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

}  // namespace
}  // namespace rolechain::tests
