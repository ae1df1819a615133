// What verify() answers: the parts of a signature, what has to be signed, S3's details.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "mocks/sigv4/canonical_request.h"
#include "tests/unit/sigv4/verify_lab.h"

namespace rolechain::tests {
namespace {

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

TEST(SigV4Verify, ListsThatNobodyShouldSign) {
  const Signing signing = signing_for("sts");
  const auto say = [&](std::string_view names) {
    HttpRequest request = plain("sts");
    request.headers.push_back({"X-Amz-Date", "20260115T090000Z"});
    std::vector<sigv4::HeaderView> headers;
    std::string canonical;
    sigv4::Query query;
    const std::string hash = sigv4::hex(sigv4::sha256(request.body));
    sigv4::append_canonical_request(
        {view_of(request, headers), query, {}, names, hash, sigv4::PathRule::normalized},
        canonical);
    std::string text;
    sigv4::append_string_to_sign(sigv4::Algorithm::v4, "20260115T090000Z", scope_of(signing),
                                 canonical, text);
    const sigv4::HmacKey key =
        sigv4::derive_signing_key(signing.secret_access_key, {"20260115", "eu-west-1", "sts"});
    request.headers.push_back(
        {"Authorization", "AWS4-HMAC-SHA256 Credential=" + std::string(signing.access_key_id) +
                              "/" + scope_of(signing) + ", SignedHeaders=" + std::string(names) +
                              ", Signature=" + sigv4::hex(key.of(text))});
    return answer(request, kSts, signing);
  };
  EXPECT_EQ(say("content-type;host;x-amz-date"), "ok");
  EXPECT_EQ(say("host;content-type;x-amz-date"), kMismatch);
  EXPECT_EQ(say("Content-Type;host;x-amz-date"), kMismatch);
  EXPECT_EQ(say("content-type;host;host;x-amz-date"), kMismatch);
  EXPECT_EQ(say("content-type;gone;host;x-amz-date"), kMismatch);
}

TEST(SigV4Verify, PathsByService) {
  const auto second_line = [](std::string_view service) {
    HttpRequest request{"GET", "/a//b/../c%20d", {{"Host", "h"}}, ""};
    sigv4::Workspace work;
    sign(request, signing_for(service), work);
    EXPECT_EQ(answer(request, {service, "eu-west-1"}, signing_for(service)), "ok") << service;
    return work.canonical_request.substr(0, work.canonical_request.find("\n\n"));
  };
  EXPECT_EQ(second_line("lambda"), "GET\n/a/c%2520d");
  EXPECT_EQ(second_line("s3"), "GET\n/a//b/../c%20d");
  EXPECT_EQ(second_line("s3express"), "GET\n/a//b/../c%20d");
}

TEST(SigV4Verify, CodesOfOtherProtocols) {
  const auto say = [](std::string_view service) {
    HttpRequest request = signed_request(signing_for(service));
    request.method = "PUT";
    const std::string text = answer(request, {service, "eu-west-1"}, signing_for(service));
    return text.substr(0, text.find(':'));
  };
  EXPECT_EQ(say("dynamodb"), "400 InvalidSignatureException");
  EXPECT_EQ(say("lambda"), "403 InvalidSignatureException");
  EXPECT_EQ(say("ec2"), "403 SignatureDoesNotMatch");
  const auto bare = [](std::string_view service) {
    const std::string text = answer(plain(service), {service, "eu-west-1"}, signing_for(service));
    return text.substr(0, text.find(':'));
  };
  EXPECT_EQ(bare("dynamodb"), "400 MissingAuthenticationTokenException");
  EXPECT_EQ(bare("lambda"), "403 MissingAuthenticationTokenException");
  EXPECT_EQ(bare("s3"), "403 AccessDenied");
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
