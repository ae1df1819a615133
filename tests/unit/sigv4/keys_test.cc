// Keys and session tokens: unknown, inactive, forged, expired.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/unit/sigv4/verify_lab.h"

namespace rolechain::tests {
namespace {

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

}  // namespace
}  // namespace rolechain::tests
